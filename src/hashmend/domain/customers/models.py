"""Customers with their contacts and addresses, and the versions of the signed agreement."""

from decimal import Decimal
from typing import ClassVar, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Lower

from hashmend.domain.scoping import Scoped, ScopedQuerySet, file_token, public_id_field
from hashmend.kernel import clock


class CustomerQuerySet(ScopedQuerySet["Customer"]):
    """Customers by how the centre deals with them."""

    def active(self) -> Self:
        """Return the customers the centre still works for."""
        return self.filter(is_active=True)

    def with_agreement(self) -> Self:
        """Annotate `agreement_version` and `agreement_ends_on` of the active agreement; None without one."""
        active = Agreement.objects.in_term().filter(customer=models.OuterRef("pk")).newest_first()
        return self.annotate(
            agreement_version=models.Subquery(active.values("version")[:1]),
            agreement_ends_on=models.Subquery(active.values("ends_on")[:1]),
        )


class Customer(Scoped):
    """A company that sends machines; it sees only its own."""

    CUSTOMER_PATH: ClassVar[str | None] = "self"
    HISTORY_ROOTS: ClassVar[dict[str, str]] = {"customer": "pk"}

    public_id = public_id_field()
    alias = models.CharField(max_length=60, help_text="The short name used on the floor.")
    email = models.EmailField(max_length=254)
    company_name = models.CharField(max_length=160, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    tax_number = models.CharField(max_length=40, blank=True)
    currency = models.CharField(max_length=3, default="USD")
    tax_percent = models.DecimalField(
        max_digits=5,
        decimal_places=2,
        default=Decimal("0.00"),
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    payment_days = models.PositiveSmallIntegerField(default=14, help_text="Days from issue until an invoice is due.")
    has_credit_terms = models.BooleanField(default=False, help_text="May receive containers before paying.")
    internal_note = models.TextField(blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1, help_text="Grows with every change, so that a stale form shows.")

    objects = CustomerQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(Lower("alias"), name="customer_alias_once")]

    def __str__(self) -> str:
        return self.alias

    @property
    def full_name(self) -> str:
        """Return the name for documents: the company's, else the alias."""
        return self.company_name or self.alias


class Contact(Scoped):
    """A person to talk to at a customer."""

    CUSTOMER_PATH: ClassVar[str | None] = "customer"
    HISTORY_ROOTS: ClassVar[dict[str, str]] = {"customer": "customer_id"}

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="contacts")
    name = models.CharField(max_length=120)
    position = models.CharField(max_length=80, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    phone = models.CharField(max_length=40, blank=True)

    objects = ScopedQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class Address(Scoped):
    """A place to ship to or to write on an invoice."""

    class Use(models.TextChoices):
        """What the address is for."""

        SHIPPING = "shipping", "Shipping"
        BILLING = "billing", "Billing"

    CUSTOMER_PATH: ClassVar[str | None] = "customer"
    HISTORY_ROOTS: ClassVar[dict[str, str]] = {"customer": "customer_id"}

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="addresses")
    use = models.CharField(max_length=10, choices=Use.choices)
    lines = models.TextField(help_text="As written on a label.")
    country = models.CharField(max_length=60, blank=True)

    objects = ScopedQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.get_use_display()}: {self.lines.splitlines()[0] if self.lines else ''}"


class AgreementQuerySet(ScopedQuerySet["Agreement"]):
    """Agreements by validity."""

    def in_term(self) -> Self:
        """Return the versions whose term holds today."""
        day = clock.today(settings.TIME_ZONE)
        return self.filter(starts_on__lte=day).filter(models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=day))

    def newest_first(self) -> Self:
        """Return the versions from the latest."""
        return self.order_by("-version")


class Agreement(Scoped):
    """One version of a customer's signed repair service agreement, a PDF. The newest version is the active one."""

    CUSTOMER_PATH: ClassVar[str | None] = "customer"
    HISTORY_ROOTS: ClassVar[dict[str, str]] = {"customer": "customer_id"}

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="agreements")
    version = models.PositiveIntegerField()
    token = models.CharField(max_length=40, unique=True, default=file_token, editable=False)
    file_name = models.CharField(max_length=200, help_text="Where the PDF is stored.")
    original_name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    warranty_days = models.PositiveIntegerField(
        null=True, blank=True, help_text="How long repairs are under warranty; none when empty."
    )
    uploaded_at = models.DateTimeField(default=clock.now)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = AgreementQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["customer", "version"], name="agreement_version_once"),
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="agreement_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"Agreement version {self.version}"
