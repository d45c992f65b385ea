"""The look of containers, shipments and damage, for both sides."""

from collections.abc import Iterable

from hashmend.domain.bench.models import BenchPhoto
from hashmend.domain.billing.queries import ContainerState
from hashmend.domain.logistics.models import DamagePhoto, Shipment
from hashmend.web.components import Picture, Tone

CONTAINER_TONES: dict[str, Tone] = {
    ContainerState.EXPECTED: "waiting",
    ContainerState.RECEIVED: "open",
    ContainerState.INVENTORIED: "success",
    ContainerState.PACKING: "open",
    ContainerState.READY: "progress",
    ContainerState.INVOICED: "waiting",
    ContainerState.PAID: "success",
    ContainerState.SHIPPED: "progress",
    ContainerState.DELIVERED: "ended",
}
SHIPMENT_TONES: dict[str, Tone] = {
    Shipment.State.CREATED: "neutral",
    Shipment.State.READY_TO_SHIP: "open",
    Shipment.State.IN_TRANSIT: "progress",
    Shipment.State.DELIVERED: "success",
}


def pictures_of(
    photos: Iterable[DamagePhoto | BenchPhoto], what: str, *, says: str = "Damage on", removed_at: str = ""
) -> list[Picture]:
    """Return photos for `{% gallery %}`; `what` is what they show. Both sides fetch them by the same page.

    `removed_at` is the address at which they are removed, with "{token}" in it.
    """
    return [
        Picture(
            url=f"/photos/{photo.token}/",
            thumb_url=f"/photos/{photo.token}/thumb/",
            alt=f"{says} {what}",
            caption=photo.original_name,
            remove_url=removed_at.replace("{token}", photo.token),
        )
        for photo in photos
    ]
