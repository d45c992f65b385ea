"""The people to talk to at a customer."""

from dataclasses import asdict, dataclass

from django.db import transaction
from django.db.models import QuerySet

from hashmend.domain.batches import locked, locked_one
from hashmend.domain.customers import events
from hashmend.domain.customers.models import Contact, Customer
from hashmend.domain.history.changes import set_columns
from hashmend.domain.history.recording import record
from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Outcome, Refused


@dataclass(frozen=True, slots=True)
class ContactDetails:
    """What is known of a contact; the name is the only must."""

    name: str
    position: str = ""
    email: str = ""
    phone: str = ""


@transaction.atomic
def add_contact(customers: QuerySet[Customer], details: ContactDetails, *, by: Actor) -> Contact:
    """Add a contact to the one customer of the query. Refuses one without a name."""
    _need_name(details)
    contact = Contact.objects.create(customer=locked_one(customers), **asdict(details))
    record(events.CONTACT_ADDED, [contact], by=by)
    return contact


@transaction.atomic
def change_contact(contacts: QuerySet[Contact], details: ContactDetails, *, by: Actor) -> Contact:
    """Change the one contact of the query. Refuses to leave it without a name."""
    _need_name(details)
    contact = locked_one(contacts)
    if changes := set_columns(contact, asdict(details)):
        contact.save()
        record(events.CONTACT_CHANGED, [contact], by=by, data={"changes": changes})
    return contact


@transaction.atomic
def remove_contacts(contacts: QuerySet[Contact], *, by: Actor) -> Outcome[Contact]:
    """Remove contacts; the history keeps their names."""
    batch = locked(contacts)
    record(events.CONTACT_REMOVED, batch, by=by)
    Contact.objects.filter(pk__in=[contact.pk for contact in batch]).delete()
    return Outcome(done=batch.rows)


def _need_name(details: ContactDetails) -> None:
    if not details.name.strip():
        raise Refused("A contact needs a name: fill it in.")
