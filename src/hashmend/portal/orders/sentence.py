"""Where a customer's machines are, in one sentence whose numbers are filters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hashmend.domain.work_orders.statuses import Logistics, Status
from hashmend.web.formats import shown_number

L = Logistics
_PLACE, _STATUS = "logistics", "status"
Chosen = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """One part of the sentence: words around a number, and the filter that shows those machines (none: all)."""

    before: str
    number: str
    after: str
    chosen: Chosen = ()

    def __str__(self) -> str:
        return f"{self.before}{self.number}{self.after}"

    @property
    def key(self) -> str:
        """Return the name of the phrase on the page."""
        return "-".join(value for _, value in self.chosen) or "all"


def phrases_of(places: Mapping[str, int], statuses: Mapping[str, int]) -> list[Phrase]:
    """Return the sentence about machines by place and by status; what there is none of is left out."""
    total, coming, home = sum(places.values()), places.get(L.NOT_ARRIVED, 0), places.get(L.DELIVERED, 0)
    if not total:
        return []
    if home == total:
        return [_all_back(total)]
    if coming == total:
        return [Phrase("You announced ", shown_number(total), "; none of them has arrived yet" if total > 1 else
                       ", which has not arrived yet", _at(L.NOT_ARRIVED))]  # fmt: skip
    held = places.get(L.AT_RC, 0) + places.get(L.BOXED, 0)
    asked = statuses.get(Status.AWAITING_APPROVAL, 0)
    told = [
        (total, "You sent ", "", "", ()),
        (coming, "", " has not arrived yet", " have not arrived yet", _at(L.NOT_ARRIVED)),
        (held, "we hold ", "", "", _at(L.AT_RC, L.BOXED)),
        (places.get(L.SHIPPED, 0), "", " is on its way to you", " are on their way to you", _at(L.SHIPPED)),
        (home, "", " is back with you", " are back with you", _at(L.DELIVERED)),
        (places.get(L.NOT_RETURNED, 0), "", " does not come back", " do not come back", _at(L.NOT_RETURNED)),
        (
            asked,
            "",
            " waits for your approval",
            " wait for your approval",
            ((_STATUS, Status.AWAITING_APPROVAL.value),),
        ),
    ]
    return [
        Phrase(before, shown_number(count), one if count == 1 else many, chosen)
        for count, before, one, many, chosen in told
        if count
    ]


def in_words(phrases: Sequence[Phrase]) -> str:
    """Return the sentence as text: "You sent 128, we hold 41, 80 are back with you."."""
    return ", ".join(map(str, phrases)) + "." if phrases else ""


def _at(*places: Logistics) -> Chosen:
    return tuple((_PLACE, place.value) for place in places)


def _all_back(total: int) -> Phrase:
    if total == 1:
        return Phrase("The ", "1", " you sent is back with you", _at(L.DELIVERED))
    return Phrase("All ", shown_number(total), " are back with you", _at(L.DELIVERED))
