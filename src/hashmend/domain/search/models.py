"""The index of the general search."""

from typing import ClassVar

from django.db import models

from hashmend.domain.customers.models import Customer
from hashmend.domain.scoping import Scoped, ScopedQuerySet

KIND, SLOTS = 2**46, 64
"""A term's id is `kind × KIND + row × SLOTS + slot`: within a kind the newest rows have the highest ids."""


class SearchTerm(Scoped):
    """One text under which something is found, in the plain form, between "<" and ">". Written by triggers only.

    `customer` is whose row it is; None for kinds that only staff find.
    """

    CUSTOMER_PATH: ClassVar[str | None] = "customer"

    id = models.BigIntegerField(primary_key=True)
    kind = models.PositiveSmallIntegerField()
    customer = models.ForeignKey(
        Customer, null=True, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    text = models.TextField()

    objects = ScopedQuerySet.as_manager()

    def __str__(self) -> str:
        return self.text.strip("<>")

    @property
    def row(self) -> int:
        """Return the key of the row it belongs to, in the table of its kind."""
        return self.id % KIND // SLOTS

    @property
    def slot(self) -> int:
        """Return which of the row's texts it is."""
        return self.id % SLOTS
