"""Parts and where they are."""

from collections.abc import Collection
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from hashmend.domain.catalogue.models import MinerModel, PartType
from hashmend.domain.customers.models import Customer
from hashmend.domain.miners.models import Miner
from hashmend.domain.scoping import Scoped, ScopedQuerySet
from hashmend.kernel import clock

SLOT_TYPES = (PartType.HASHBOARD, PartType.CONTROL_BOARD, PartType.PSU, PartType.FAN)
"""The types of part that have slots in a machine, in the order of the parts index."""


def slot_name(part_type: str, position: int, model: MinerModel | None) -> str:
    """Return what people call a slot of a machine of this model: "Hashboard 2", or "PSU" where it has only one."""
    named = {(slot.part_type, slot.position): slot.label for slot in model.slots()} if model else {}
    return named.get((PartType(part_type), position)) or f"{PartType(part_type).label} {position}"


class Place(models.TextChoices):
    """Where a part is."""

    SLOT = "slot", "In a miner"
    STOCK = "stock", "Spare stock"
    GONE = "gone", "Gone"


class Condition(models.TextChoices):
    """What is known about a part. A missing one is gone: its slot is empty."""

    UNKNOWN = "unknown", "Unknown"
    GOOD = "good", "Good"
    FAULTY = "faulty", "Faulty"
    MISSING = "missing", "Missing"
    SCRAP = "scrap", "Scrap"


SPARE = (
    Q(place=Place.STOCK)
    | Q(came_in__isnull=True)
    | Q(came_in__lt=models.F("miner"))
    | Q(came_in__gt=models.F("miner"))
    | Q(place=Place.GONE) & ~Q(condition=Condition.MISSING)
)
"""What is or was a spare: in the stock, gone from it, bought, or in another machine than it came in."""


class PartQuerySet(ScopedQuerySet["Part"]):
    """Parts by where they are."""

    def in_slots(self) -> Self:
        """Return the parts that are in a machine."""
        return self.filter(place=Place.SLOT)

    def in_stock(self) -> Self:
        """Return the spares."""
        return self.filter(place=Place.STOCK)

    def free(self) -> Self:
        """Return the spares that are reserved for no machine."""
        return self.in_stock().filter(reserved_for__isnull=True)

    def spares(self) -> Self:
        """Return what is or was a spare, wherever it is now."""
        return self.filter(SPARE)

    def carrying(self, serials: Collection[str]) -> Self:
        """Return those that carry one of these serial numbers, normalised; that none is noted is no number.

        SQLite takes the index of the serial numbers only when it is told so.
        """
        return self.filter(~Q(serial=""), serial__in=serials)

    def missing(self) -> Self:
        """Return the parts that were reported missing and not found again."""
        return self.filter(condition=Condition.MISSING)

    def usable(self) -> Self:
        """Return what is not known to be broken."""
        return self.filter(condition__in=[Condition.GOOD, Condition.UNKNOWN])


