"""Messages with the customer, internal notes, and how far each person has read."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models

from hashmend.domain.scoping import Scoped, ScopedQuerySet
from hashmend.domain.work_orders.models import WorkOrder
from hashmend.kernel import clock
from hashmend.kernel.actor import Actor

LONGEST_BODY = 10_000


class MessageQuerySet(ScopedQuerySet["Message"]):
    """Messages as people may read them."""

    def visible_to(self, actor: Actor) -> Self:
        """Return the messages of visible orders; never an internal note for a customer."""
        visible = super().visible_to(actor)
        return visible if actor.is_staff else visible.filter(is_internal=False)


class Message(Scoped):
    """One message of the thread of a work order. An internal one stays in the house."""

    CUSTOMER_PATH: ClassVar[str | None] = "work_order__customer"
    HISTORY_ROOTS: ClassVar[dict[str, str]] = {
        "work_order": "work_order_id",
        "customer": "work_order.customer_id",
    }

    work_order = models.ForeignKey(WorkOrder, on_delete=models.PROTECT, related_name="messages")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    author_label = models.CharField(max_length=200)
    is_from_customer = models.BooleanField(default=False)
    is_internal = models.BooleanField(default=False)
    body = models.TextField(max_length=LONGEST_BODY)
    sent_at = models.DateTimeField(default=clock.now)
    key = models.CharField(max_length=40, blank=True, help_text="Made by the form, so that a retry sends it once.")

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["work_order", "author", "key"], condition=~models.Q(key=""), name="message_sent_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(is_internal=True, is_from_customer=True), name="message_note_is_from_staff"
            ),
        ]

    def __str__(self) -> str:
        return self.body[:60]

    def history_label(self) -> str:
        """Return whose message it is; its words stay in the thread."""
        return f"Message of {self.author_label}"


class ReadMark(Scoped):
    """The last message a person has read in the thread of an order."""

    CUSTOMER_PATH: ClassVar[str | None] = "work_order__customer"

    work_order = models.ForeignKey(WorkOrder, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    last_read = models.PositiveBigIntegerField(default=0)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["work_order", "user"], name="read_mark_once")]

    def __str__(self) -> str:
        return f"{self.user} read to {self.last_read}"
