"""The list of customers."""

from django.db.models import Q
from django.urls import reverse
from django.utils.safestring import SafeString

from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.customers.models import Customer, CustomerQuerySet
from hashmend.domain.customers.queries import customers_found
from hashmend.domain.work_orders.listing import with_open_orders
from hashmend.kernel.actor import Actor
from hashmend.kernel.money import CURRENCIES
from hashmend.web import components
from hashmend.web.formats import shown_date
from hashmend.web.lists import Choice, Column, Empty, Flag, ListPage


def _rows(actor: Actor) -> CustomerQuerySet:
    return with_open_orders(Customer.objects.visible_to(actor).with_agreement())


def agreement_words(customer: Customer) -> str:
    """Return the state of a customer's agreement (rows with `with_agreement()`) in words."""
    version, ends_on = getattr(customer, "agreement_version", None), getattr(customer, "agreement_ends_on", None)
    if version is None:
        return "None in term"
    return f"Version {version}" + (f" until {shown_date(ends_on)}" if ends_on else "")


def _agreement_tag(customer: Customer) -> SafeString:
    has_one = getattr(customer, "agreement_version", None) is not None
    return components.status_tag(agreement_words(customer), "success" if has_one else "warning")


def state_tag(customer: Customer) -> SafeString:
    """Return whether the centre still works for the customer."""
    return components.status_tag(*(("Active", "open") if customer.is_active else ("Retired", "ended")))


CUSTOMERS = ListPage(
    name="customers",
    one="customer",
    rows=_rows,
    columns=(
        Column("alias", "Customer", sort=True),
        Column("company_name", "Company", sort=True),
        Column("email", "E-mail", sort=True),
        Column("phone", "Phone"),
        Column("agreement", "Agreement", value=agreement_words, cell=_agreement_tag, sort="agreement_ends_on"),
        Column("open_orders", "Open orders", sort=True, align="end"),
        Column("currency", "Currency", sort=True),
        Column("is_active", "State", value=lambda c: "Active" if c.is_active else "Retired", cell=state_tag),
        Column("created_at", "Since", sort=True, screen=False),
    ),
    filters=(
        Choice(
            key="state", label="State", options_from=(("active", "Active"), ("retired", "Retired")),
            where=lambda values: Q(is_active__in=[value == "active" for value in values]),
        ),
        Choice(key="currency", label="Currency", options_from=tuple((code, code) for code in CURRENCIES)),
        Flag(key="without_agreement", label="No agreement in term", where=Q(agreement_version__isnull=True)),
        Flag(key="with_orders", label="With open orders", where=Q(open_orders__gt=0)),
    ),
    search=customers_found,
    search_label="Name, e-mail, contact",
    sort="alias",
    link=lambda customer: reverse("desk:customer", args=[customer.public_id]),
    empty=Empty(
        "No customers yet",
        "A customer needs an alias and an e-mail; everything else can follow.",
        "New customer",
        "desk:customers-new",
        Permission.EDIT_CUSTOMERS,
    ),
)  # fmt: skip