class Part(Scoped):
    """One hashboard, control board, PSU or fan.

    `owner` is a customer, or None for the repair centre itself. `model` is the miner model it fits, as far as known.
    `came_in` is the machine it arrived in; a purchased one names its `source` instead.
    """

    CUSTOMER_PATH: ClassVar[str | None] = "owner"
    HISTORY_ROOTS: ClassVar[dict[str, str]] = {"part": "pk", "miner": "miner_id", "customer": "owner_id"}

    part_type = models.CharField(max_length=16, choices=[(kind.value, kind.label) for kind in SLOT_TYPES])
    owner = models.ForeignKey(Customer, null=True, blank=True, on_delete=models.PROTECT, related_name="parts")
    model = models.ForeignKey(MinerModel, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    serial = models.CharField(max_length=80, blank=True, help_text="Normalised, for comparing.")
    serial_typed = models.CharField(max_length=120, blank=True)
    part_number = models.CharField(max_length=40, blank=True, help_text="What is printed on it, such as BHB42601.")
    hash_bin = models.CharField(max_length=20, blank=True, help_text="The bin of its chips, as its label tells.")
    condition = models.CharField(max_length=8, choices=Condition.choices, default=Condition.UNKNOWN)
    place = models.CharField(max_length=5, choices=Place.choices)
    miner = models.ForeignKey(
        Miner, null=True, blank=True, on_delete=models.PROTECT, related_name="parts", db_index=False,
        help_text="The machine it is in.",
    )  # fmt: skip
    position = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Its slot in the machine, from 1 within its type."
    )
    shelf = models.CharField(max_length=60, blank=True, help_text="Where in the spare stock it lies.")
    gone_reason = models.CharField(max_length=200, blank=True)
    reserved_for = models.ForeignKey(
        Miner, null=True, blank=True, on_delete=models.SET_NULL, related_name="reserved_parts"
    )
    came_in = models.ForeignKey(Miner, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    came_from_slot = models.CharField(max_length=40, blank=True, help_text="The slot it was in last: Hashboard 2.")
    left_miner = models.ForeignKey(
        Miner, null=True, blank=True, on_delete=models.SET_NULL, related_name="former_parts", db_index=False,
        help_text="The machine it was in last, before where it is now.",
    )  # fmt: skip
    left_position = models.PositiveSmallIntegerField(null=True, blank=True)
    source = models.CharField(max_length=120, blank=True, help_text="The purchase it came with.")
    added_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)

    objects = PartQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["miner", "part_type", "position"], condition=Q(place="slot"), name="part_slot_holds_one"
            ),
            models.CheckConstraint(
                condition=Q(place="slot", miner__isnull=False, position__isnull=False)
                | Q(~Q(place="slot"), miner__isnull=True, position__isnull=True),
                name="part_is_in_one_place",
            ),
            models.CheckConstraint(
                condition=Q(reserved_for__isnull=True) | Q(place="stock"), name="part_reserved_in_stock_only"
            ),
            models.CheckConstraint(
                condition=~Q(condition="missing") | Q(place="gone"), name="part_missing_is_gone"
            ),
        ]  # fmt: skip
        indexes: ClassVar = [
            models.Index(fields=["serial"], condition=~Q(serial=""), name="part_serial"),
            models.Index(fields=["part_type", "model", "id"], condition=Q(place="stock"), name="part_stock"),
            models.Index(fields=["place", "id"], condition=SPARE, name="part_spare"),
            models.Index(fields=["left_miner"], condition=Q(left_miner__isnull=False), name="part_left_miner"),
        ]

    def __str__(self) -> str:
        return f"{self.get_part_type_display()} {self.serial}".rstrip() or f"Part {self.pk}"

    @property
    def is_in_slot(self) -> bool:
        """Tell whether it is in a machine."""
        return self.place == Place.SLOT

    @property
    def slot_name(self) -> str:
        """Return what people call the slot it is in ("Hashboard 2", "PSU"), or ""; needs its machine's model."""
        return slot_name(self.part_type, self.position, self.miner.model) if self.miner and self.position else ""

    def history_label(self) -> str:
        """Return what people call it: its type and serial number, else its slot."""
        if self.serial:
            return str(self)
        return f"{self.get_part_type_display()} {self.position}" if self.position else f"{self} #{self.pk}"


class StockLevel(Scoped):
    """How many spares of one type for one model the repair centre wants to have."""

    STAFF_ONLY: ClassVar[bool] = True

    part_type = models.CharField(max_length=16, choices=[(kind.value, kind.label) for kind in SLOT_TYPES])
    model = models.ForeignKey(MinerModel, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at_least = models.PositiveIntegerField()
    set_at = models.DateTimeField(default=clock.now)
    set_by: "models.ForeignKey[Any, Any]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["part_type", "model"], name="stock_level_once"),
            models.UniqueConstraint(
                fields=["part_type"], condition=Q(model__isnull=True), name="stock_level_once_for_any_model"
            ),
        ]  # fmt: skip

    def history_label(self) -> str:
        """Return what is wanted: its type and the model."""
        return f"{self.get_part_type_display()} for {self.model or 'any model'}"

    def __str__(self) -> str:
        return f"{self.get_part_type_display()} for {self.model or 'any model'}: at least {self.at_least}"
