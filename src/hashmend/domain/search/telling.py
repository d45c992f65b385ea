"""What a hit tells: for each kind its rows as one person may see them, and the facts shown, as one JSON per row."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import IntegerField, OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, JSONObject

from hashmend.domain.billing.models import Invoice
from hashmend.domain.billing.queries import with_container_state
from hashmend.domain.customers.models import Customer
from hashmend.domain.logistics.models import SHIPMENT_STATE, Container, Shipment
from hashmend.domain.miners.models import Miner
from hashmend.domain.parts.models import Part
from hashmend.domain.search.finding import Match, matches
from hashmend.domain.search.kinds import KINDS, Kind
from hashmend.domain.work_orders.listing import ORDER_STATE, REQUEST_STATE
from hashmend.domain.work_orders.models import Job, RepairRequest, WorkOrder
from hashmend.kernel.actor import Actor

Rows = QuerySet[Any]
_PLACES = {kind.code: place for place, kind in enumerate(KINDS)}


@dataclass(frozen=True, slots=True)
class Hit:
    """A row that was found, and the facts a page shows of it."""

    match: Match
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Group:
    """The hits of one kind, the best first; `has_more` when there are others."""

    kind: Kind
    hits: Sequence[Hit]
    has_more: bool


def groups(text: str, actor: Actor, *, only: str = "", most: int = 8) -> list[Group]:
    """Return what a person finds by a text, by kind, at most `most` of each: two statements.

    The kind with the best hit stands first, else in the order of `KINDS`.
    """
    found = matches(text, actor, only=only, most=most + 1)
    facts = _facts(found, actor)
    told = [
        Hit(match, facts[match.kind.number, match.row]) for match in found if (match.kind.number, match.row) in facts
    ]
    by_kind: dict[Kind, list[Hit]] = {}
    for hit in told:
        by_kind.setdefault(hit.match.kind, []).append(hit)
    order = sorted(by_kind, key=lambda kind: (by_kind[kind][0].match.fit, _PLACES.get(kind.code, 0)))
    return [Group(kind, by_kind[kind][:most], len(by_kind[kind]) > most) for kind in order]


def _facts(found: Iterable[Match], actor: Actor) -> dict[tuple[int, int], dict[str, Any]]:
    """Return (kind, row) → facts of the rows that the actor may see: one statement for all kinds."""
    rows: dict[Kind, list[int]] = {}
    for match in found:
        rows.setdefault(match.kind, []).append(match.row)
    asked = [
        TELLING[kind.code](actor).order_by().filter(pk__in=keys)
        .values_list(Value(kind.number, IntegerField()), "pk", Cast("facts", TextField()))
        for kind, keys in rows.items()
    ]  # fmt: skip
    if not asked:
        return {}
    return {(kind, row): json.loads(facts) for kind, row, facts in asked[0].union(*asked[1:], all=True)}


def _orders(actor: Actor) -> Rows:
    rows = WorkOrder.objects.visible_to(actor)
    return rows.annotate(facts=JSONObject(number="number", state=ORDER_STATE, customer="customer__alias"))


def _miners(actor: Actor) -> Rows:
    """Return machines with their present or last stay."""
    stays = Job.objects.visible_to(actor).filter(miner=OuterRef("pk")).order_by("-pk")
    stay = {
        f"stay_{name}": Subquery(stays.values(path)[:1])
        for name, path in (("order", "work_order__number"), ("position", "position"), ("status", "status"))
    }
    return Miner.objects.visible_to(actor).annotate(
        facts=JSONObject(
            public_id="public_id", serial="serial", mac="mac", asset_tag="asset_tag", model_typed="model_typed",
            model="model__name", customer="customer__alias", **stay,
        )
    )  # fmt: skip


def _parts(actor: Actor) -> Rows:
    """Return parts with the machine each is in."""
    return Part.objects.visible_to(actor).annotate(
        facts=JSONObject(
            pk="pk", serial="serial", part_type="part_type", condition="condition", place="place", position="position",
            shelf="shelf", miner="miner__serial", miner_id="miner__public_id", customer="owner__alias",
        )
    )  # fmt: skip


def _containers(actor: Actor) -> Rows:
    return with_container_state(Container.objects.visible_to(actor)).annotate(
        facts=JSONObject(
            number="number", label="label", direction="direction", state="state_code", order="work_order__number",
            customer="work_order__customer__alias",
        )
    )  # fmt: skip


def _shipments(actor: Actor) -> Rows:
    """Return shipments with an order of one of their containers."""
    inside = Container.objects.visible_to(actor).filter(shipment=OuterRef("pk")).order_by("pk")
    return Shipment.objects.visible_to(actor).annotate(
        facts=JSONObject(
            number="number", tracking_number="tracking_number", direction="direction", state=SHIPMENT_STATE,
            customer="customer__alias", order=Subquery(inside.values("work_order__number")[:1]),
        )
    )  # fmt: skip


def _invoices(actor: Actor) -> Rows:
    """Return issued invoices: a draft has no number yet, and is never a customer's to see."""
    return Invoice.objects.visible_to(actor).issued().with_state().annotate(
        facts=JSONObject(
            number="number", public_id="public_id", state="state_code", order="work_order__number",
            customer="customer__alias", total=Cast("total_amount", TextField()), currency="currency",
        )
    )  # fmt: skip


def _requests(actor: Actor) -> Rows:
    rows = RepairRequest.objects.visible_to(actor)
    return rows.annotate(facts=JSONObject(number="number", state=REQUEST_STATE, customer="customer__alias"))


def _customers(actor: Actor) -> Rows:
    return Customer.objects.visible_to(actor).annotate(
        facts=JSONObject(
            public_id="public_id", alias="alias", company_name="company_name", email="email", is_active="is_active"
        )
    )


TELLING: dict[str, Callable[[Actor], Rows]] = {
    "work-order": _orders,
    "miner": _miners,
    "part": _parts,
    "container": _containers,
    "shipment": _shipments,
    "invoice": _invoices,
    "repair-request": _requests,
    "customer": _customers,
}
