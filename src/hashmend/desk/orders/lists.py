"""The list of work orders: the staff's home."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.utils.html import format_html
from django.utils.safestring import SafeString

from hashmend.both.orders import ORDER_TONES, number_of
from hashmend.desk.repair_requests.lists import customer_options
from hashmend.desk.work_orders.frame import order_url
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.catalogue.models import MinerModel
from hashmend.domain.messaging.queries import unread
from hashmend.domain.miners.models import Miner
from hashmend.domain.work_orders.listing import for_list, holding_models, is_overdue, orders_found
from hashmend.domain.work_orders.models import WorkOrder, WorkOrderQuerySet
from hashmend.kernel.actor import Actor
from hashmend.web import components, formats
from hashmend.web.formats import counted
from hashmend.web.lists import Choice, Column, DateRange, Empty, ListPage

FLAGS = (("on-hold", "On hold"), ("overdue", "Overdue"), ("unread", "Unread messages"))


def _rows(actor: Actor) -> WorkOrderQuerySet:
    return for_list(WorkOrder.objects.visible_to(actor)).annotate(unread=unread(actor))


def _count(name: str) -> Callable[[WorkOrder], int]:
    return lambda order: number_of(order, name)


def _flags(order: WorkOrder) -> list[str]:
    flags = ["On hold"] if order.hold_reason else []
    if order.is_overdue:
        flags.append("Overdue")
    if new := getattr(order, "unread", 0):
        flags.append(counted(new, "unread message"))
    return flags


def state_tags(order: WorkOrder) -> SafeString:
    """Return the state of an order with its flags."""
    tags = [components.status_tag(order.state.label, ORDER_TONES[order.state])]
    if order.hold_reason:
        tags.append(components.status_tag("On hold", "waiting"))
    if order.is_overdue:
        tags.append(components.status_tag("Overdue", "danger"))
    if new := getattr(order, "unread", 0):
        tags.append(components.status_tag(f"{new} unread", "warning"))
    return components.joined(tags)


def _progress(order: WorkOrder) -> SafeString:
    return components.progress(number_of(order, "finished"), number_of(order, "machines"), f"Finished in {order}")


def _models_in_use(actor: Actor) -> Sequence[tuple[str, str]]:
    machines = Miner.objects.visible_to(actor).filter(model=OuterRef("pk"))
    models = MinerModel.objects.visible_to(actor).filter(Exists(machines)).order_by("name", "variant", "pk")
    return tuple((str(model.pk), str(model)) for model in models)


def _on_day(moment: datetime) -> SafeString:
    """Return the day of a moment, its exact form in the title."""
    stamp, exact = moment.isoformat(timespec="seconds"), formats.exact_time(moment)
    return format_html('<time datetime="{}" title="{}">{}</time>', stamp, exact, formats.shown_date(moment))


def _flagged(values: tuple[str, ...]) -> Q:
    conditions = {"on-hold": ~Q(hold_reason=""), "overdue": is_overdue(), "unread": Q(unread__gt=0)}
    found = Q()
    for value in values:
        found |= conditions[value]
    return found


def _place(key: str, label: str) -> Column:
    return Column(key, label, value=_count(key), screen=False)


PLACES = (
    ("expected", "clock", "to come"),
    ("at_rc", "building-factory-2", "at the RC"),
    ("boxed", "box", "boxed"),
    ("shipped", "truck", "shipped"),
    ("delivered", "home-check", "delivered"),
)


def _whereabouts(order: WorkOrder) -> SafeString:
    """Return where the machines are: an icon and a number each, named; places without any are left out."""
    places = [
        format_html(
            '<span title="{n} {words}">{icon} {n}<span class="visually-hidden"> {words}</span></span>',
            n=formats.shown_number(n), words=words, icon=components.icon(icon),
        )
        for name, icon, words in PLACES
        if (n := number_of(order, name))
    ]  # fmt: skip
    return format_html('<span class="places">{}</span>', components.joined(places)) if places else components.DASH


WORK_ORDERS = ListPage(
    name="work-orders",
    one="work order",
    rows=_rows,
    columns=(
        Column("number", "Order", sort=True),
        Column("customer", "Customer", value=lambda o: o.customer.alias, sort="customer__alias"),
        Column("state", "State", value=lambda o: o.state.label, cell=state_tags, sort="state_code"),
        Column("flags", "Flags", value=lambda o: ", ".join(_flags(o)), screen=False),
        Column("machines", "Machines", value=_count("machines"), screen=False),
        Column("finished", "Finished", value=_count("finished"), cell=_progress),
        Column("places", "Where", value=lambda o: "", cell=_whereabouts, csv=False),
        _place("expected", "Not arrived"),
        _place("at_rc", "At the RC"),
        _place("boxed", "Boxed"),
        _place("shipped", "Shipped"),
        _place("delivered", "Delivered"),
        Column("opened_at", "Opened", sort=True, cell=lambda o: _on_day(o.opened_at)),
        Column("due_on", "Due", sort=True),
        Column("last_change_at", "Last change", sort=True, cell=lambda o: _on_day(o.last_change_at)),
    ),
    filters=(
        Choice(key="customer", label="Customer", options_from=customer_options, field="customer__public_id"),
        Choice(key="state", label="State", options_from=WorkOrder.State.choices, field="state_code"),
        Choice(key="flag", label="Flags", options_from=FLAGS, where=_flagged),
        Choice(key="model", label="Model", options_from=_models_in_use, where=holding_models),
        DateRange(key="opened_at", label="Opened"),
    ),
    search=orders_found,
    search_label="Order, customer, SN, MAC",
    sort="-opened_at",
    link=order_url,
    empty=Empty(
        "No work orders yet",
        "A work order holds the machines of one repair request, from the dock to the customer's door.",
        "New work order",
        "desk:work-orders-new",
        Permission.OPEN_ORDERS,
    ),
)
