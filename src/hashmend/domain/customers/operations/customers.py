"""Making and changing customers."""

from dataclasses import asdict, dataclass
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from hashmend.domain.batches import locked, locked_one
from hashmend.domain.customers import events
from hashmend.domain.customers.models import Customer
from hashmend.domain.history.changes import set_columns
from hashmend.domain.history.recording import record
from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Outcome, Refused


@dataclass(frozen=True, slots=True)
class CustomerDetails:
    """What is known of a customer; alias and e-mail are the only musts. `tax_percent` is of the net amount."""

    alias: str
    email: str
    company_name: str = ""
    phone: str = ""
    tax_number: str = ""
    currency: str = "USD"
    tax_percent: Decimal = Decimal("0.00")
    payment_days: int = 14
    has_credit_terms: bool = False
    internal_note: str = ""


@transaction.atomic
def add_customer(details: CustomerDetails, *, by: Actor) -> Customer:
    """Take on a customer. Refuses without alias or e-mail, and an alias that another customer has."""
    _need_musts(details)
    customer = Customer(**asdict(details))
    _save(customer)
    record(events.CUSTOMER_ADDED, [customer], by=by)
    return customer


@transaction.atomic
def change_customer(
    customers: QuerySet[Customer], details: CustomerDetails, *, by: Actor, seen_version: int | None = None
) -> Customer:
    """Change the one customer of the query; a change that changes nothing leaves no trace.

    Refuses what `add_customer` refuses, and when somebody changed the customer after the version the person saw.
    """
    _need_musts(details)
    customer = locked_one(customers)
    if seen_version is not None and seen_version != customer.version:
        raise Refused(
            f"Somebody else changed {customer} after you opened it: open it again, look at what changed and then make"
            " your change."
        )
    if changes := set_columns(customer, asdict(details)):
        customer.version += 1
        _save(customer)
        record(events.CUSTOMER_CHANGED, [customer], by=by, data={"changes": changes})
    return customer


@transaction.atomic
def retire_customers(customers: QuerySet[Customer], *, by: Actor) -> Outcome[Customer]:
    """Stop working for customers; nothing of theirs is removed. Refuses, per customer, one that is retired already."""
    retired, refused = locked(customers).split(lambda c: None if c.is_active else f"{c} is retired already.")
    Customer.objects.filter(pk__in=[c.pk for c in retired]).update(is_active=False)
    record(events.CUSTOMER_RETIRED, retired, by=by)
    return Outcome(done=retired, refused=refused)


@transaction.atomic
def restore_customers(customers: QuerySet[Customer], *, by: Actor) -> Outcome[Customer]:
    """Work for retired customers again. Refuses, per customer, one that is active."""
    restored, refused = locked(customers).split(lambda c: f"{c} is an active customer." if c.is_active else None)
    Customer.objects.filter(pk__in=[c.pk for c in restored]).update(is_active=True)
    record(events.CUSTOMER_RESTORED, restored, by=by)
    return Outcome(done=restored, refused=refused)


def _need_musts(details: CustomerDetails) -> None:
    if not details.alias.strip() or not details.email.strip():
        raise Refused("A customer needs an alias and an e-mail address: fill in both.")


def _save(customer: Customer) -> None:
    try:
        with transaction.atomic():
            customer.save()
    except IntegrityError as error:
        raise Refused(f"Another customer is called {customer.alias} already: choose a different alias.") from error
