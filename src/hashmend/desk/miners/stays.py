"""The latest stay of a machine in the table of all machines: read for a page at once, filtered by, shown."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.safestring import SafeString

from hashmend.both.cells import logistics, logistics_icon
from hashmend.domain.accounts.models import User
from hashmend.domain.work_orders.models import Job
from hashmend.domain.work_orders.statuses import AT_WORK, STATUS_TONES, Status
from hashmend.domain.writing import listed
from hashmend.kernel.actor import SYSTEM, Actor
from hashmend.web import components
from hashmend.web.lists import DateRange
from hashmend.web.lists.state import State

Row = dict[str, Any]

_STATUSES = {value: str(label) for value, label in Status.choices}
_READ = {
    "status": "status", "order": "work_order__number", "position": "position", "logistics": "logistics",
    "received_at": "received_at", "technician": "technician__name", "worker": "status_by__name",
}  # fmt: skip
_NEEDED = {
    "status": ["status"], "logistics": ["logistics"], "order": ["order", "position"], "received_at": ["received_at"],
    "technician": ["technician", "status", "worker"],
}  # fmt: skip
"""What is read for a column. Of a hundred thousand machines it shows what nobody looks at."""


def with_latest_stay(rows: Sequence[Row], actor: Actor, _: State, shown: Collection[str]) -> None:
    """Put into each row what these columns show of its machine's latest stay, with one query for all of them."""
    names = sorted({name for column in shown for name in _NEEDED.get(column, ())})
    if not names:
        return
    stays = Job.objects.visible_to(actor).filter(miner__in=listed([row["id"] for row in rows]))
    if "logistics" in names:
        stays = stays.with_logistics()
    found = stays.order_by("pk").values_list("miner_id", *(_READ[name] for name in names))
    latest = {miner: stay for miner, *stay in found}
    no_stay = [None if name == "received_at" else "" for name in names]
    for row in rows:
        row.update(zip(names, latest.get(row["id"], no_stay), strict=True))


def in_latest_stay(condition: Q, *, logistics: bool = False) -> Q:
    """Return the condition for machines whose latest stay fulfils one; `logistics` says that it asks for that."""
    later = Job.objects.visible_to(SYSTEM).filter(miner=OuterRef("miner"), pk__gt=OuterRef("pk"))
    stays = Job.objects.visible_to(SYSTEM)
    stays = (stays.with_logistics() if logistics else stays).filter(condition, miner=OuterRef("pk"))
    return Q(Exists(stays.filter(~Exists(later))))


def in_open_stay(condition: Q | None = None) -> Q:
    """Return the condition for machines with a stay that goes on, and fulfils one."""
    stays = Job.objects.visible_to(SYSTEM).filter(condition or Q(), closed_at=None, miner=OuterRef("pk"))
    return Q(Exists(stays))


def in_orders(text: str) -> Q:
    """Return the condition for machines with a stay, ended or not, in an order whose number contains the text."""
    stays = Job.objects.visible_to(SYSTEM).filter(work_order__number__icontains=text)
    return Q(pk__in=stays.values("miner"))


def technicians(actor: Actor) -> list[tuple[str, str]]:
    """Return the staff who may sign in, by name."""
    people = User.objects.visible_to(actor).staff().active().order_by("name", "pk")
    named = people.values_list("public_id", "name", "email")
    return [(str(public_id), name or email) for public_id, name, email in named]


def worked_on_by(values: Sequence[str]) -> Q:
    """Return the condition for machines on the bench of these people, or set to their present work by them."""
    at_work = Q(technician=None, status__in=AT_WORK, status_by__public_id__in=values)
    return in_open_stay(Q(technician__public_id__in=values) | at_work)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfStay(DateRange):
    """Two dates of the latest stay."""

    def apply(self, rows: QuerySet[Any], params: Any) -> QuerySet[Any]:
        """Return machines whose latest stay lies between the dates."""
        stays = DateRange.apply(self, Job.objects.visible_to(SYSTEM), params)
        return rows.filter(in_latest_stay(Q(pk__in=stays.values("pk"))))


def status(row: Row) -> str:
    """Return the status of the latest stay in words."""
    return _STATUSES.get(row["status"], "")


def status_tag(row: Row) -> str:
    """Return the status as a tag."""
    return components.status_tag(status(row), STATUS_TONES[row["status"]]) if row["status"] else ""


def place(row: Row) -> str:
    """Return where the machine is, in words."""
    return logistics(row) if row["logistics"] else ""


def place_icon(row: Row) -> str:
    """Return box, truck or house, else the words."""
    return logistics_icon(row) or place(row) if row["logistics"] else ""


def technician(row: Row) -> str:
    """Return whose bench the machine is on, else who set it to its present work."""
    return row["technician"] or (row["worker"] if row["status"] in AT_WORK else "") or ""


def order_link(row: Row) -> str:
    """Return the link to the page of the machine in its latest order."""
    if not row["order"]:
        return ""
    order, position = row["order"], row["position"]
    url = f"/work-orders/{order}/miners/{position}/"
    return SafeString(f'<a href="{url}"><span class="order-number">{order}</span> #{position}</a>')
