"""What is done with an invoice: each verb asks on its own page what it needs to know, and says what will happen."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpResponse, QueryDict
from django.urls import reverse

from hashmend.desk.billing import words
from hashmend.desk.billing.forms import PaymentForm, ReasonForm, RefundForm, ZeroForm
from hashmend.desk.billing.invoices import the_invoice
from hashmend.desk.doors import page
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.batches import row
from hashmend.domain.billing.composing import compose
from hashmend.domain.billing.models import Invoice, Payment
from hashmend.domain.billing.operations import (
    correct_payment,
    delete_invoice,
    issue_invoice,
    record_payment,
    record_refund,
    regenerate_invoice,
    release_containers,
    void_invoice,
)
from hashmend.domain.logistics.models import Container
from hashmend.kernel import clock, money
from hashmend.kernel.errors import Refused
from hashmend.web import htmx
from hashmend.web.actors import PageRequest
from hashmend.web.forms import render_form
from hashmend.web.pages import one


@dataclass(frozen=True, kw_only=True)
class Question:
    """A page that asks before a verb: title, what will happen, the verb on the button, and where to go afterwards."""

    title: str
    verb: str
    sentences: Sequence[str]
    back: str
    to: str = ""
    is_danger: bool = False


def ask(
    request: PageRequest, question: Question, form: forms.Form, act: Callable[[dict[str, Any]], str]
) -> HttpResponse:
    """Show the question, or act when it was answered; a refusal stands in the form, which keeps what was typed."""
    context = {"question": question}
    if request.method == "POST" and form.is_valid():
        try:
            sentence = act(form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
            return render_form(request, "desk/billing/ask.html", form, context, status=409)
        return htmx.done(request, sentence, to=question.to or question.back)
    return render_form(request, "desk/billing/ask.html", form, context)


@page(Permission.EDIT_INVOICES, methods=("GET", "POST"))
def issue(request: PageRequest, public_id: str) -> HttpResponse:
    """Issue a draft."""
    invoice = the_invoice(request, public_id)
    total, customer = _total(invoice), invoice.customer
    question = Question(
        title=f"Issue the invoice over {total}", verb="Issue the invoice", back=words.invoice_url(invoice),
        sentences=[
            f"It gets its number, is due in {customer.payment_days} days, and {customer} can see it.",
            "From then on it is never edited: a mistake is voided and billed anew.",
        ],
    )  # fmt: skip

    def act(_: dict[str, Any]) -> str:
        issued = issue_invoice(row(invoice), by=request.actor)
        return f"{issued} over {total} was issued, due on {issued.due_on:%-d %b %Y}."

    return ask(request, question, forms.Form(_told(request)), act)


@page(Permission.RECORD_PAYMENTS, methods=("GET", "POST"))
def payment(request: PageRequest, public_id: str) -> HttpResponse:
    """Record money received."""
    invoice = the_invoice(request, public_id)
    left = money.to_cents(invoice.open_amount)  # type: ignore[attr-defined]
    question = Question(
        title=f"Payment for {words.invoice_name(invoice)}", verb="Record the payment", back=words.invoice_url(invoice),
        sentences=[f"{money.shown(left, invoice.currency)} of {_total(invoice)} is open."],
    )  # fmt: skip
    form = PaymentForm(_told(request), initial=_today() | {"amount": max(left, money.ZERO)})

    def act(_: dict[str, Any]) -> str:
        made = record_payment(row(invoice), form.received, by=request.actor)
        return f"{money.shown(made.amount, invoice.currency)} recorded for {invoice}."

    return ask(request, question, form, act)


@page(Permission.RECORD_PAYMENTS, methods=("GET", "POST"))
def refund(request: PageRequest, public_id: str) -> HttpResponse:
    """Record money paid back."""
    invoice = the_invoice(request, public_id)
    paid = money.to_cents(invoice.paid_amount)  # type: ignore[attr-defined]
    question = Question(
        title=f"Refund for {words.invoice_name(invoice)}", verb="Record the refund", back=words.invoice_url(invoice),
        sentences=[f"{money.shown(paid, invoice.currency)} of {_total(invoice)} is paid."],
    )  # fmt: skip
    form = RefundForm(_told(request), initial=_today() | {"amount": paid})

    def act(_: dict[str, Any]) -> str:
        made = record_refund(row(invoice), form.received, by=request.actor)
        return f"{money.shown(-made.amount, invoice.currency)} paid back for {invoice}."

    return ask(request, question, form, act)


@page(Permission.RECORD_PAYMENTS, methods=("GET", "POST"))
def take_back_payment(request: PageRequest, public_id: str, payment_id: int) -> HttpResponse:
    """Take back a payment entered by mistake."""
    invoice = the_invoice(request, public_id)
    entry = one(Payment.objects.visible_to(request.actor).filter(invoice=invoice), pk=payment_id)
    amount = money.shown(entry.amount, invoice.currency)
    question = Question(
        title=f"Take back the payment of {amount}", verb="Take it back", back=words.invoice_url(invoice),
        sentences=["Both entries stay visible: the payment, and that it was taken back."], is_danger=True,
    )  # fmt: skip

    def act(told: dict[str, Any]) -> str:
        correct_payment(row(entry), told["reason"], by=request.actor)
        return f"The payment of {amount} was taken back."

    return ask(request, question, ReasonForm(_told(request)), act)


@page(Permission.EDIT_INVOICES, methods=("GET", "POST"))
def void(request: PageRequest, public_id: str) -> HttpResponse:
    """Void an issued invoice."""
    invoice = the_invoice(request, public_id)
    name = words.invoice_name(invoice)
    question = Question(
        title=f"Void {name} over {_total(invoice)}", verb=f"Void {name}", back=words.invoice_url(invoice),
        sentences=[
            "It keeps its number and stays visible, also for the customer, as void. This cannot be undone.",
            "Its containers are ready for billing again.",
        ],
        is_danger=True,
    )  # fmt: skip

    def act(told: dict[str, Any]) -> str:
        void_invoice(row(invoice), told["reason"], by=request.actor)
        return f"{name} was voided. Its containers are ready for billing again."

    return ask(request, question, ReasonForm(_told(request)), act)


@page(Permission.EDIT_INVOICES, methods=("GET", "POST"))
def regenerate(request: PageRequest, public_id: str) -> HttpResponse:
    """Make a draft anew from what holds today; says before what would change."""
    invoice = the_invoice(request, public_id)
    containers = list(Container.objects.visible_to(request.actor).filter(invoiced__invoice=invoice))
    question = Question(
        title="Regenerate the draft invoice", verb="Regenerate", back=words.invoice_url(invoice),
        sentences=[
            f"Its total is {_total(invoice)} now; with today's services, prices, fees, address and tax it becomes"
            f" {compose(invoice.work_order, containers, instead_of=invoice).shown_total}."
        ],
    )  # fmt: skip
    form = ZeroForm(_told(request))

    def act(told: dict[str, Any]) -> str:
        anew = regenerate_invoice(row(invoice), by=request.actor, allow_zero=told["allow_zero"])
        return f"The draft was made anew: {_total(anew)}."

    return ask(request, question, form, act)


@page(Permission.EDIT_INVOICES, methods=("GET", "POST"))
def delete_draft(request: PageRequest, public_id: str) -> HttpResponse:
    """Delete a draft."""
    invoice = the_invoice(request, public_id)
    tab = reverse("desk:work-orders-billing", args=[invoice.work_order.number])
    question = Question(
        title=f"Delete the draft over {_total(invoice)}", verb="Delete the draft", back=words.invoice_url(invoice),
        to=tab, sentences=["Its containers are ready for billing again."], is_danger=True,
    )  # fmt: skip

    def act(_: dict[str, Any]) -> str:
        delete_invoice(row(invoice), by=request.actor)
        return "The draft was deleted. Its containers are ready for billing again."

    return ask(request, question, forms.Form(_told(request)), act)


@page(Permission.RELEASE_UNPAID, methods=("GET", "POST"))
def release(request: PageRequest, number: str) -> HttpResponse:
    """Let a container leave unpaid."""
    rows = Container.objects.visible_to(request.actor).select_related("work_order")
    container = one(rows, number=number)
    back = reverse("desk:work-orders-billing", args=[container.work_order.number])
    question = Question(
        title=f"Release {container} without payment", verb=f"Release {container}",
        back=back if request.actor.may(Permission.VIEW_INVOICES) else f"/containers/{container}/",
        sentences=["It may join a shipment and leave although it is not paid. It stays billable."], is_danger=True,
    )  # fmt: skip

    def act(told: dict[str, Any]) -> str:
        release_containers(row(container), told["reason"], by=request.actor).or_refuse()
        return f"{container} may leave unpaid."

    return ask(request, question, ReasonForm(_told(request)), act)


def _told(request: PageRequest) -> QueryDict | None:
    """Return what was sent, also when that is nothing, or None for a question that was not answered yet."""
    return request.POST if request.method == "POST" else None


def _total(invoice: Invoice) -> str:
    return money.shown(invoice.total_amount, invoice.currency)


def _today() -> dict[str, Any]:
    return {"received_on": clock.today(settings.TIME_ZONE)}
