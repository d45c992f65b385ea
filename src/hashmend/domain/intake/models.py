"""Lists that customers send, kept as they came."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from hashmend.domain.intake.reading.rows import Choice
from hashmend.domain.logistics.models import Container
from hashmend.domain.scoping import Scoped, ScopedQuerySet, public_id_field
from hashmend.kernel import clock


class ListUpload(Scoped):
    """A customer's list for one container: the file, how a person wants it read, and what came of it.

    `choice` is `Choice.as_json()`; the rows are never stored, they are read again from the file.
    """

    CUSTOMER_PATH: ClassVar[str | None] = "container__work_order__customer"
    HISTORY_ROOTS: ClassVar[dict[str, str]] = {
        "container": "container_id",
        "work_order": "container.work_order_id",
        "customer": "container.work_order.customer_id",
    }

    public_id = public_id_field()
    container = models.ForeignKey(Container, on_delete=models.PROTECT, related_name="lists")
    file_name = models.CharField(max_length=200, help_text="Where the file is stored.")
    original_name = models.CharField(max_length=200)
    size = models.PositiveIntegerField(help_text="In bytes.")
    sha256 = models.CharField(max_length=64)
    choice = models.JSONField(default=dict, blank=True)
    uploaded_at = models.DateTimeField(default=clock.now)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    imported_at = models.DateTimeField(null=True, blank=True, help_text="When machines were last taken from it.")
    imported_count = models.PositiveIntegerField(default=0)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-uploaded_at", "-pk"]

    def __str__(self) -> str:
        return self.original_name

    @property
    def reading(self) -> Choice:
        """Return how the list is to be read."""
        return Choice.from_json(self.choice)
