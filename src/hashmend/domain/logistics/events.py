"""What can happen to shipments, containers and the machines in them."""

from hashmend.domain.history.kinds import kind

RECEIVED = kind("container.received", "{thing} was received.", icon="package-import", customer_sees=True)

RELEASED = kind("container.released", "{thing} may leave unpaid: {reason}.", icon="lock-open")
REOPENED = kind("container.reopened", "{thing} is open for packing again.", icon="package")
