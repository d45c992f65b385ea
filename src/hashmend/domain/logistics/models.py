"""Shipments, containers and damage. States are derived from the facts in these rows."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When

from hashmend.domain.catalogue.models import Carrier
from hashmend.domain.customers.models import Customer
from hashmend.domain.scoping import Scoped, ScopedQuerySet, file_token, public_id_field
from hashmend.domain.work_orders.models import Job, WorkOrder
from hashmend.kernel import clock


class Direction(models.TextChoices):
    """Which way a shipment or container goes, seen from the repair centre. Never changes after creation."""

    INBOUND = "inbound", "Inbound"
    OUTBOUND = "outbound", "Outbound"


def _user() -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )


class ShipmentQuerySet(ScopedQuerySet["Shipment"]):
    """Shipments by direction and state."""

    def inbound(self) -> Self:
        """Return the shipments to the repair centre."""
        return self.filter(direction=Direction.INBOUND)

    def outbound(self) -> Self:
        """Return the shipments to customers."""
        return self.filter(direction=Direction.OUTBOUND)

    def with_state(self) -> Self:
        """Annotate `state_code`, a `Shipment.State` value."""
        return self.annotate(state_code=SHIPMENT_STATE)


class Shipment(Scoped):
    """One transport of one customer's containers."""

    class State(models.TextChoices):
        """Derived from tracking, pick-up and delivery."""

        CREATED = "created", "Created"
        READY_TO_SHIP = "ready-to-ship", "Ready to ship"
        IN_TRANSIT = "in-transit", "In transit"
        DELIVERED = "delivered", "Delivered"

    CUSTOMER_PATH: ClassVar[str | None] = "customer"
    HISTORY_ROOTS: ClassVar[dict[str, str]] = {"shipment": "pk", "customer": "customer_id"}

    number = models.CharField(max_length=24, unique=True)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="shipments")
    direction = models.CharField(max_length=10, choices=Direction.choices)
    carrier = models.ForeignKey(Carrier, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    is_by_hand = models.BooleanField(default=False, help_text="Delivered or picked up by hand, without a carrier.")
    tracking_number = models.CharField(max_length=80, blank=True)
    picked_up_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(blank=True)
    created_at = models.DateTimeField(default=clock.now)
    created_by = _user()

    objects = ShipmentQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(direction=Direction.INBOUND) | Q(delivered_at__isnull=True) | Q(picked_up_at__isnull=False),
                name="shipment_picked_up_before_delivered",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def has_tracking(self) -> bool:
        """Tell whether it is known how it travels."""
        return self.is_by_hand or self.tracking_number != ""

    @property
    def state(self) -> "Shipment.State":
        """Return where it is."""
        if self.delivered_at:
            return self.State.DELIVERED
        if self.direction == Direction.INBOUND:
            return self.State.IN_TRANSIT if self.has_tracking else self.State.CREATED
        if self.picked_up_at:
            return self.State.IN_TRANSIT
        return self.State.READY_TO_SHIP if self.has_tracking else self.State.CREATED


_TRACKED = Q(is_by_hand=True) | ~Q(tracking_number="")
SHIPMENT_STATE = Case(
    When(delivered_at__isnull=False, then=Value(Shipment.State.DELIVERED.value)),
    When(Q(direction=Direction.OUTBOUND, picked_up_at__isnull=False), then=Value(Shipment.State.IN_TRANSIT.value)),
    When(Q(direction=Direction.INBOUND) & _TRACKED, then=Value(Shipment.State.IN_TRANSIT.value)),
    When(_TRACKED, then=Value(Shipment.State.READY_TO_SHIP.value)),
    default=Value(Shipment.State.CREATED.value),
    output_field=models.CharField(),
)
"""`Shipment.state`, as an expression over the shipment's row."""


class ContainerQuerySet(ScopedQuerySet["Container"]):
    """Containers by direction."""

    def inbound(self) -> Self:
        """Return the containers that bring machines."""
        return self.filter(direction=Direction.INBOUND)

    def outbound(self) -> Self:
        """Return the containers that take machines home."""
        return self.filter(direction=Direction.OUTBOUND)

    def unassigned(self) -> Self:
        """Return the containers without a shipment."""
        return self.filter(shipment__isnull=True)


class Container(Scoped):
    """A pallet or a box of one work order.

    Its state also depends on its invoice (`billing.queries.with_container_state`); this table knows only its own facts.
    """

    class Kind(models.TextChoices):
        """What it is."""

        PALLET = "pallet", "Pallet"
        BOX = "box", "Box"

    CUSTOMER_PATH: ClassVar[str | None] = "work_order__customer"
    HISTORY_ROOTS: ClassVar[dict[str, str]] = {
        "container": "pk",
        "shipment": "shipment_id",
        "work_order": "work_order_id",
        "customer": "work_order.customer_id",
    }

    number = models.CharField(max_length=24, unique=True)
    work_order = models.ForeignKey(WorkOrder, on_delete=models.PROTECT, related_name="containers")
    direction = models.CharField(max_length=10, choices=Direction.choices)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.PALLET)
    label = models.CharField(
        max_length=80, blank=True, help_text="What is written on it, such as the customer's number."
    )
    shipment = models.ForeignKey(Shipment, null=True, blank=True, on_delete=models.PROTECT, related_name="containers")
    expected_count = models.PositiveIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    created_by = _user()
    received_at = models.DateTimeField(null=True, blank=True)
    received_by = _user()
    inventoried_at = models.DateTimeField(null=True, blank=True)
    inventoried_by = _user()
    ready_at = models.DateTimeField(null=True, blank=True)
    ready_by = _user()
    released_at = models.DateTimeField(null=True, blank=True, help_text="May ship although it is not paid.")
    released_by = _user()
    released_reason = models.CharField(max_length=300, blank=True)

    objects = ContainerQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(direction=Direction.INBOUND) | Q(received_at__isnull=True, inventoried_at__isnull=True),
                name="container_outbound_is_not_received",
            ),
            models.CheckConstraint(
                condition=Q(direction=Direction.OUTBOUND) | Q(ready_at__isnull=True, released_at__isnull=True),
                name="container_inbound_is_not_billed",
            ),
            models.CheckConstraint(
                condition=Q(inventoried_at__isnull=True) | Q(received_at__isnull=False),
                name="container_received_before_inventoried",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_inbound(self) -> bool:
        """Tell whether it brings machines."""
        return self.direction == Direction.INBOUND


def machines_in(direction: str) -> str:
    """Return the name of the relation from a container to its jobs."""
    return "inbound_jobs" if direction == Direction.INBOUND else "outbound_jobs"


class Damage(Scoped):
    """Shipping damage found on a container or on one of its machines."""

    CUSTOMER_PATH: ClassVar[str | None] = "container__work_order__customer"
    HISTORY_ROOTS: ClassVar[dict[str, str]] = {
        "container": "container_id",
        "job": "job_id",
        "work_order": "container.work_order_id",
        "customer": "container.work_order.customer_id",
    }

    public_id = public_id_field()
    container = models.ForeignKey(Container, on_delete=models.PROTECT, related_name="damages")
    job = models.ForeignKey(Job, null=True, blank=True, on_delete=models.SET_NULL, related_name="damages")
    description = models.TextField()
    noted_at = models.DateTimeField(default=clock.now)
    noted_by = _user()

    objects = ScopedQuerySet.as_manager()

    def __str__(self) -> str:
        return self.description[:60]


class DamagePhoto(Scoped):
    """A picture of damage, re-encoded and without metadata, with its thumbnail."""

    CUSTOMER_PATH: ClassVar[str | None] = "damage__container__work_order__customer"

    damage = models.ForeignKey(Damage, on_delete=models.PROTECT, related_name="photos")
    token = models.CharField(max_length=40, unique=True, default=file_token, editable=False)
    file_name = models.CharField(max_length=200)
    thumb_name = models.CharField(max_length=200)
    original_name = models.CharField(max_length=200, blank=True)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField(default=clock.now)

    objects = ScopedQuerySet.as_manager()

    def __str__(self) -> str:
        return self.original_name or self.token


CONTAINER_OF_SHIPMENT_MATCHES = Q(shipment__isnull=True) | Q(direction=F("shipment__direction"))
"""What holds for every container: a shipment of its own direction. Checked by `manage.py invariants`."""
