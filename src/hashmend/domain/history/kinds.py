"""The register of what can happen: every kind of event, declared beside the operations that write it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of event.

    `sentence` is a `str.format` pattern over `{thing}` (the row's label) and the event's data; `sees` tells whether a
    customer may read it.
    """

    code: str
    sentence: str
    icon: str
    customer_sees: bool = False

    def tell(self, data: Mapping[str, Any]) -> str:
        """Return the sentence for an event's data; a key that is missing shows as "?"."""
        return self.sentence.format_map(_Forgiving({k: _words(v) for k, v in data.items()}))


class _Forgiving(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "?"


def _words(value: Any) -> str:
    if value is None or value == "":
        return "nothing"
    if isinstance(value, list):
        return ", ".join(str(v) for v in value) or "nothing"
    return str(value)


KINDS: dict[str, Kind] = {}


def kind(code: str, sentence: str, *, icon: str = "point", customer_sees: bool = False) -> Kind:
    """Declare a kind of event. The code ("container.received") is stored for ever and must be unique."""
    if code in KINDS:
        raise ValueError(f"The kind of event {code} is declared twice.")
    KINDS[code] = Kind(code, sentence, icon, customer_sees)
    return KINDS[code]


def customer_kinds() -> list[str]:
    """Return the codes a customer may read."""
    return sorted(code for code, declared in KINDS.items() if declared.customer_sees)
