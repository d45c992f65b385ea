"""The history of a thing, as a timeline tells it: to staff with names, to customers without those of the house."""

from collections.abc import Callable, Iterable
from itertools import groupby

from hashmend.domain.history.models import Event, EventQuerySet
from hashmend.kernel.actor import Actor
from hashmend.web.components import Moment
from hashmend.web.formats import counted

SHOWN = 100
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
        more = f" And {counted(len(others), 'other')} the same way." if others else ""
        told.append(Moment(first.sentence + more, who(first), first.at, first.icon))
    return told


def _who_for_customers(event: Event) -> str:
    return event.actor_label if event.actor and event.actor.customer_id else CENTRE
