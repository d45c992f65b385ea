"""The history of a thing, as a timeline tells it: to staff with names, to customers without those of the house."""

from collections.abc import Callable, Iterable
from itertools import accumulate, groupby

from django.db.models import Count, Max

from hashmend.domain.history.models import Event, EventQuerySet
from hashmend.kernel.actor import Actor
from hashmend.web.components import Moment
from hashmend.web.formats import counted

SHOWN = 100
WINDOW = 1000
"""Among so many newest events the latest actions are looked for."""
CENTRE = "Repair centre"


def moments(events: EventQuerySet, *, most: int = SHOWN) -> list[Moment]:
    """Return the newest events, already narrowed to what the person may see, for `{% timeline %}`; one query."""
    return moments_of(events.newest_first()[:most])


def moments_for(actor: Actor, **roots: object) -> list[Moment]:
    """Return the newest events of a thing that a customer may read; own people by name, staff as the centre."""
    events = Event.objects.visible_to(actor).filter(**roots).select_related("actor").newest_first()
    return moments_of(events[:SHOWN], who=_who_for_customers)


def moments_of(
    events: Iterable[Event], *, who: Callable[[Event], str] = lambda event: event.actor_label
) -> list[Moment]:
    """Return events as they are told; neighbours of one kind, made by one action, as one with their number."""
    told = []
    for _, same in groupby(events, key=lambda event: (event.group, event.kind)):
        first, *others = same
        told.append(_told(first, 1 + len(others), who(first)))
    return told


def latest_actions(events: EventQuerySet, *, most: int) -> list[Moment]:
    """Return the newest actions among the newest events, not in the whole history of an order; two queries.

    An action that reaches beyond them is told with "at least".
    """
    rows = events.newest_first().values_list("group", "kind", "pk")[:WINDOW]
    same: dict[tuple[str, str], list[int]] = {}
    for group, kind, pk in rows:
        same.setdefault((group, kind), []).append(pk)
    chosen = list(same.values())[:most]
    told = events.in_bulk([keys[0] for keys in chosen])
    reached = accumulate(len(keys) for keys in chosen)
    return [_told(told[keys[0]], len(keys), is_cut=upto >= WINDOW) for keys, upto in zip(chosen, reached, strict=True)]


def actions(events: EventQuerySet, *, most: int, before: int = 0) -> tuple[list[Moment], int]:
    """Return the newest actions, each told once, and where older ones begin (0: there are none).

    Exact also where one action made thousands of events; two queries.
    """
    found = events.order_by().values("group", "kind").annotate(last=Max("pk"), number=Count("pk")).order_by("-last")
    if before:
        found = found.filter(last__lt=before)
    chosen = list(found[: most + 1])
    told = events.in_bulk([action["last"] for action in chosen[:most]])
    shown = [_told(told[action["last"]], action["number"]) for action in chosen[:most]]
    return shown, chosen[most - 1]["last"] if len(chosen) > most else 0


def _told(event: Event, number: int, who: str = "", *, is_cut: bool = False) -> Moment:
    others = ("at least " if is_cut else "") + counted(number - 1, "other")
    more = f" And {others} the same way." if number > 1 else ""
    return Moment(
        event.sentence + more, who or event.actor_label, event.at, event.icon, kind=event.kind, group=event.group
    )


def _who_for_customers(event: Event) -> str:
    return event.actor_label if event.actor and event.actor.customer_id else CENTRE
