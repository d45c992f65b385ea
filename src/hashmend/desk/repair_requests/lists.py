"""The list of repair requests."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString

from hashmend.both.orders import REQUEST_TONES
from hashmend.desk.work_orders.frame import order_url
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.customers.models import Customer
from hashmend.domain.work_orders.listing import requests_for_list
from hashmend.domain.work_orders.models import RepairRequest
from hashmend.kernel.actor import Actor
from hashmend.web import components
from hashmend.web.lists import Choice, Column, DateRange, Empty, ListPage

S = RepairRequest.State


def request_tag(asked: RepairRequest) -> SafeString:
    """Return the state of a request."""
    return components.status_tag(asked.state.label, REQUEST_TONES[asked.state])


def customer_options(actor: Actor, **_: object) -> Sequence[tuple[str, str]]:
    """Return the customers this person sees, by public id."""
    return tuple(Customer.objects.visible_to(actor).order_by("alias").values_list("public_id", "alias"))


def _order_link(asked: RepairRequest) -> SafeString:
    order = getattr(asked, "work_order", None)
    if order is None:
        return components.DASH
    return components.link(order_url(order), order.number)


def _found(rows: QuerySet[RepairRequest], text: str) -> QuerySet[RepairRequest]:
    return rows.filter(
        Q(number__icontains=text)
        | Q(customer__alias__icontains=text)
        | Q(customer__company_name__icontains=text)
        | Q(families__icontains=text)
        | Q(work_order__number__icontains=text)
    )


REPAIR_REQUESTS = ListPage(
    name="repair-requests",
    one="repair request",
    rows=lambda actor: requests_for_list(RepairRequest.objects.visible_to(actor)),
    columns=(
        Column("number", "Request", sort=True),
        Column("customer", "Customer", value=lambda r: r.customer.alias, sort="customer__alias"),
        Column("state", "State", value=lambda r: r.state.label, cell=request_tag, sort="state_code"),
        Column("quantity", "Machines", sort=True, align="end"),
        Column("families", "Families"),
        Column("created_at", "Asked", sort=True),
        Column(
            "work_order",
            "Work order",
            value=lambda r: r.work_order.number if hasattr(r, "work_order") else "",
            cell=_order_link,
        ),
    ),
    filters=(
        Choice(key="customer", label="Customer", options_from=customer_options, field="customer__public_id"),
        Choice(key="state", label="State", options_from=S.choices, field="state_code", counted=True),
        DateRange(key="created_at", label="Asked"),
    ),
    search=_found,
    search_label="Number, customer, family",
    sort="-created_at",
    link=lambda asked: reverse("desk:repair-request", args=[asked.number]),
    empty=Empty(
        "No repair requests yet",
        "What customers ask for appears here, to be approved or denied.",
        "New repair request",
        "desk:repair-requests-new",
        Permission.CREATE_REQUESTS,
    ),
)
