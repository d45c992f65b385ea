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

CONTAINER_CREATED = kind("container.created", "{thing} was made: {what}.", icon="package", customer_sees=True)
LABELLED = kind("container.labelled", "The label of {thing} went from {from} to {to}.", icon="tag", customer_sees=True)
CONTAINER_DELETED = kind("container.deleted", "{thing} was removed.", icon="trash")
ANNOUNCED = kind("container.machines-announced", "Announced in {thing}: {listed}.", icon="calendar", customer_sees=True)
TAKEN_IN = kind("container.taken-in", "Taken in from {thing}: {listed}.", icon="barcode", customer_sees=True)
PACKED = kind("container.packed", "Packed into {thing}: {listed}.", icon="box", customer_sees=True)
UNPACKED = kind("container.unpacked", "Taken out of {thing}: {listed}.", icon="box", customer_sees=True)
READY_FOR_BILLING = kind(
    "container.ready", "{thing} is ready for billing with {machines} machines.", icon="circle-check"
)
JOINED = kind("container.joined-shipment", "{thing} was put into {shipment}.", icon="truck", customer_sees=True)
LEFT = kind("container.left-shipment", "{thing} was taken out of {shipment}.", icon="arrow-back-up", customer_sees=True)
SHIPPED = kind("container.shipped", "{thing} left in {shipment}.", icon="truck", customer_sees=True)
SHIPPING_TAKEN_BACK = kind(
    "container.shipping-taken-back", "{thing} has not left in {shipment} after all.", icon="arrow-back-up",
    customer_sees=True,
)  # fmt: skip
CONTAINER_DELIVERED = kind(
    "container.delivered", "{thing} was delivered with {shipment}.", icon="home-check", customer_sees=True
)
CONTAINER_DELIVERY_TAKEN_BACK = kind(
    "container.delivery-taken-back", "{thing} is not delivered after all.", icon="arrow-back-up", customer_sees=True
)
DAMAGE_RECORDED = kind(
    "damage.recorded", "Damage on {place}: {description} ({photos}).", icon="alert-triangle", customer_sees=True
)
DAMAGE_PHOTOS_ADDED = kind(
    "damage.photos-added", "{photos} added to the damage on {place}.", icon="photo", customer_sees=True
)

SHIPMENT_ANNOUNCED = kind(
    "shipment.announced", "{shipment} was announced: {what}, travelling {how}.", icon="truck-delivery",
    customer_sees=True,
)  # fmt: skip
SHIPMENT_CREATED = kind("shipment.created", "{thing} was made, {direction}.", icon="truck", customer_sees=True)
SHIPMENT_DELETED = kind("shipment.deleted", "{thing} was removed.", icon="trash")
TRACKING_SET = kind("shipment.tracking-set", "{thing} travels {to}.", icon="truck-delivery", customer_sees=True)
TRACKING_CLEARED = kind(
    "shipment.tracking-cleared", "{thing} no longer travels {from}.", icon="arrow-back-up", customer_sees=True
)
PICKED_UP = kind("shipment.picked-up", "{thing} was picked up on {at}.", icon="truck-delivery", customer_sees=True)
PICK_UP_TAKEN_BACK = kind(
    "shipment.pick-up-taken-back", "The pick-up of {thing} was taken back.", icon="arrow-back-up", customer_sees=True
)
DELIVERED = kind("shipment.delivered", "{thing} was delivered on {at}.", icon="home-check", customer_sees=True)
DELIVERY_TAKEN_BACK = kind(
    "shipment.delivery-taken-back", "The delivery of {thing} was taken back.", icon="arrow-back-up", customer_sees=True
)
