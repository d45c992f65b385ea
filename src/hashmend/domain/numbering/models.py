"""The counters behind document numbers."""

from django.db import models

from hashmend.domain.scoping import Scoped, ScopedQuerySet


class Sequence(Scoped):
    """One series of numbers and the last one given."""

    STAFF_ONLY = True

    series = models.CharField(max_length=40, unique=True)
    last = models.PositiveBigIntegerField(default=0)

    objects: ScopedQuerySet["Sequence"] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return f"{self.series}: {self.last}"
