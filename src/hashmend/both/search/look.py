"""How a hit looks: its name, which of its texts fitted, what else tells it apart, and its state."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString

from hashmend.both.invoices import INVOICE_TONES
from hashmend.both.logistics import CONTAINER_TONES, SHIPMENT_TONES
from hashmend.both.orders import ORDER_TONES, REQUEST_TONES
from hashmend.both.parts import CONDITION_TONES
from hashmend.domain.billing.models import Invoice
from hashmend.domain.billing.queries import ContainerState
from hashmend.domain.catalogue.models import PartType
from hashmend.domain.logistics.models import Shipment
from hashmend.domain.parts.models import Condition, Place
from hashmend.domain.search.finding import EXACT, Match
from hashmend.domain.search.kinds import Form
from hashmend.domain.search.sql import FIRST_LAST_PART, FIRST_OF_LIST
from hashmend.domain.search.telling import Hit
from hashmend.domain.work_orders.models import RepairRequest, WorkOrder
from hashmend.domain.work_orders.statuses import STATUS_TONES, Status
from hashmend.kernel.identifiers import shown_mac
from hashmend.web.components import Tone, status_tag
from hashmend.web.formats import shown_money

Facts = Mapping[str, Any]


def container_words(code: str) -> tuple[str, Tone]:
    """Return the state of a container as staff say it."""
    return str(ContainerState(code).label), CONTAINER_TONES[code]


@dataclass(frozen=True, slots=True)
class Side:
    """What differs between staff and customers: where a hit leads, how a container's state is said."""

    page: str
    addresses: Mapping[str, Callable[[Facts], str]]
    container_state: Callable[[str], tuple[str, Tone]] = container_words
    names_customers: bool = True


@dataclass(frozen=True, slots=True)
class Shown:
    """A hit as a page shows it."""

    url: str
    name: str
    why: str
    details: str
    tag: SafeString
    is_exact: bool


def shown(hit: Hit, side: Side) -> Shown:
    """Return how a hit looks on one side."""
    kind, facts = hit.match.kind.code, hit.facts
    name, details, tag = _LOOKS[kind](facts, side)
    customer = [facts["customer"]] if side.names_customers and "customer" in facts else []
    return Shown(
        url=side.addresses[kind](facts), name=name, why=_why(hit.match, facts, name),
        details=" · ".join(str(part) for part in [*details, *customer] if part), tag=tag,
        is_exact=hit.match.fit == EXACT,
    )  # fmt: skip


def _why(match: Match, facts: Facts, name: str) -> str:
    """Return which text fitted, when it is another than the name: "MAC 02:AA:…", "formerly SN1"."""
    if match.slot >= FIRST_LAST_PART:
        return ""
    if match.slot >= FIRST_OF_LIST:
        says = next(term.says for term in match.kind.terms if term.form is Form.LIST)
        return f"{says} {match.text}"
    term = match.kind.terms[match.slot]
    text = facts.get(term.column) or match.text
    text = shown_mac(text) if term.column == "mac" else text
    return "" if text == name or not term.says else f"{term.says} {text}"


Look = tuple[str, list[str], SafeString]


def _order(facts: Facts, side: Side) -> Look:
    state = WorkOrder.State(facts["state"])
    return facts["number"], [], status_tag(str(state.label), ORDER_TONES[state])


def _miner(facts: Facts, side: Side) -> Look:
    name = facts["serial"] or facts["asset_tag"] or shown_mac(facts["mac"]) or "Miner without a name"
    stay = f"{facts['stay_order']} #{facts['stay_position']}" if facts["stay_order"] else "In no work order"
    tag = SafeString("")
    if facts["stay_status"]:
        status = Status(facts["stay_status"])
        tag = status_tag(str(status.label), STATUS_TONES[status])  # type: ignore[arg-type]
    return name, [stay, facts["model"] or facts["model_typed"]], tag


def _part(facts: Facts, side: Side) -> Look:
    condition, kind = Condition(facts["condition"]), str(PartType(facts["part_type"]).label)
    place = str(Place(facts["place"]).label)
    if facts["miner"]:
        place = f"In miner {facts['miner']}, {kind} {facts['position']}"
    elif facts["shelf"]:
        place = f"{place}, shelf {facts['shelf']}"
    return facts["serial"], [kind, place], status_tag(str(condition.label), CONDITION_TONES[condition])


def _container(facts: Facts, side: Side) -> Look:
    return (
        facts["number"],
        [facts["direction"].title(), facts["order"]],
        status_tag(*side.container_state(facts["state"])),
    )


def _shipment(facts: Facts, side: Side) -> Look:
    state = Shipment.State(facts["state"])
    return facts["number"], [facts["direction"].title()], status_tag(str(state.label), SHIPMENT_TONES[state])


def _invoice(facts: Facts, side: Side) -> Look:
    state = Invoice.State(facts["state"])
    total = shown_money(Decimal(facts["total"]), facts["currency"])
    return facts["number"], [total, facts["order"]], status_tag(str(state.label), INVOICE_TONES[state])


def _request(facts: Facts, side: Side) -> Look:
    state = RepairRequest.State(facts["state"])
    return facts["number"], [], status_tag(str(state.label), REQUEST_TONES[state])


def _customer(facts: Facts, side: Side) -> Look:
    tag = SafeString("") if facts["is_active"] else status_tag("Retired", "ended")
    return facts["alias"], [facts["company_name"], facts["email"]], tag


_LOOKS: dict[str, Callable[[Facts, Side], Look]] = {
    "work-order": _order,
    "miner": _miner,
    "part": _part,
    "container": _container,
    "shipment": _shipment,
    "invoice": _invoice,
    "repair-request": _request,
    "customer": _customer,
}
