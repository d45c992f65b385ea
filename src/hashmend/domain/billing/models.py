"""Invoices over containers, their lines, and payments. Money is decimal, in the invoice's own currency."""

from decimal import Decimal
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from hashmend.domain.customers.models import Customer
from hashmend.domain.logistics.models import Container
from hashmend.domain.scoping import Scoped, ScopedQuerySet, public_id_field
from hashmend.domain.work_orders.models import Fee, ServiceDone, WorkOrder
from hashmend.kernel import clock

ZERO = Decimal("0.00")


def _user() -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )


def _amount(**more: Any) -> "models.DecimalField[Any, Any]":
    return models.DecimalField(max_digits=14, decimal_places=2, **more)


class InvoiceQuerySet(ScopedQuerySet["Invoice"]):
    """Invoices by state."""

    def live(self) -> Self:
        """Return the invoices that are not void."""
        return self.filter(void_at__isnull=True)

    def issued(self) -> Self:
        """Return the invoices a customer may see: issued, also when void afterwards."""
        return self.filter(issued_at__isnull=False)

    def with_paid(self) -> Self:
        """Annotate `paid_amount`, the sum of payments."""
        return self.annotate(paid_amount=Coalesce(Sum("payments__amount"), ZERO, output_field=_amount()))


class Invoice(Scoped):
    """What a customer owes for one or more containers of one order.

    The customer's name, address and tax rate are copied when the draft is made; an issued invoice is never edited.
    """

    class State(models.TextChoices):
        """Derived from issue, payments and voiding."""

        DRAFT = "draft", "Draft"
        ISSUED = "issued", "Issued"
        PARTLY_PAID = "partly-paid", "Partly paid"
        PAID = "paid", "Paid"
        VOID = "void", "Void"

    CUSTOMER_PATH: ClassVar[str | None] = "customer"
    HISTORY_ROOTS: ClassVar[dict[str, str]] = {
        "invoice": "pk",
        "work_order": "work_order_id",
        "customer": "customer_id",
    }

    public_id = public_id_field()
    number = models.CharField(max_length=24, null=True, blank=True, unique=True)
    work_order = models.ForeignKey(WorkOrder, on_delete=models.PROTECT, related_name="invoices")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="invoices")
    bill_to = models.TextField(help_text="Name and address as on the document.")
    currency = models.CharField(max_length=3)
    tax_percent = models.DecimalField(max_digits=5, decimal_places=2, default=ZERO)
    net_amount = _amount(default=ZERO)
    tax_amount = _amount(default=ZERO)
    total_amount = _amount(default=ZERO)
    created_at = models.DateTimeField(default=clock.now)
    created_by = _user()
    issued_at = models.DateTimeField(null=True, blank=True)
    issued_by = _user()
    due_on = models.DateField(null=True, blank=True)
    void_at = models.DateTimeField(null=True, blank=True)
    void_by = _user()
    void_reason = models.CharField(max_length=300, blank=True)

    objects = InvoiceQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(total_amount=F("net_amount") + F("tax_amount")), name="invoice_total_adds_up"
            ),
            models.CheckConstraint(
                condition=Q(issued_at__isnull=True, number__isnull=True)
                | Q(issued_at__isnull=False, number__isnull=False),
                name="invoice_number_when_issued",
            ),
            models.CheckConstraint(
                condition=Q(void_at__isnull=True) | Q(issued_at__isnull=False), name="invoice_only_issued_is_voided"
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"Draft {self.public_id}"


class InvoiceContainer(Scoped):
    """A container on an invoice. `is_live` ends with the invoice; a container is on one live invoice at most."""

    CUSTOMER_PATH: ClassVar[str | None] = "invoice__customer"

    invoice = models.ForeignKey(Invoice, on_delete=models.CASCADE, related_name="containers")
    container = models.ForeignKey(Container, on_delete=models.PROTECT, related_name="invoiced")
    is_live = models.BooleanField(default=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["container"], condition=Q(is_live=True), name="container_on_one_live_invoice"
            ),
        ]

    def __str__(self) -> str:
        return str(self.container)


class InvoiceLine(Scoped):
    """One line: a service done for one machine, or a fee. It points at its evidence and keeps its words."""

    CUSTOMER_PATH: ClassVar[str | None] = "invoice__customer"

    invoice = models.ForeignKey(Invoice, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField()
    description = models.CharField(max_length=200)
    serial = models.CharField(max_length=120, blank=True, help_text="The machine, as on the document.")
    container_number = models.CharField(max_length=24, blank=True)
    quantity = models.PositiveIntegerField(default=1)
    unit_amount = _amount()
    line_amount = _amount()
    service_done = models.ForeignKey(
        ServiceDone, null=True, blank=True, on_delete=models.PROTECT, related_name="billed"
    )
    fee = models.ForeignKey(Fee, null=True, blank=True, on_delete=models.PROTECT, related_name="billed")
    is_live = models.BooleanField(default=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["invoice", "position"], name="line_position_once"),
            models.UniqueConstraint(fields=["service_done"], condition=Q(is_live=True), name="service_billed_once"),
            models.UniqueConstraint(fields=["fee"], condition=Q(is_live=True), name="fee_billed_once"),
            models.CheckConstraint(
                condition=Q(line_amount=F("unit_amount") * F("quantity")), name="line_amount_multiplies"
            ),
        ]

    def __str__(self) -> str:
        return self.description


class Payment(Scoped):
    """Money received for an invoice."""

    CUSTOMER_PATH: ClassVar[str | None] = "invoice__customer"

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="payments")
    amount = _amount()
    received_on = models.DateField()
    reference = models.CharField(max_length=120, blank=True)
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by = _user()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(amount=0), name="payment_not_zero")]

    def __str__(self) -> str:
        return f"{self.amount} on {self.received_on}"
