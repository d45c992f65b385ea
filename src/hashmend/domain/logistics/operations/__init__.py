"""The verbs of logistics; the only writer of its tables."""

from hashmend.domain.logistics.operations.announcing import Announcement, announce_shipment
from hashmend.domain.logistics.operations.containers import (
    create_containers,
    delete_containers,
    label_containers,
    take_back_receipt,
)
from hashmend.domain.logistics.operations.damage import add_photos, record_damage
from hashmend.domain.logistics.operations.inventory import (
    close_inventory,
    inventory_machine,
    remove_machines,
    reopen_inventory,
    take_in_machines,
)
from hashmend.domain.logistics.operations.packing import (
    assign_to_new_container,
    assign_to_outbound_container,
    mark_ready_for_billing,
    take_out_of_container,
)
from hashmend.domain.logistics.operations.receiving import receive_containers
from hashmend.domain.logistics.operations.shipments import (
    Tracking,
    assign_inbound_to_shipment,
    clear_tracking,
    create_shipment,
    delete_shipments,
    put_into_shipment,
    remove_from_shipment,
    set_tracking,
)
from hashmend.domain.logistics.operations.travelling import (
    mark_delivered,
    mark_picked_up,
    take_back_delivery,
    take_back_pick_up,
)
from hashmend.domain.logistics.operations.unpacking import undo_assign_to_container, undo_assign_to_shipment

__all__ = [
    "Announcement",
    "Tracking",
    "add_photos",
    "announce_shipment",
    "assign_inbound_to_shipment",
    "assign_to_new_container",
    "assign_to_outbound_container",
    "clear_tracking",
    "close_inventory",
    "create_containers",
    "create_shipment",
    "delete_containers",
    "delete_shipments",
    "inventory_machine",
    "label_containers",
    "mark_delivered",
    "mark_picked_up",
    "mark_ready_for_billing",
    "put_into_shipment",
    "receive_containers",
    "record_damage",
    "remove_from_shipment",
    "remove_machines",
    "reopen_inventory",
    "set_tracking",
    "take_back_delivery",
    "take_back_pick_up",
    "take_back_receipt",
    "take_in_machines",
    "take_out_of_container",
    "undo_assign_to_container",
    "undo_assign_to_shipment",
]
