"""History as a customer reads it: who of the repair centre did something stays in the house."""

from typing import cast

from hashmend.domain.history.models import Event, EventQuerySet
from hashmend.kernel.actor import Actor
from hashmend.web.components import Moment

SHOWN = 100
CENTRE = "Repair centre"


def moments_for(actor: Actor, **roots: object) -> list[Moment]:
    """Return the newest events of a thing that the customer may read, with own people by name; one query."""
    events = cast(EventQuerySet, Event.objects.visible_to(actor)).filter(**roots).select_related("actor").newest_first()
    return [Moment(event.sentence, _who(event), event.at, event.icon) for event in events[:SHOWN]]


def _who(event: Event) -> str:
    return event.actor_label if event.actor and event.actor.customer_id else CENTRE
