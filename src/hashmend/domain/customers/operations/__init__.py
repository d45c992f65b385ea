"""The verbs of customers; the only writer of their tables."""

from hashmend.domain.customers.operations.addresses import (
    AddressDetails,
    add_address,
    change_address,
    remove_addresses,
)
from hashmend.domain.customers.operations.agreements import Term, upload_agreement
from hashmend.domain.customers.operations.contacts import (
    ContactDetails,
    add_contact,
    change_contact,
    remove_contacts,
)
from hashmend.domain.customers.operations.customers import (
    CustomerDetails,
    add_customer,
    change_customer,
    restore_customers,
    retire_customers,
)

__all__ = [
    "AddressDetails",
    "ContactDetails",
    "CustomerDetails",
    "Term",
    "add_address",
    "add_contact",
    "add_customer",
    "change_address",
    "change_contact",
    "change_customer",
    "remove_addresses",
    "remove_contacts",
    "restore_customers",
    "retire_customers",
    "upload_agreement",
]
