"""What can happen to customers, their people and addresses, and their agreements."""

from hashmend.domain.history.kinds import kind

CUSTOMER_ADDED = kind("customer.added", "{thing} became a customer.", icon="building-plus")
CUSTOMER_CHANGED = kind("customer.changed", "{thing} was changed: {changes}.", icon="building")
CUSTOMER_RETIRED = kind("customer.retired", "{thing} was retired.", icon="building-off")
CUSTOMER_RESTORED = kind("customer.restored", "{thing} is an active customer again.", icon="building")
CONTACT_ADDED = kind("customer.contact-added", "{thing} was added as a contact.", icon="user-plus")
CONTACT_CHANGED = kind("customer.contact-changed", "The contact {thing} was changed: {changes}.", icon="user-edit")
CONTACT_REMOVED = kind("customer.contact-removed", "{thing} is no longer a contact.", icon="user-minus")
ADDRESS_ADDED = kind("customer.address-added", "An address was added. {thing}.", icon="map-pin")
ADDRESS_CHANGED = kind("customer.address-changed", "An address was changed. {thing}: {changes}.", icon="map-pin")
ADDRESS_REMOVED = kind("customer.address-removed", "An address was removed. {thing}.", icon="map-pin")
AGREEMENT_UPLOADED = kind(
    "customer.agreement-uploaded",
    "{thing} was uploaded ({file}), valid {term}.",
    icon="file-certificate",
    customer_sees=True,
)
