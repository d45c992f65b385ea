"""Repair requests with their scope, work orders, jobs and services done."""

from collections.abc import Iterable
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, Q, Value, When

from hashmend.domain.catalogue.models import MinerModel, Service
from hashmend.domain.customers.models import Agreement, Customer
from hashmend.domain.miners.models import Miner
from hashmend.domain.scoping import Scoped, ScopedQuerySet
from hashmend.domain.work_orders.statuses import NOT_RETURNED, OUTCOMES, Logistics, Status
from hashmend.kernel import clock


def _user() -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )


class RepairRequestQuerySet(ScopedQuerySet["RepairRequest"]):
    """Requests by how far they are decided."""

    def under_review(self) -> Self:
        """Return the requests nobody has decided yet."""
        return self.filter(approved_at__isnull=True, denied_at__isnull=True)


class RepairRequest(Scoped):
    """What a customer asks for: how many machines, which models, the scope of services and the fees."""

    class State(models.TextChoices):
        """Derived from the facts of the request and of its work order."""

        UNDER_REVIEW = "under-review", "Under review"
        DENIED = "denied", "Denied"
        APPROVED = "approved", "Approved"
        CANCELLED = "cancelled", "Cancelled"
        COMPLETED = "completed", "Completed"

    CUSTOMER_PATH: ClassVar[str | None] = "customer"
    HISTORY_ROOTS: ClassVar[dict[str, str]] = {"repair_request": "pk", "customer": "customer_id"}

    number = models.CharField(max_length=24, unique=True)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="repair_requests")
    quantity = models.PositiveIntegerField(help_text="How many machines the customer means to send.")
    families = models.CharField(max_length=300, blank=True, help_text="Model families, as words separated by commas.")
    description = models.TextField(blank=True)
    currency = models.CharField(max_length=3)
    document_name = models.CharField(max_length=200, blank=True, help_text="Where the attached document is stored.")
    document_original = models.CharField(max_length=200, blank=True)
    document_token = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    created_by = _user()
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = _user()
    agreement = models.ForeignKey(
        Agreement, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text="The agreement that was active at approval.",
    )  # fmt: skip
    denied_at = models.DateTimeField(null=True, blank=True)
    denied_by = _user()
    denied_reason = models.TextField(blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, help_text="Grows with every change, so that a stale form shows.")

    objects = RepairRequestQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True) | Q(denied_at__isnull=True), name="request_decided_one_way"
            ),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="request_quantity_positive"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def state(self) -> "RepairRequest.State":
        """Return where the request stands."""
        if self.denied_at:
            return self.State.DENIED
        if self.completed_at:
            return self.State.COMPLETED
        if self.cancelled_at:
            return self.State.CANCELLED
        return self.State.APPROVED if self.approved_at else self.State.UNDER_REVIEW


class ScopeItem(Scoped):
    """A service in a request's scope, at the price agreed for it (per machine, in the request's currency).

    The price is None until it is agreed; a request is approved only when every service has one.
    """

    CUSTOMER_PATH: ClassVar[str | None] = "repair_request__customer"

    repair_request = models.ForeignKey(RepairRequest, on_delete=models.CASCADE, related_name="scope")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    price = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["repair_request", "service"], name="scope_service_once"),
            models.CheckConstraint(condition=Q(price__gte=0), name="scope_price_not_negative"),
        ]

    def __str__(self) -> str:
        return str(self.service)


class Fee(Scoped):
    """A custom fee of a request, billed once per order."""

    CUSTOMER_PATH: ClassVar[str | None] = "repair_request__customer"

    repair_request = models.ForeignKey(RepairRequest, on_delete=models.CASCADE, related_name="fees")
    description = models.CharField(max_length=160)
    amount = models.DecimalField(max_digits=12, decimal_places=2)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(amount__gte=0), name="fee_not_negative")]

    def __str__(self) -> str:
        return self.description


class WorkOrderQuerySet(ScopedQuerySet["WorkOrder"]):
    """Work orders by state."""

    def open(self) -> Self:
        """Return the orders that are neither complete nor cancelled."""
        return self.filter(completed_at__isnull=True, cancelled_at__isnull=True)

    def overdue(self) -> Self:
        """Return open orders past their due date."""
        return self.open().filter(due_on__lt=clock.today(settings.TIME_ZONE))


