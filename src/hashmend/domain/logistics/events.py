"""What can happen to shipments, containers and the machines in them."""

from hashmend.domain.history.kinds import kind

RECEIVED = kind("container.received", "{thing} was received.", icon="package-import", customer_sees=True)
