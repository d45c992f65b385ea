"""How the state of a part looks wherever it stands."""

from hashmend.domain.parts.models import Condition
from hashmend.web.components import Tone

CONDITION_TONES: dict[str, Tone] = {
    Condition.UNKNOWN: "neutral",
    Condition.GOOD: "success",
    Condition.FAULTY: "danger",
    Condition.MISSING: "warning",
    Condition.SCRAP: "ended",
}