class WorkOrder(Scoped):
    """The repair centre's work for one repair request: the hub of everything."""

    class State(models.TextChoices):
        """Derived from the facts."""

        OPEN = "open", "Open"
        COMPLETE = "complete", "Complete"
        CANCELLED = "cancelled", "Cancelled"

    CUSTOMER_PATH: ClassVar[str | None] = "customer"
    HISTORY_ROOTS: ClassVar[dict[str, str]] = {
        "work_order": "pk",
        "repair_request": "repair_request_id",
        "customer": "customer_id",
    }

    number = models.CharField(max_length=24, unique=True)
    repair_request = models.OneToOneField(RepairRequest, on_delete=models.PROTECT, related_name="work_order")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="work_orders")
    opened_at = models.DateTimeField(default=clock.now)
    opened_by = _user()
    due_on = models.DateField(null=True, blank=True)
    hold_reason = models.CharField(max_length=200, blank=True, help_text="On hold while this is not empty.")
    completed_at = models.DateTimeField(null=True, blank=True)
    completed_by = _user()
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = _user()
    cancelled_reason = models.CharField(max_length=300, blank=True)
    last_position = models.PositiveIntegerField(default=0, help_text="The last position given to a job.")

    objects = WorkOrderQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(completed_at__isnull=True) | Q(cancelled_at__isnull=True), name="order_ends_one_way"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["-opened_at", "-id"], name="order_newest_first")]

    def __str__(self) -> str:
        return self.number

    @property
    def state(self) -> "WorkOrder.State":
        """Return where the order stands."""
        if self.completed_at:
            return self.State.COMPLETE
        return self.State.CANCELLED if self.cancelled_at else self.State.OPEN

    @property
    def is_open(self) -> bool:
        """Tell whether work may still be done in it."""
        return self.state == self.State.OPEN

    @property
    def is_overdue(self) -> bool:
        """Tell whether it should have been done before today."""
        return self.is_open and self.due_on is not None and self.due_on < clock.today(settings.TIME_ZONE)


class JobQuerySet(ScopedQuerySet["Job"]):
    """Jobs by where they stand."""

    def open(self) -> Self:
        """Return the jobs whose machine has not ended its stay."""
        return self.filter(closed_at__isnull=True)

    def finished(self) -> Self:
        """Return the jobs with an outcome."""
        return self.filter(status__in=OUTCOMES)

    def unfinished(self) -> Self:
        """Return the jobs that still wait for an outcome."""
        return self.exclude(status__in=OUTCOMES)

    def worked_on(self) -> Self:
        """Return the jobs in which something was done beyond receiving the machine."""
        untouched = Q(status__in=[Status.EXPECTED, Status.RECEIVED])
        return self.filter(~untouched | Q(services_done__isnull=False)).distinct()

    def with_logistics(self) -> Self:
        """Annotate `logistics`, a `Logistics` value derived from containers and shipments."""
        return self.annotate(logistics=LOGISTICS)


