"""Lists of containers, shipments and the machines in a container."""

from dataclasses import replace

from django.db.models import Q, QuerySet
from django.urls import reverse

from hashmend.desk.logistics import words
from hashmend.desk.work_orders.frame import order_url
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.billing.queries import ContainerState
from hashmend.domain.customers.models import Customer
from hashmend.domain.logistics.models import Container, Direction, Shipment
from hashmend.domain.logistics.queries import matching, packable, with_damage
from hashmend.domain.work_orders.models import Job
from hashmend.domain.work_orders.statuses import Status
from hashmend.kernel.actor import Actor
from hashmend.kernel.identifiers import shown_mac
from hashmend.web import components
from hashmend.web.lists import BulkAction, Choice, Column, DateRange, Empty, Flag, ListPage


def _customers(actor: Actor) -> list[tuple[str, str]]:
    rows = Customer.objects.visible_to(actor).order_by("alias").values_list("public_id", "alias")
    return [(str(public_id), alias) for public_id, alias in rows]


CONTAINERS = ListPage(
    name="containers",
    one="container",
    rows=words.containers_for,
    columns=(
        Column("number", "Container", sort=True, cell=lambda c: components.serial(c.number, copy=False)),
        Column("label", "Label", sort=True),
        Column("state", "Status", sort="state_code", value=lambda c: ContainerState(c.state_code).label,
               cell=words.container_state),
        Column("direction", "Direction", sort=True, value=lambda c: c.get_direction_display()),
        Column("kind", "Kind", value=lambda c: c.get_kind_display(), screen=False),
        Column("customer", "Customer", sort="work_order__customer__alias", value=lambda c: c.work_order.customer.alias),
        Column("work_order", "Work order", sort="work_order__number", value=lambda c: c.work_order.number,
               cell=lambda c: components.link(
                   order_url(c.work_order, "logistics"), c.work_order.number, css="order-number")),
        Column("shipment", "Shipment", sort="shipment__number", value=lambda c: str(c.shipment or ""),
               cell=lambda c: words.linked(c.shipment)),
        Column("inside", "Miners", sort=True, align="end"),
        Column("damage_count", "Damage", align="end",
               cell=lambda c: components.status_tag(str(c.damage_count), "warning") if c.damage_count else ""),
        Column("created_at", "Made", sort=True),
    ),
    filters=(
        Choice(key="state", label="Status", options_from=ContainerState.choices, field="state_code"),
        Choice(key="direction", label="Direction", options_from=Direction.choices),
        Choice(key="customer", label="Customer", options_from=_customers, field="work_order__customer__public_id"),
        Flag(key="loose", label="Without a shipment", where=Q(shipment=None)),
        DateRange(key="made", label="Made", field="created_at"),
    ),
    search=matching,
    search_label="Number, label, order, SN or MAC",
    sort="-created_at",
    link=words.container_url,
    actions=(
        BulkAction("Receive", "desk:containers-receive", Permission.INVENTORY, icon="package-import"),
        BulkAction("Close inventory", "desk:containers-close-inventory", Permission.INVENTORY, icon="list-check"),
        BulkAction("Ready for billing", "desk:containers-mark-ready", Permission.MARK_READY, icon="circle-check"),
    ),
    empty=Empty("No containers yet", "They are made on the Logistics tab of a work order."),
    refresh_on=("containers-changed",),
)  # fmt: skip

SHIPMENTS = ListPage(
    name="shipments",
    one="shipment",
    rows=words.shipments_for,
    columns=(
        Column("number", "Shipment", sort=True, cell=lambda s: components.serial(s.number, copy=False)),
        Column("state", "Status", sort="state_code", value=lambda s: s.state.label, cell=words.shipment_state),
        Column("direction", "Direction", sort=True, value=lambda s: s.get_direction_display()),
        Column("customer", "Customer", sort="customer__alias", value=lambda s: s.customer.alias),
        Column("carrier", "Carrier", sort="carrier__name",
               value=lambda s: "By hand" if s.is_by_hand else str(s.carrier or "")),
        Column("tracking_number", "Tracking", sort=True, cell=words.how_it_travels),
        Column("holds", "Containers", sort=True, align="end"),
        Column("picked_up_at", "Picked up", sort=True),
        Column("delivered_at", "Delivered", sort=True),
        Column("created_at", "Made", sort=True, screen=False),
    ),
    filters=(
        Choice(key="state", label="Status", options_from=Shipment.State.choices, field="state_code"),
        Choice(key="direction", label="Direction", options_from=Direction.choices),
        Choice(key="customer", label="Customer", options_from=_customers, field="customer__public_id"),
        DateRange(key="made", label="Made", field="created_at"),
    ),
    search=("number__icontains", "tracking_number__icontains", "customer__alias__icontains", "note__icontains"),
    search_label="Number, tracking, customer or note",
    sort="-created_at",
    link=words.shipment_url,
    empty=Empty(
        "No shipments yet", "A shipment holds the containers that travel together.", "New shipment",
        "desk:shipments-new", Permission.EDIT_SHIPMENTS,
    ),
    refresh_on=("shipments-changed",),
)  # fmt: skip


