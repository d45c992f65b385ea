"""Taking back what somebody did: which events it left, for how long it can be undone, what happened since.

An action that can be undone writes, into the data of one event per job or container, what it changed: the former values
as codes and keys. The events that undo it name its group in `undoes`.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import BigIntegerField, Subquery, Value
from django.db.models.functions import Coalesce

from hashmend.domain.history.kinds import Kind
from hashmend.domain.history.models import Event, EventQuerySet
from hashmend.kernel import clock
from hashmend.kernel.errors import Refused

MINUTES = 10
UNDO_FOR = timedelta(minutes=MINUTES)


@dataclass(frozen=True, slots=True)
class Action:
    """What somebody did to many jobs (or containers) at once: one event for each, by its key."""

    group: str
    told: Mapping[int, Event]
    root: str = "job"

    @property
    def first(self) -> int:
        """Return the key of its first event."""
        return min(event.pk for event in self.told.values())


def recent(events: EventQuerySet) -> EventQuerySet:
    """Return those of the last ten minutes.

    `events` are all of one root: its index is read from the end, as far as ten minutes reach.
    """
    start = clock.now() - UNDO_FOR
    before = events.filter(at__lt=start).newest_first().values("pk")[:1]
    nothing = Value(0, output_field=BigIntegerField())
    return events.filter(pk__gt=Coalesce(Subquery(before), nothing), at__gte=start)


def action_of(events: EventQuerySet, *kinds: Kind, root: str = "job", within: timedelta | None = UNDO_FOR) -> Action:
    """Return the action of which these are the events; `kinds` are those that tell what was changed in which `root`.

    Refuses one that is older than ten minutes, or than `within` (None: of any age).
    """
    young = events.filter(kind__in=[kind.code for kind in kinds])
    if within is not None:
        young = young.filter(at__gte=clock.now() - within)
    told = {key: event for event in young.order_by("pk") if (key := getattr(event, f"{root}_id"))}
    if not told:
        raise Refused(f"It is more than {MINUTES} minutes ago: correct it by hand, its history tells what it was.")
    return Action(next(iter(told.values())).group, told, root)


def undone_groups(events: EventQuerySet) -> frozenset[str]:
    """Return the groups of actions that one of these events undoes."""
    undoing = events.filter(data__has_key="undoes").order_by()
    return frozenset(undoing.values_list("data__undoes", flat=True).distinct())


def changes_since(action: Action) -> dict[int, str]:
    """Return, per job or container that changed after the action, the sentence that says so; one query.

    What was done and undone again is no change; one event of an undoing that says so speaks for all of it. Call it
    while the orders are locked.
    """
    later: dict[int, list[Event]] = defaultdict(list)
    these = {f"{action.root}__in": list(action.told), "pk__gt": action.first}
    for event in Event.objects.filter(**these).exclude(group=action.group).order_by("pk"):
        later[getattr(event, f"{action.root}_id")].append(event)
    return {key: why for key, events in later.items() if (why := _why_changed(events, action.group))}


def _why_changed(events: Collection[Event], group: str) -> str | None:
    undone_by = {event.group: event.data["undoes"] for event in events if "undoes" in event.data}
    undone, seen = set(undone_by.values()), {event.group for event in events}
    for event in events:
        undoes, thing = undone_by.get(event.group), event.data.get("thing")
        if undoes == group:
            return f"{thing}: {event.actor_label} undid it already."
        if event.group not in undone and undoes not in seen:
            return f"{thing} was changed after that by {event.actor_label}, it stays as it is: {event.sentence}"
    return None