class Job(Scoped):
    """One miner's stay in one work order: status, services, containers.

    `open_key` holds the machine's identity ("SN:…" or "MAC:…") while the stay lasts: it is unique in the whole repair
    centre, so that no machine is in two open orders, whoever's they are. `model` is the machine's own, `services_key`
    tells the services done (`.3.17.`) and `failures_key` the types of failures found, 0 for those in words alone:
    copies, so that one index answers the board of an order.
    """

    CUSTOMER_PATH: ClassVar[str | None] = "work_order__customer"
    HISTORY_ROOTS: ClassVar[dict[str, str]] = {
        "job": "pk",
        "miner": "miner_id",
        "work_order": "work_order_id",
        "customer": "work_order.customer_id",
    }

    work_order = models.ForeignKey(WorkOrder, on_delete=models.PROTECT, related_name="jobs", db_index=False)
    position = models.PositiveIntegerField()
    miner = models.ForeignKey(Miner, on_delete=models.PROTECT, related_name="jobs")
    model = models.ForeignKey(
        MinerModel, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False,
        help_text="The machine's model, copied.",
    )  # fmt: skip
    services_key = models.TextField(
        blank=True, default="", help_text="Keys of the services done, in order, each between dots."
    )
    failures_key = models.TextField(
        blank=True, default="", help_text="Keys of the types of failures found, in order, each between dots."
    )
    status = models.CharField(max_length=24, choices=Status.choices, default=Status.EXPECTED)
    status_at = models.DateTimeField(default=clock.now, help_text="Since when it has this status.")
    status_by = _user()
    changed_at = models.DateTimeField(default=clock.now, help_text="The last change a person would notice.")
    reported_issue = models.CharField(max_length=300, blank=True, help_text="What the customer says is wrong.")
    scrap_consent = models.CharField(max_length=300, blank=True, help_text="How the customer agreed to scrapping.")
    technician = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text="Whose bench it is on.",
    )  # fmt: skip
    returned_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="returns", db_index=False,
        help_text="The stay whose repair was under warranty still when the machine came back.",
    )  # fmt: skip
    opened_despite = models.CharField(
        max_length=200, blank=True, help_text="Why the machine may be opened although its maker's warranty lasts."
    )
    inbound_container = models.ForeignKey(
        "hashmend.Container", null=True, blank=True, on_delete=models.PROTECT, related_name="inbound_jobs"
    )
    outbound_container = models.ForeignKey(
        "hashmend.Container", null=True, blank=True, on_delete=models.PROTECT, related_name="outbound_jobs"
    )
    received_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True, help_text="When the stay ended.")
    open_key = models.CharField(max_length=90, null=True, blank=True, unique=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["work_order", "position"], name="job_position_once"),
            models.UniqueConstraint(
                fields=["miner"], condition=Q(closed_at__isnull=True), name="job_open_once_per_miner"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(open_key__isnull=True), name="job_closed_frees_identity"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=[
                    "work_order", "status", "outbound_container", "inbound_container", "model", "services_key",
                    "failures_key", "received_at", "status_at",
                ],
                name="job_cube",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.work_order.number} #{self.position}"

    def history_label(self) -> str:
        """Return the machine's serial number, as people say it."""
        return str(self.miner)

    @property
    def is_finished(self) -> bool:
        """Tell whether it has an outcome."""
        return self.status in OUTCOMES

    @property
    def is_closed_by_warranty(self) -> bool:
        """Tell whether the maker's warranty forbids opening its machine, and nobody allowed it."""
        return not self.opened_despite and self.miner.is_in_oem_warranty

    @property
    def is_not_returned(self) -> bool:
        """Tell whether its machine stays at the repair centre for good."""
        return self.status in NOT_RETURNED


def between_dots(rows: Iterable[int]) -> str:
    """Return what `Job.services_key` or `Job.failures_key` holds when these services are done, or failures found."""
    keys = sorted(set(rows))
    return f".{'.'.join(map(str, keys))}." if keys else ""


LOGISTICS = Case(
    When(status__in=NOT_RETURNED, then=Value(Logistics.NOT_RETURNED.value)),
    When(outbound_container__shipment__delivered_at__isnull=False, then=Value(Logistics.DELIVERED.value)),
    When(outbound_container__shipment__picked_up_at__isnull=False, then=Value(Logistics.SHIPPED.value)),
    When(outbound_container__isnull=False, then=Value(Logistics.BOXED.value)),
    When(received_at__isnull=False, then=Value(Logistics.AT_RC.value)),
    default=Value(Logistics.NOT_ARRIVED.value),
    output_field=models.CharField(),
)
"""The logistics of a job, as an expression over the job's row."""


class ServiceDone(Scoped):
    """A service of the scope that was done for a job: by whom and when. Once per job."""

    CUSTOMER_PATH: ClassVar[str | None] = "job__work_order__customer"

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="services_done")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+", db_index=False)
    done_at = models.DateTimeField(default=clock.now)
    done_by = _user()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["job", "service"], name="service_done_once_per_job")]

    def __str__(self) -> str:
        return str(self.service)
