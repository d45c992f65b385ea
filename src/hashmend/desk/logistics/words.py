"""How shipments and containers look: addresses, state tags, tracking, contents in words."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from hashmend.both.logistics import CONTAINER_TONES, SHIPMENT_TONES
from hashmend.desk.work_orders.frame import order_url
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.billing.queries import ContainerState, with_container_state
from hashmend.domain.catalogue.queries import tracking_url
from hashmend.domain.logistics.models import Container, Direction, Shipment
from hashmend.domain.logistics.queries import with_contents, with_holds
from hashmend.domain.work_orders.models import Job
from hashmend.domain.work_orders.statuses import STATUS_TONES
from hashmend.kernel.actor import Actor
from hashmend.web.components import DASH, icon, link, serial, status_tag


def container_url(container: Container) -> str:
    """Return the address of a container's page."""
    return reverse("desk:container-detail", args=[container.number])


def shipment_url(shipment: Shipment) -> str:
    """Return the address of a shipment's page."""
    return reverse("desk:shipment-detail", args=[shipment.number])


def import_url(container: Container, actor: Actor) -> str:
    """Return the address of the import of a list into a container, "" for those who may not."""
    if not (container.is_inbound and actor.may(Permission.UPLOAD_LIST)):
        return ""
    return reverse("desk:container-import", args=[container.number])


def job_url(job: Job) -> str:
    """Return the address of a machine's page in its order; the job must carry its order."""
    return f"{order_url(job.work_order, 'miners')}{job.position}/"


def container_state(container: Container) -> SafeString:
    """Return the state of a container of `containers_for` as a tag."""
    code: str = container.state_code  # type: ignore[attr-defined]
    return status_tag(str(ContainerState(code).label), CONTAINER_TONES[code])


def shipment_state(shipment: Shipment) -> SafeString:
    """Return the state of a shipment as a tag."""
    return status_tag(str(shipment.state.label), SHIPMENT_TONES[shipment.state])


def job_status(job: Job) -> SafeString:
    """Return the repair status of a machine as a tag."""
    return status_tag(job.get_status_display(), STATUS_TONES[job.status])  # type: ignore[arg-type]


def direction(thing: Container | Shipment) -> SafeString:
    """Return which way it goes, with an arrow."""
    name = "package-import" if thing.direction == Direction.INBOUND else "package-export"
    return format_html('<span class="cluster">{} {}</span>', icon(name), thing.get_direction_display())


def how_it_travels(shipment: Shipment) -> SafeString | str:
    """Return the tracking number with its copy button and the carrier's page, "By hand", or a dash."""
    if shipment.is_by_hand:
        return "By hand"
    if not shipment.tracking_number:
        return DASH
    return format_html(
        '<span class="cluster">{} {}</span>',
        serial(shipment.tracking_number, what=f"tracking number {shipment.tracking_number}"),
        track_link(shipment),
    )


def track_link(shipment: Shipment) -> SafeString | str:
    """Return a link to the carrier's page of this number, or ""."""
    url = tracking_url(shipment.carrier, shipment.tracking_number)
    if not url:
        return ""
    return format_html(
        '<a class="outside" href="{}" rel="noopener noreferrer" target="_blank">'
        'Track <span class="visually-hidden">{}</span> {}</a>',
        url, shipment.tracking_number, icon("external-link", "opens in a new tab"),
    )  # fmt: skip


def containers_for(actor: Actor) -> QuerySet[Container]:
    """Return the containers somebody may see, with state, order, customer, shipment and what they hold."""
    rows = Container.objects.visible_to(actor).select_related("work_order__customer", "shipment__carrier")
    return with_contents(with_container_state(rows))


def shipments_for(actor: Actor) -> QuerySet[Shipment]:
    """Return the shipments somebody may see, with state, customer, carrier and how many containers they hold."""
    return with_holds(Shipment.objects.visible_to(actor).select_related("customer", "carrier").with_state())


def linked(thing: Container | Shipment | None) -> SafeString:
    """Return a link to a container or shipment, a dash for none."""
    if thing is None:
        return DASH
    return link(container_url(thing) if isinstance(thing, Container) else shipment_url(thing), thing.number)
