"""The event: who, what, when; written once."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models

from hashmend.domain.history.kinds import KINDS, customer_kinds
from hashmend.domain.scoping import Scoped, ScopedQuerySet
from hashmend.kernel.actor import Actor

ROOTS = ("customer", "repair_request", "work_order", "job", "miner", "shipment", "container", "invoice", "user", "part")


class EventQuerySet(ScopedQuerySet["Event"]):
    """History as people may read it."""

    def visible_to(self, actor: Actor) -> Self:
        """Return the events of visible customers; for a customer only the kinds marked for customers."""
        visible = super().visible_to(actor)
        return visible if actor.is_staff else visible.filter(kind__in=customer_kinds())

    def newest_first(self) -> Self:
        """Return the events from the latest to the first."""
        return self.order_by("-pk")


def _root(model: str) -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(
        model, null=True, blank=True, on_delete=models.SET_NULL, related_name="events", db_index=False
    )


class Event(Scoped):
    """One entry of the history. Never edited, never deleted: the database refuses both."""

    CUSTOMER_PATH: ClassVar[str | None] = "customer"

    at = models.DateTimeField()
    kind = models.CharField(max_length=60)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    actor_label = models.CharField(max_length=200)
    group = models.CharField(max_length=20, help_text="Shared by all events of one action.")
    data = models.JSONField(default=dict)

    customer = _root("hashmend.Customer")
    repair_request = _root("hashmend.RepairRequest")
    work_order = _root("hashmend.WorkOrder")
    job = _root("hashmend.Job")
    miner = _root("hashmend.Miner")
    shipment = _root("hashmend.Shipment")
    container = _root("hashmend.Container")
    invoice = _root("hashmend.Invoice")
    user = _root("hashmend.User")
    part = _root("hashmend.Part")

    objects = EventQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["group"], name="event_group"),
            *(
                models.Index(
                    fields=[root, "id"], condition=models.Q(**{f"{root}__isnull": False}), name=f"event_{root}"
                )
                for root in ROOTS
            ),
        ]

    def __str__(self) -> str:
        return self.sentence

    @property
    def sentence(self) -> str:
        """Return what happened, in words."""
        declared = KINDS.get(self.kind)
        return declared.tell(self.data) if declared else self.kind

    @property
    def icon(self) -> str:
        """Return the name of the icon of this kind."""
        declared = KINDS.get(self.kind)
        return declared.icon if declared else "point"