def machines_in(actor: Actor, *, container: Container) -> QuerySet[Job]:
    """Return the jobs in a container, with what its table shows."""
    place = "inbound_container" if container.is_inbound else "outbound_container"
    jobs = Job.objects.visible_to(actor).filter(**{place: container})
    return with_damage(jobs.select_related("miner__model", "work_order", "inbound_container"))


def waiting(actor: Actor, *, container: Container) -> QuerySet[Job]:
    """Return the finished jobs of the container's order that are in no outbound container."""
    jobs = Job.objects.visible_to(actor).filter(work_order=container.work_order)
    return packable(jobs.select_related("miner__model", "work_order"))


_MACHINE = (
    Column("sn", "SN", sort="miner__serial", value=lambda j: str(j.miner), copies=True,
           cell=lambda j: components.serial(str(j.miner), copy=False)),
    Column("position", "#", sort=True, align="end"),
    Column("mac", "MAC", sort="miner__mac", value=lambda j: shown_mac(j.miner.mac),
           cell=lambda j: components.serial(shown_mac(j.miner.mac), copy=False)),
    Column("model", "Model", sort="miner__model__name", value=lambda j: j.miner.model_name),
    Column("asset_tag", "Asset tag", sort="miner__asset_tag", value=lambda j: j.miner.asset_tag),
    Column("status", "Repair status", sort=True, value=lambda j: j.get_status_display(), cell=words.job_status),
)  # fmt: skip

_MACHINE_SEARCH = ("miner__serial__icontains", "miner__mac__icontains", "miner__asset_tag__icontains")
_STATUS = Choice(key="status", label="Repair status", options_from=Status.choices)


def _damage(job: Job) -> object:
    return components.status_tag("Damage", "warning") if job.is_damaged else ""  # type: ignore[attr-defined]


ARRIVED = ListPage(
    name="machines",
    kept_as="arrived",
    one="miner",
    rows=machines_in,
    columns=(*_MACHINE, Column("damage", "Damage", value=lambda j: "yes" if j.is_damaged else "", cell=_damage)),
    filters=(_STATUS,),
    search=_MACHINE_SEARCH,
    search_label="SN, MAC or asset tag",
    sort="position",
    link=words.job_url,
    name_of=lambda j: str(j.miner),
    actions=(
        BulkAction("Remove, noted by mistake", "desk:container-machines-remove", Permission.INVENTORY, icon="trash"),
    ),
    empty=Empty("No miners in it yet", "They appear when the container is inventoried or its list is imported."),
    refresh_on=("machines-changed",),
)


def _record_damage(job: Job) -> object:
    url = reverse("desk:container-damage-new", args=[job.inbound_container.number])  # type: ignore[union-attr]
    return components.icon_link(f"{url}?miner={job.position}", "camera", f"Record damage on {job.miner}")


ARRIVED_FOR_THE_DOCK = replace(
    ARRIVED, columns=(*ARRIVED.columns, Column("record", "", value=lambda j: "", cell=_record_damage, csv=False))
)
"""The machines in an inbound container, for those who record damage."""

PACKED = ListPage(
    name="machines",
    kept_as="packed",
    one="miner",
    rows=machines_in,
    columns=_MACHINE,
    filters=(_STATUS,),
    search=_MACHINE_SEARCH,
    search_label="SN, MAC or asset tag",
    sort="position",
    link=words.job_url,
    name_of=lambda j: str(j.miner),
    actions=(BulkAction("Take out", "desk:container-machines-take-out", Permission.PACK, icon="arrow-back-up"),),
    empty=Empty("Nothing is packed in it yet", "Put finished miners of the order in it."),
    refresh_on=("machines-changed",),
)

PACKABLE = ListPage(
    name="packable",
    one="miner",
    title="Finished and in no container",
    rows=waiting,
    columns=_MACHINE,
    search=_MACHINE_SEARCH,
    search_label="SN, MAC or asset tag",
    sort="position",
    link=words.job_url,
    name_of=lambda j: str(j.miner),
    actions=(BulkAction("Put into this container", "desk:container-machines-put", Permission.PACK, icon="box"),),
    empty=Empty("No finished miner waits", "Every finished miner of the order is packed, or none is finished yet."),
    refresh_on=("machines-changed",),
    exports=False,
)
