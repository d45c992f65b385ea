"""The history as both sides tell it."""

from collections.abc import Iterable
from itertools import groupby

from hashmend.domain.history.models import Event
from hashmend.web.components import Moment
from hashmend.web.formats import counted


def moments_of(events: Iterable[Event]) -> list[Moment]:
    """Return events as they are told; neighbours of one kind, made by one action, as one with their number."""
    moments = []
    for _, same in groupby(events, key=lambda event: (event.group, event.kind)):
        first, *others = same
        more = f" And {counted(len(others), 'other')} the same way." if others else ""
        moments.append(Moment(first.sentence + more, first.actor_label, first.at, first.icon))
    return moments
