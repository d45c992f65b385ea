"""What can happen to shipments, containers and the machines in them."""

from hashmend.domain.history.kinds import kind

RECEIVED = kind("container.received", "{thing} was received.", icon="package-import", customer_sees=True)
RECEIPT_TAKEN_BACK = kind(
    "container.receipt-taken-back", "The receipt of {thing} was taken back.", icon="arrow-back-up", customer_sees=True
)
INVENTORY_CLOSED = kind(
    "container.inventory-closed", "The inventory of {thing} was closed.", icon="list-check", customer_sees=True
)
INVENTORY_REOPENED = kind(
    "container.inventory-reopened", "The inventory of {thing} was reopened.", icon="arrow-back-up", customer_sees=True
)
RELEASED = kind("container.released", "{thing} may leave unpaid: {reason}.", icon="lock-open")
REOPENED = kind("container.reopened", "{thing} is open for packing again.", icon="package")
