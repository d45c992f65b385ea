"""Where a customer's machines and invoices go."""

from dataclasses import asdict, dataclass

from django.db import transaction
from django.db.models import QuerySet

from hashmend.domain.batches import locked, locked_one
from hashmend.domain.customers import events
from hashmend.domain.customers.models import Address, Customer
from hashmend.domain.history.changes import set_columns
from hashmend.domain.history.recording import record
from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Outcome, Refused


@dataclass(frozen=True, slots=True)
class AddressDetails:
    """An address as written on a label, and what it is for ("shipping", "billing")."""

    use: str
    lines: str
    country: str = ""


@transaction.atomic
def add_address(customers: QuerySet[Customer], details: AddressDetails, *, by: Actor) -> Address:
    """Add an address to the one customer of the query. Refuses one without lines or with an unknown use."""
    _need_lines(details)
    address = Address.objects.create(customer=locked_one(customers), **asdict(details))
    record(events.ADDRESS_ADDED, [address], by=by)
    return address


@transaction.atomic
def change_address(addresses: QuerySet[Address], details: AddressDetails, *, by: Actor) -> Address:
    """Change the one address of the query. Refuses what `add_address` refuses."""
    _need_lines(details)
    address = locked_one(addresses)
    if changes := set_columns(address, asdict(details)):
        address.save()
        record(events.ADDRESS_CHANGED, [address], by=by, data={"changes": changes})
    return address


@transaction.atomic
def remove_addresses(addresses: QuerySet[Address], *, by: Actor) -> Outcome[Address]:
    """Remove addresses; documents made with them keep their copy."""
    batch = locked(addresses)
    record(events.ADDRESS_REMOVED, batch, by=by)
    Address.objects.filter(pk__in=[address.pk for address in batch]).delete()
    return Outcome(done=batch.rows)


def _need_lines(details: AddressDetails) -> None:
    if details.use not in Address.Use.values:
        raise Refused("An address is for shipping or for billing: choose one.")
    if not details.lines.strip():
        raise Refused("An address needs its lines, as written on a label: fill them in.")
