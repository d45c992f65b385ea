"""The history of a thing, as a timeline tells it: to staff with names, to customers without those of the house."""

from collections.abc import Callable, Iterable
from itertools import accumulate, groupby

from django.db.models import Count, Max, Subquery
from django.db.models.functions import Coalesce

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
    """Return the newest actions among the newest events, not in the whole history of an order.

    An action that reaches beyond them is told with "at least"; two queries.
    """
    oldest = events.newest_first().values("pk")[WINDOW : WINDOW + 1]
    newest = events.filter(pk__gt=Coalesce(Subquery(oldest), 0))
    return actions(newest, most=most, window=WINDOW)[0]


def actions(
    events: EventQuerySet, *, most: int, before: int = 0, window: int | None = None
) -> tuple[list[Moment], int]:
    """Return the newest actions, each told once, and where older ones begin (0: there are none).

    Exact also where one action made thousands of events, unless `events` are only the newest `window`; two queries.
    """
    found = events.order_by().values("group", "kind").annotate(last=Max("pk"), number=Count("pk")).order_by("-last")
    if before:
        found = found.filter(last__lt=before)
    chosen = list(found[: most + 1])
    told = events.in_bulk([action["last"] for action in chosen[:most]])
    reached = accumulate(action["number"] for action in chosen[:most])
    shown = [
        _told(told[action["last"]], action["number"], is_cut=window is not None and upto >= window)
        for action, upto in zip(chosen[:most], reached, strict=True)
    ]
    return shown, chosen[most - 1]["last"] if len(chosen) > most else 0


def _told(event: Event, number: int, who: str = "", *, is_cut: bool = False) -> Moment:
    others = ("at least " if is_cut else "") + counted(number - 1, "other")
    more = f" And {others} the same way." if number > 1 else ""
    return Moment(
        event.sentence + more, who or event.actor_label, event.at, event.icon, kind=event.kind, group=event.group
    )


def _who_for_customers(event: Event) -> str:
    return event.actor_label if event.actor and event.actor.customer_id else CENTRE
