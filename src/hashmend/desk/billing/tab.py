"""The Billing tab of an order: what can be billed, its invoices, and the way to a new one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString

from hashmend.both.invoices import containers_on, invoice_state
from hashmend.desk.billing import words
from hashmend.desk.billing.forms import ZeroForm
from hashmend.desk.doors import page
from hashmend.desk.logistics.words import CONTAINER_TONES
from hashmend.desk.work_orders.frame import board_context, the_order
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.billing.composing import compose
from hashmend.domain.billing.documents import document_before
from hashmend.domain.billing.models import Invoice
from hashmend.domain.billing.operations import create_invoice
from hashmend.domain.billing.operations.drafting import live_invoices, why_not_bill
from hashmend.domain.billing.queries import ContainerState, billing_containers, order_money
from hashmend.domain.logistics.models import Container
from hashmend.domain.work_orders.models import WorkOrder
from hashmend.kernel import money
from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Refused
from hashmend.web import htmx
from hashmend.web.actors import PageRequest
from hashmend.web.forms import render_form


@dataclass(frozen=True, slots=True)
class Offered:
    """A container in the table of what can be billed."""

    container: Container
    state: str
    tone: str
    why_not: str
    invoice: Invoice | None
    may_release: bool


@dataclass(frozen=True, slots=True)
class ShownInvoice:
    """An invoice in the tab with its header buttons."""

    invoice: Invoice
    tag: SafeString
    containers: str
    status_buttons: Sequence[words.Button]
    buttons: Sequence[words.Button]


@page(Permission.VIEW_INVOICES)
def billing(request: PageRequest, number: str) -> HttpResponse:
    """Show sums, containers with what stands in the way of their invoice, and the invoices."""
    order = the_order(request, number)
    invoices = _invoices(order, request.actor)
    containers = _offered(order, request.actor)
    sums = order_money(order, invoices)
    shown = [_shown(invoice, request.actor) for invoice in invoices]
    pairs = [("To be invoiced, net", sums.billable), ("On drafts", sums.drafted), ("Issued", sums.issued),
             ("Paid", sums.paid), ("Open", sums.open), ("Overdue", sums.overdue)]  # fmt: skip
    context = {
        "sums": words.amounts(pairs, sums.currency),
        "containers": containers,
        "is_any_ready": any(not offered.why_not for offered in containers),
        "is_all_invoiced": bool(containers) and all(offered.invoice for offered in containers),
        "live": [one for one in shown if one.invoice.void_at is None],
        "void": [one for one in shown if one.invoice.void_at],
        "may_edit": request.actor.may(Permission.EDIT_INVOICES),
    }
    return render(request, "desk/billing/tab.html", board_context(request, order, "billing") | context)


@page(Permission.EDIT_INVOICES, methods=("GET", "POST"))
def new_invoice(request: PageRequest, number: str) -> HttpResponse:
    """Show what an invoice over the chosen containers says; a POST makes it."""
    order = the_order(request, number)
    chosen = request.POST.getlist("container") or request.GET.getlist("container")
    if not chosen:
        raise Refused("Choose at least one container that is ready for billing.")
    containers = _chosen(order, chosen, request.actor)
    form = ZeroForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            invoice = create_invoice(
                _by_numbers(order, chosen, request.actor), by=request.actor, allow_zero=form.cleaned_data["allow_zero"]
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
            return render_form(request, "desk/billing/new.html", form, _preview(order, containers), status=409)
        sentence = f"A draft over {money.shown(invoice.total_amount, invoice.currency)} was made."
        return htmx.done(request, sentence, to=words.invoice_url(invoice))
    return render_form(request, "desk/billing/new.html", form, _preview(order, containers))


def _preview(order: WorkOrder, containers: Sequence[Container]) -> dict[str, Any]:
    composed = compose(order, containers)
    live = live_invoices(containers)
    return {
        "order": order,
        "containers": containers,
        "composed": composed,
        "shown": document_before(order, containers, composed),
        "refusals": [why for container in containers if (why := why_not_bill(container, live.get(container.pk)))],
        "back": reverse("desk:work-orders-billing", args=[order.number]),
    }


def _by_numbers(order: WorkOrder, numbers: Sequence[str], actor: Actor) -> Any:
    return Container.objects.visible_to(actor).filter(work_order=order, number__in=numbers)


def _chosen(order: WorkOrder, numbers: Sequence[str], actor: Actor) -> list[Container]:
    found = list(_by_numbers(order, numbers, actor).order_by("number"))
    if len(found) != len(set(numbers)):
        raise Http404
    return found


def _invoices(order: WorkOrder, actor: Actor) -> list[Invoice]:
    invoices = Invoice.objects.visible_to(actor).filter(work_order=order).with_state()
    return list(invoices.select_related("customer").prefetch_related("containers__container").order_by("-pk"))


def _shown(invoice: Invoice, actor: Actor) -> ShownInvoice:
    return ShownInvoice(
        invoice, invoice_state(invoice), containers_on(invoice),
        words.status_buttons(invoice, actor), words.header_buttons(invoice, actor),
    )  # fmt: skip


def _offered(order: WorkOrder, actor: Actor) -> list[Offered]:
    containers = list(billing_containers(order))
    live = live_invoices(containers)
    may_release = actor.may(Permission.RELEASE_UNPAID)
    offered = []
    for container in containers:
        invoice, state = live.get(container.pk), container.state_code
        why_not = words.why_not_billable(
            state if invoice or container.ready_at is None else ContainerState.READY,
            container.unfinished, container.machines,
        )  # fmt: skip
        is_held = state in {ContainerState.READY, ContainerState.INVOICED} and container.released_at is None
        offered.append(
            Offered(
                container, ContainerState(state).label, CONTAINER_TONES[state], why_not, invoice,
                may_release and is_held,
            )
        )  # fmt: skip
    return offered
