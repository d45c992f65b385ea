"""The page that lists the states of things and the facts that derive them, read from the very expressions."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Exists, F, Q, TextChoices

from hashmend.domain.billing.models import INVOICE_STATE, Invoice
from hashmend.domain.billing.queries import CONTAINER_STATE, ContainerState
from hashmend.domain.logistics.models import SHIPMENT_STATE, Shipment
from hashmend.domain.work_orders.listing import ORDER_STATE, REQUEST_STATE
from hashmend.domain.work_orders.models import LOGISTICS, RepairRequest, WorkOrder
from hashmend.domain.work_orders.statuses import CHOSEN_BY_PEOPLE, NOT_RETURNED, OUTCOMES, Logistics, Status

_HEAD = """# States

Made by `manage.py document` from the expressions in the code; a test fails when it is stale.

What happened is stored: who did what, and when. States are derived from it, so a state never contradicts the facts, and
correcting a fact corrects the state. In each table the first line that holds, from top to bottom, is the state.
The one state that people choose is the repair status of a job.

Flags stand beside the state of an open work order: *on hold* while a reason is noted, *overdue* after its due date,
*unread messages* for each person.
"""


@dataclass(frozen=True, slots=True)
class _Derived:
    """A thing with a derived state: its name, its states, and the expression that finds the one that holds."""

    thing: str
    states: type[TextChoices]
    expression: Case
    sentence: str


_DERIVED = (
    _Derived(
        "Repair request", RepairRequest.State, REQUEST_STATE,
        "Approving a request opens its work order; completing or cancelling the order ends the request.",
    ),
    _Derived(
        "Work order", WorkOrder.State, ORDER_STATE,
        "It completes only when every machine is delivered, or is a donor or scrapped.",
    ),
    _Derived(
        "Shipment", Shipment.State, SHIPMENT_STATE,
        "Taking a fact away moves it back. An inbound shipment is never picked up: tracking says that it travels.",
    ),
    _Derived(
        "Container", ContainerState, CONTAINER_STATE,
        "Inbound containers are *Expected*, *Received* or *Inventoried*; the other states are outbound.",
    ),
    _Derived(
        "Invoice", Invoice.State, INVOICE_STATE,
        "A draft gets its number when it is issued. What was paid is the sum of its payments and their corrections.",
    ),
    _Derived(
        "Logistics of a job", Logistics, LOGISTICS,
        "Where the machine is. It does not depend on the repair status, but for machines that stay for good.",
    ),
)  # fmt: skip

_LOOKUPS = {"lte": "is at most", "gt": "is more than", "exact": "is"}


def document() -> str:
    """Return the states of everything that has one."""
    return _HEAD + "".join(map(_section, _DERIVED)) + _statuses()


def _section(derived: _Derived) -> str:
    cases = derived.expression.cases
    rows = [f"| {derived.states(case.result.value).label} | {_said(case.condition)} |" for case in cases]
    last = derived.states(derived.expression.default.value).label
    return "\n".join(
        [
            f"\n## {derived.thing}",
            "",
            derived.sentence,
            "",
            "| State | When |",
            "|---|---|",
            *rows,
            f"| {last} | else |",
            "",
        ]
    )


def _said(condition: Any) -> str:
    """Return a condition in words."""
    if isinstance(condition, Exists):
        return f"its live {condition.query.model._meta.verbose_name} is paid"
    if isinstance(condition, tuple):
        return _leaf(*condition)
    if condition.negated:
        return _without(condition.children)
    parts = [f"({_said(c)})" if _joins(c) else _said(c) for c in condition.children]
    return f" {condition.connector.lower()} ".join(parts)


def _joins(condition: Any) -> bool:
    return isinstance(condition, Q) and len(condition.children) > 1


def _without(children: list[Any]) -> str:
    ((path, value),) = children
    return f"{_named(path.split('__'))} is not {_worded(value)}"


def _leaf(path: str, value: object) -> str:
    *names, last = path.split("__")
    if last == "isnull":
        return f"{_named(names)} is {'empty' if value else 'set'}"
    if last == "in":
        return f"{_named(names)} is {' or '.join(sorted(_worded(one) for one in value))}"  # type: ignore[attr-defined]
    if last in _LOOKUPS:
        return f"{_named(names)} {_LOOKUPS[last]} {_worded(value)}"
    return f"{_named([*names, last])} is {_worded(value)}"


def _named(names: list[str]) -> str:
    return f"`{'.'.join(names)}`"


def _worded(value: object) -> str:
    if isinstance(value, F):
        return f"`{value.name}`"
    if isinstance(value, TextChoices):
        return f"*{value.label}*"
    if isinstance(value, bool):
        return "true" if value else "false"
    return "empty" if value == "" else str(value)


def _statuses() -> str:
    rows = [f"| {status.label} | {_kind(status)} | {_chosen(status)} |" for status in Status]
    sentence = (
        "Any open status may follow any other. An outcome ends the repair; it can be reopened while the machine is\n"
        "not in a billed container."
    )
    return "\n".join(
        ["\n## Repair status of a job", "", sentence, "", "| Status | Kind | Chosen by |", "|---|---|---|", *rows, ""]
    )


def _kind(status: Status) -> str:
    if status not in OUTCOMES:
        return "open"
    return (
        "outcome; the machine stays at the repair centre"
        if status in NOT_RETURNED
        else "outcome; the machine goes home"
    )


def _chosen(status: Status) -> str:
    if status in CHOSEN_BY_PEOPLE:
        return "people, with the customer's consent noted" if status is Status.SCRAPPED else "people"
    return {Status.EXPECTED: "announcing the machine; ends by receiving it", Status.DONOR: "consolidation"}[status]
