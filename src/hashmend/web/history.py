"""The history of a thing, as a timeline shows it."""

from hashmend.domain.history.models import EventQuerySet
from hashmend.web.components import Moment

SHOWN = 100


def moments(events: EventQuerySet, *, most: int = SHOWN) -> list[Moment]:
    """Return the newest events, already narrowed to what the person may see, for `{% timeline %}`; one query."""
    return [Moment(e.sentence, e.actor_label, e.at, e.icon) for e in events.newest_first()[:most]]
