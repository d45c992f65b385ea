"""Who plays in the demo world: the repair centre's people, its customers and theirs."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.conf import settings
from django.core.files.base import ContentFile

from hashmend.domain.accounts.operations import NewUser, add_user
from hashmend.domain.accounts.permissions import Role
from hashmend.domain.batches import row
from hashmend.domain.customers.models import Customer
from hashmend.domain.customers.operations import (
    AddressDetails,
    ContactDetails,
    CustomerDetails,
    Term,
    add_address,
    add_contact,
    add_customer,
    upload_agreement,
)
from hashmend.kernel import clock
from hashmend.kernel.actor import SYSTEM, Actor

_STAFF = {
    "admin": ("Ada Winter", Role.ADMIN),
    "manager": ("Mara Holt", Role.MANAGER),
    "technician": ("Theo Lind", Role.TECHNICIAN),
    "technician2": ("Ines Okafor", Role.TECHNICIAN),
    "logistics": ("Lars Dunne", Role.LOGISTICS),
    "billing": ("Bea Norton", Role.BILLING),
}
_PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"


@dataclass(frozen=True)
class Cast:
    """The people as those who act, and the customers."""

    admin: Actor
    manager: Actor
    technician: Actor
    colleague: Actor
    logistics: Actor
    billing: Actor
    northwind: Customer
    fjord: Customer
    cedar: Customer
    buyer: Actor
    stranger: Actor


def hire(password: str) -> Cast:
    """Bring everybody in."""
    staff = {
        name: add_user(NewUser(f"{name}@demo.test", called, (role,), password), by=SYSTEM).as_actor()
        for name, (called, role) in _STAFF.items()
    }
    northwind = _customer("Northwind", "Northwind Mining LLC", "ops@northwind.example", by=staff["manager"])
    fjord = _customer(
        "Fjord Hash", "Fjord Hash AS", "drift@fjordhash.example", by=staff["manager"], currency="EUR",
        tax_percent=Decimal("25.00"), has_credit_terms=True,
    )  # fmt: skip
    cedar = _customer("Cedar Compute", "Cedar Compute Inc.", "hello@cedar.example", by=staff["manager"])
    buyer = NewUser("customer@demo.test", "Nora Quinn", (Role.CUSTOMER,), password, northwind.pk)
    stranger = NewUser("stranger@demo.test", "Sindre Berg", (Role.CUSTOMER,), password, fjord.pk)
    return Cast(
        admin=staff["admin"], manager=staff["manager"], technician=staff["technician"],
        colleague=staff["technician2"], logistics=staff["logistics"],
        billing=staff["billing"], northwind=northwind, fjord=fjord, cedar=cedar,
        buyer=add_user(buyer, by=SYSTEM).as_actor(), stranger=add_user(stranger, by=SYSTEM).as_actor(),
    )  # fmt: skip


def _customer(alias: str, company: str, email: str, *, by: Actor, **terms: object) -> Customer:
    details = CustomerDetails(alias=alias, email=email, company_name=company, **terms)  # type: ignore[arg-type]
    customer = add_customer(details, by=by)
    domain = email.partition("@")[2]
    add_contact(row(customer), ContactDetails(f"Fleet desk of {alias}", "Operations", f"fleet@{domain}"), by=by)
    for use in ("shipping", "billing"):
        add_address(row(customer), AddressDetails(use, f"{company}\n12 Substation Road\n4400 Powerville", "US"), by=by)
    starts = clock.today(settings.TIME_ZONE)
    term = Term(starts, starts + timedelta(days=730), warranty_days=90)
    upload_agreement(row(customer), ContentFile(_PDF, name=f"{alias} repair agreement.pdf"), term, by=by)
    return customer
