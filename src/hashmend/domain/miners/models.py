"""The machine."""

from collections.abc import Sequence
from typing import ClassVar

from django.conf import settings
from django.db import models

from hashmend.domain.catalogue.models import MinerModel
from hashmend.domain.customers.models import Customer
from hashmend.domain.scoping import Scoped, ScopedQuerySet, public_id_field
from hashmend.kernel import clock
from hashmend.kernel.identifiers import shown_mac


class OemWarranty(models.TextChoices):
    """What is known about the maker's warranty."""

    UNKNOWN = "unknown", "Unknown"
    IN = "in", "In warranty"
    OUT = "out", "Out of warranty"
    VOID = "void", "Void"


def oem_stands(standings: Sequence[str]) -> models.Q:
    """Return what finds machines whose maker's warranty stands so today, as `Miner.oem_standing` tells."""
    is_past = models.Q(oem_warranty=OemWarranty.IN, oem_until__lt=clock.today(settings.TIME_ZONE))
    found = models.Q(oem_warranty__in=standings) & ~is_past
    return found | is_past if OemWarranty.OUT in standings else found


class Miner(Scoped):
    """A machine. It lives across work orders; its serial number and MAC change with its control board.

    `serial` and `mac` are normalised for comparing ("" when unknown); what a person typed stands beside them.
    """

    CUSTOMER_PATH: ClassVar[str | None] = "customer"
    HISTORY_ROOTS: ClassVar[dict[str, str]] = {"miner": "pk", "customer": "customer_id"}

    public_id = public_id_field()
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="miners")
    model = models.ForeignKey(MinerModel, null=True, blank=True, on_delete=models.PROTECT, related_name="miners")
    model_typed = models.CharField(max_length=120, blank=True)
    serial = models.CharField(max_length=80, blank=True)
    serial_typed = models.CharField(max_length=120, blank=True)
    former_serials = models.TextField(
        blank=True, help_text="Normalised serial numbers it had before, newest first, with blanks between."
    )
    mac = models.CharField(max_length=40, blank=True)
    mac_typed = models.CharField(max_length=60, blank=True)
    asset_tag = models.CharField(max_length=60, blank=True)
    nominal_ths = models.DecimalField(
        max_digits=10, decimal_places=2, null=True, blank=True, help_text="Nominal hashrate from the label, in TH/s."
    )
    oem_warranty = models.CharField(max_length=7, choices=OemWarranty.choices, default=OemWarranty.UNKNOWN)
    oem_until = models.DateField(null=True, blank=True, help_text="Last day of the maker's warranty.")
    created_at = models.DateTimeField(default=clock.now)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["customer", "serial"], condition=~models.Q(serial=""), name="miner_serial_once_per_customer"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["serial"], name="miner_serial"),
            models.Index(fields=["mac"], name="miner_mac"),
            models.Index(fields=["asset_tag"], name="miner_asset_tag"),
            models.Index(fields=["-created_at", "-id"], name="miner_newest_first"),
        ]

    def __str__(self) -> str:
        return self.serial or self.asset_tag or shown_mac(self.mac) or f"Miner {self.public_id}"

    @property
    def oem_words(self) -> str:
        """Return what is known of the maker's warranty, as people say it: "Out of warranty, ended 1 Jan 2026"."""
        if not self.oem_until:
            return str(self.oem_standing.label)
        how = " until" if self.is_in_oem_warranty else ", ended"
        return f"{self.oem_standing.label}{how} {self.oem_until:%-d %b %Y}"

    @property
    def oem_standing(self) -> OemWarranty:
        """Return how the maker's warranty stands today: one whose last day is past is out."""
        noted = OemWarranty(self.oem_warranty)
        return OemWarranty.OUT if noted == OemWarranty.IN and not self.is_in_oem_warranty else noted

    @property
    def is_in_oem_warranty(self) -> bool:
        """Tell whether the maker's warranty lasts today; without a last day it does."""
        today = clock.today(settings.TIME_ZONE)
        return self.oem_warranty == OemWarranty.IN and (self.oem_until is None or self.oem_until >= today)

    @property
    def model_name(self) -> str:
        """Return the catalogue's name of the model, else what was typed, else ""."""
        return self.model.name if self.model else self.model_typed
