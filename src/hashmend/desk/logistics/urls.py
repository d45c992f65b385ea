"""URLs of shipments, containers, damage and photos, and of the Logistics tab."""

from django.urls import path

from hashmend.desk.logistics import containers, damage, inventory, order_tab, packing, photos, shipments
from hashmend.domain.accounts.permissions import Permission
from hashmend.web.navigation import Entry

_CONTAINER = "containers/<str:number>/"
_SHIPMENT = "shipments/<str:number>/"
_ORDER = "work-orders/<str:number>/"

urlpatterns = [
    path("containers/", containers.containers, name="containers"),
    path("containers/receive/", containers.receive_containers, name="containers-receive"),
    path("containers/close-inventory/", containers.close_inventories, name="containers-close-inventory"),
    path("containers/ready-for-billing/", containers.mark_containers_ready, name="containers-mark-ready"),
    path(_CONTAINER, containers.container, name="container-detail"),
    path(f"{_CONTAINER}receive/", containers.receive_container, name="container-receive"),
    path(f"{_CONTAINER}take-back-receipt/", containers.take_back_receipt, name="container-take-back-receipt"),
    path(f"{_CONTAINER}close-inventory/", containers.close_inventory, name="container-close-inventory"),
    path(f"{_CONTAINER}reopen-inventory/", containers.reopen_inventory, name="container-reopen-inventory"),
    path(f"{_CONTAINER}ready-for-billing/", containers.mark_ready_for_billing, name="container-mark-ready"),
    path(f"{_CONTAINER}back-to-packing/", containers.back_to_packing, name="container-back-to-packing"),
    path(f"{_CONTAINER}label/", containers.label_container, name="container-label"),
    path(f"{_CONTAINER}delete/", containers.delete_container, name="container-delete"),
    path(f"{_CONTAINER}machines/remove/", containers.remove_machines, name="container-machines-remove"),
    path(f"{_CONTAINER}machines/take-out/", containers.take_out_machines, name="container-machines-take-out"),
    path(f"{_CONTAINER}inventory/", inventory.inventory, name="container-inventory"),
    path(f"{_CONTAINER}inventory/scan/", inventory.scan_machine, name="container-scan"),
    path(f"{_CONTAINER}packing/", packing.packing, name="container-packing"),
    path(f"{_CONTAINER}packing/scan/", packing.scan_into_container, name="container-packing-scan"),
    path(f"{_CONTAINER}packing/put/", packing.put_into_container, name="container-machines-put"),
    path(f"{_CONTAINER}damage/", damage.damage_report, name="container-damage"),
    path(f"{_CONTAINER}damage/new/", damage.new_damage, name="container-damage-new"),
    path("damage/<str:public_id>/photos/", damage.add_damage_photos, name="damage-photos-add"),
    path("photos/<str:token>/", photos.photo, name="photo"),
    path("photos/<str:token>/thumb/", photos.photo_thumb, name="photo-thumb"),
    path("shipments/", shipments.shipments, name="shipments"),
    path("shipments/new/", shipments.new_shipment, name="shipments-new"),
    path(_SHIPMENT, shipments.shipment, name="shipment-detail"),
    path(f"{_SHIPMENT}tracking/", shipments.set_tracking, name="shipment-tracking"),
    path(f"{_SHIPMENT}tracking/clear/", shipments.clear_tracking, name="shipment-tracking-clear"),
    path(f"{_SHIPMENT}picked-up/", shipments.mark_picked_up, name="shipment-picked-up"),
    path(f"{_SHIPMENT}take-back-pick-up/", shipments.take_back_pick_up, name="shipment-take-back-pick-up"),
    path(f"{_SHIPMENT}delivered/", shipments.mark_delivered, name="shipment-delivered"),
    path(f"{_SHIPMENT}take-back-delivery/", shipments.take_back_delivery, name="shipment-take-back-delivery"),
    path(f"{_SHIPMENT}containers/add/", shipments.add_containers, name="shipment-containers-add"),
    path(f"{_SHIPMENT}containers/remove/", shipments.remove_containers, name="shipment-containers-remove"),
    path(f"{_SHIPMENT}delete/", shipments.delete_shipment, name="shipment-delete"),
    path(f"{_ORDER}logistics/", order_tab.logistics_tab, name="work-order-logistics"),
    path(f"{_ORDER}logistics/assign/", order_tab.assign_containers, name="work-order-containers-assign"),
    path(f"{_ORDER}containers/new/", containers.new_containers, name="work-order-containers-new"),
]

NAVIGATION = [
    Entry("Shipments", "truck", "desk:shipments", Permission.VIEW_DESK, order=40),
    Entry("Containers", "package", "desk:containers", Permission.VIEW_DESK, order=41),
]
