"""Invoices over containers, their lines, and payments. Money is decimal, in the invoice's own currency."""

from datetime import date
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce, Round

from hashmend.domain.customers.models import Customer
from hashmend.domain.logistics.models import Container
from hashmend.domain.scoping import Scoped, ScopedQuerySet, public_id_field
from hashmend.domain.work_orders.models import Fee, ServiceDone, WorkOrder
from hashmend.kernel import clock
from hashmend.kernel.money import ZERO


def _user() -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )


def _amount(**more: Any) -> "models.DecimalField[Any, Any]":
    return models.DecimalField(max_digits=14, decimal_places=2, **more)


def in_cents(amount: Any) -> Round:
    """Round to the cent inside the database: SQLite computes with floats, where 0.10 + 0.20 is not 0.30."""
    return Round(amount, precision=2, output_field=_amount())


class InvoiceQuerySet(ScopedQuerySet["Invoice"]):
    """Invoices by state."""

    def live(self) -> Self:
        """Return the invoices that are not void."""
        return self.filter(void_at__isnull=True)

    def issued(self) -> Self:
        """Return the invoices a customer may see: issued, also when void afterwards."""
        return self.filter(issued_at__isnull=False)

    def drafts(self) -> Self:
        """Return the invoices that may still change."""
        return self.filter(issued_at__isnull=True)

    def with_state(self) -> Self:
        """Annotate `paid_amount` (sum of payments), `open_amount` (still owed) and `state_code` (a `State` value)."""
        return self.annotate(paid_amount=paid_amount(), state_code=INVOICE_STATE, open_amount=OPEN_AMOUNT)

    def in_state(self, *states: str) -> Self:
        """Return the invoices in one of these `Invoice.State`s, annotated like `with_state()`."""
        return self.with_state().filter(state_code__in=[str(state) for state in states])

    def overdue(self, day: date) -> Self:
        """Return the issued invoices that were due before `day` and are not paid."""
        return self.in_state(Invoice.State.ISSUED, Invoice.State.PARTLY_PAID).filter(due_on__lt=day)


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
                condition=Q(total_amount=in_cents(F("net_amount") + F("tax_amount"))), name="invoice_total_adds_up"
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

    @property
    def state(self) -> "Invoice.State":
        """Return where it stands; the row must come from `with_state()`."""
        return self.State(self.state_code)  # type: ignore[attr-defined]

    @property
    def is_draft(self) -> bool:
        """Tell whether it may still be regenerated and deleted."""
        return self.issued_at is None

    @property
    def is_overdue(self) -> bool:
        """Tell whether it should have been paid before today; the row must come from `with_state()`."""
        is_owed = self.state in {self.State.ISSUED, self.State.PARTLY_PAID}
        return is_owed and self.due_on is not None and self.due_on < clock.today(settings.TIME_ZONE)


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
                condition=Q(line_amount=in_cents(F("unit_amount") * F("quantity"))), name="line_amount_multiplies"
            ),
        ]

    def __str__(self) -> str:
        return self.description


class Payment(Scoped):
    """Money received for an invoice; a negative amount is a refund or the correction of another payment."""

    CUSTOMER_PATH: ClassVar[str | None] = "invoice__customer"

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="payments")
    amount = _amount()
    received_on = models.DateField()
    reference = models.CharField(max_length=120, blank=True)
    corrects = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrected_by",
        help_text="The payment that this entry takes back.",
    )  # fmt: skip
    key = models.CharField(max_length=40, blank=True, help_text="Made by the form, so that a retry records it once.")
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by = _user()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(amount=0), name="payment_not_zero"),
            models.UniqueConstraint(fields=["invoice", "key"], condition=~Q(key=""), name="payment_recorded_once"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} on {self.received_on}"


def paid_amount() -> Coalesce:
    """Return the sum of an invoice's payments, as an expression over its row."""
    payments = Payment.objects.order_by().filter(invoice=OuterRef("pk")).values("invoice")
    paid = payments.annotate(paid=in_cents(Sum("amount"))).values("paid")
    return Coalesce(Subquery(paid, output_field=_amount()), Value(ZERO, output_field=_amount()))


INVOICE_STATE = Case(
    When(void_at__isnull=False, then=Value(Invoice.State.VOID.value)),
    When(issued_at__isnull=True, then=Value(Invoice.State.DRAFT.value)),
    When(total_amount__lte=F("paid_amount"), then=Value(Invoice.State.PAID.value)),
    When(paid_amount__gt=ZERO, then=Value(Invoice.State.PARTLY_PAID.value)),
    default=Value(Invoice.State.ISSUED.value),
    output_field=models.CharField(),
)
"""The state of an invoice, as an expression over its row with `paid_amount`."""

OPEN_AMOUNT = Case(
    When(void_at__isnull=True, issued_at__isnull=False, then=in_cents(F("total_amount") - F("paid_amount"))),
    default=Value(ZERO, output_field=_amount()),
    output_field=_amount(),
)
"""What is still owed for an invoice, as an expression over its row with `paid_amount`."""
