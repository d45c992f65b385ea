"""The verbs of logistics; the only writer of its tables."""

from hashmend.domain.logistics.operations.inventory import (
    close_inventory,
    inventory_machine,
    remove_machines,
    reopen_inventory,
    take_in_machines,
)
from hashmend.domain.logistics.operations.receiving import receive_containers

__all__ = [
    "close_inventory",
    "inventory_machine",
    "receive_containers",
    "remove_machines",
    "reopen_inventory",
    "take_in_machines",
]
