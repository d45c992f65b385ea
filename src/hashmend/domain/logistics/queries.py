"""Reads of logistics: what containers and shipments hold, and where a machine's container is."""

import re
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from hashmend.domain.logistics.models import Container, Damage, DamagePhoto, Shipment
from hashmend.domain.scoping import Scoped
from hashmend.domain.work_orders.models import Job, WorkOrder
from hashmend.domain.work_orders.statuses import RETURNABLE
from hashmend.kernel.identifiers import normal_mac, normal_serial

_NUMBER = re.compile(r"(?P<prefix>C|S|RWO)-[0-9-]{3,20}")


def _count(rows: QuerySet[Scoped], column: str) -> Coalesce:
    """Return how many rows point at the outer row by `column`, as an expression."""
    counted = rows.filter(**{column: OuterRef("pk")}).order_by().values(column).annotate(n=Count("*"))
    return Coalesce(Subquery(counted.values("n"), output_field=IntegerField()), 0)


def with_contents(containers: QuerySet[Container]) -> QuerySet[Container]:
    """Annotate `inside` (machines), `finished` of them, `damage_count` and `photo_count`."""
    jobs, done = Job.objects.all(), Job.objects.finished()
    return containers.annotate(
        inside=_count(jobs, "inbound_container") + _count(jobs, "outbound_container"),
        finished=_count(done, "inbound_container") + _count(done, "outbound_container"),
        damage_count=_count(Damage.objects.all(), "container"),
        photo_count=_count(DamagePhoto.objects.all(), "damage__container"),
    )


def with_holds(shipments: QuerySet[Shipment]) -> QuerySet[Shipment]:
    """Annotate `holds`: how many containers are in a shipment."""
    return shipments.annotate(holds=_count(Container.objects.all(), "shipment"))


def with_damage(jobs: QuerySet[Job]) -> QuerySet[Job]:
    """Annotate `is_damaged`: whether shipping damage was noted on the machine."""
    return jobs.annotate(is_damaged=Exists(Damage.objects.filter(job=OuterRef("pk"))))


def packable(jobs: QuerySet[Job]) -> QuerySet[Job]:
    """Return the machines that may be put into a container: here, with an outcome that goes home, in none yet."""
    return jobs.filter(status__in=RETURNABLE, received_at__isnull=False, outbound_container=None, closed_at=None)


def known_number(code: str) -> str:
    """Return what a scanned code is when it is no machine's: "container C-00003", "work order RWO-2026-0001", or ""."""
    tables: dict[str, tuple[str, QuerySet[Any]]] = {
        "C": ("container", Container.objects.all()),
        "S": ("shipment", Shipment.objects.all()),
        "RWO": ("work order", WorkOrder.objects.all()),
    }
    shape = _NUMBER.fullmatch(code)
    noun, rows = tables[shape["prefix"]] if shape else ("", Container.objects.none())
    return f"{noun} {code}" if noun and rows.filter(number=code).exists() else ""


def matching(containers: QuerySet[Container], text: str) -> QuerySet[Container]:
    """Return the containers whose number, label or order holds the text, or that hold a machine of that SN or MAC."""
    found = Q(number__icontains=text) | Q(label__icontains=text) | Q(work_order__number__icontains=text)
    machine = Q()
    if serial := normal_serial(text):
        machine |= Q(miner__serial=serial)
    if mac := normal_mac(text):
        machine |= Q(miner__mac=mac)
    if machine:
        place = Q(inbound_container=OuterRef("pk")) | Q(outbound_container=OuterRef("pk"))
        found |= Q(Exists(Job.objects.filter(place, machine)))
    return containers.filter(found)
