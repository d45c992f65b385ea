"""Pages about customers: list, one customer, new, edit, retire and restore."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from hashmend.both.history import moments
from hashmend.desk.customers.forms import AgreementForm, CustomerForm
from hashmend.desk.customers.lists import CUSTOMERS, agreement_words, state_tag
from hashmend.desk.doors import page
from hashmend.domain.accounts.models import User
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.batches import row
from hashmend.domain.customers.models import Address, Agreement, Contact, Customer
from hashmend.domain.customers.operations import (
    add_customer,
    change_customer,
    restore_customers,
    retire_customers,
)
from hashmend.domain.history.models import Event
from hashmend.domain.work_orders.listing import requests_for_list
from hashmend.domain.work_orders.models import RepairRequest, WorkOrder
from hashmend.domain.work_orders.tallies import tally_orders
from hashmend.kernel.actor import Actor
from hashmend.web.actors import PageRequest
from hashmend.web.forms import attempt, render_form
from hashmend.web.htmx import done
from hashmend.web.pages import one

NEWEST = 8
_OWN = {"job": None, "container": None, "shipment": None, "invoice": None}
P = Permission


def the_customer(request: PageRequest, public_id: str) -> Customer:
    """Return the customer of the address, or 404."""
    return one(Customer.objects.visible_to(request.actor).with_agreement(), public_id=public_id)


def customer_url(customer: Customer) -> str:
    """Return the address of a customer's page."""
    return reverse("desk:customer", args=[customer.public_id])


@page(P.VIEW_DESK)
def customers(request: PageRequest) -> HttpResponseBase:
    """List the customers."""
    return CUSTOMERS.respond(request, "desk/customers/customers.html")


@page(P.VIEW_DESK)
def customer(request: PageRequest, public_id: str) -> HttpResponse:
    """Show everything about one customer."""
    return render(request, "desk/customers/customer.html", detail_context(request, the_customer(request, public_id)))


def detail_context(
    request: PageRequest, found: Customer, agreement_form: AgreementForm | None = None
) -> dict[str, Any]:
    """Return what the customer's page shows; `agreement_form` holds what was typed when an upload failed."""
    actor, of = request.actor, {"customer": found}
    return {
        "customer": found,
        "state_tag": state_tag(found),
        "facts": _facts(found),
        "contacts": Contact.objects.visible_to(actor).filter(**of).order_by("name", "pk"),
        "addresses": Address.objects.visible_to(actor).filter(**of).order_by("use", "pk"),
        "agreements": Agreement.objects.visible_to(actor).filter(**of).newest_first().select_related("uploaded_by"),
        "agreement_form": agreement_form or AgreementForm(),
        "requests": requests_for_list(RepairRequest.objects.visible_to(actor).filter(**of)).order_by("-pk")[:NEWEST],
        "orders": _newest_orders(actor, found),
        "users": User.objects.visible_to(actor).filter(**of).order_by("name", "pk"),
        "moments": moments(Event.objects.visible_to(actor).filter(**of, **_OWN), most=40),
    }


def _newest_orders(actor: Actor, found: Customer) -> list[WorkOrder]:
    orders = WorkOrder.objects.visible_to(actor).filter(customer=found).select_related("customer").order_by("-pk")
    newest = list(orders[:NEWEST])
    tally_orders(newest)
    return newest


def _facts(found: Customer) -> list[tuple[str, object]]:
    tax = f"{found.tax_percent.normalize():f} %" if found.tax_percent else "None"
    return [
        ("Company", found.company_name),
        ("E-mail", found.email),
        ("Phone", found.phone),
        ("Tax number", found.tax_number),
        ("Currency", found.currency),
        ("Tax", tax),
        ("Payment term", "At once" if found.payment_days == 0 else f"{found.payment_days} days"),
        ("Credit terms", "May receive containers before paying" if found.has_credit_terms else "Pays before shipping"),
        ("Agreement", agreement_words(found)),
        ("Customer since", found.created_at),
    ]


@page(P.EDIT_CUSTOMERS, methods=("GET", "POST"))
def new(request: PageRequest) -> HttpResponse:
    """Take on a customer."""
    form = CustomerForm(request.POST or None, initial={"currency": "USD"})
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: add_customer(form.details(), by=request.actor))
        if made:
            return done(request, f"{made} is a customer now.", to=customer_url(made))
    context = {"title": "New customer", "verb": "Add customer", "back": reverse("desk:customers")}
    return render_form(request, "desk/customers/edit.html", form, context)


@page(P.EDIT_CUSTOMERS, methods=("GET", "POST"))
def edit(request: PageRequest, public_id: str) -> HttpResponse:
    """Change a customer."""
    found = the_customer(request, public_id)
    form = CustomerForm(request.POST or None, initial=CustomerForm.initial_of(found))
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["version"]
        changed = attempt(
            form, lambda: change_customer(row(found), form.details(), by=request.actor, seen_version=seen)
        )
        if changed:
            return done(request, f"{changed} is saved.", to=customer_url(changed))
    context = {"title": f"Edit {found}", "verb": "Save", "back": customer_url(found), "customer": found}
    return render_form(request, "desk/customers/edit.html", form, context)


@page(P.EDIT_CUSTOMERS, methods=("POST",))
def retire(request: PageRequest, public_id: str) -> HttpResponse:
    """Stop working for a customer."""
    found = the_customer(request, public_id)
    retire_customers(row(found), by=request.actor).or_refuse()
    return done(request, f"{found} is retired. Nothing was removed; it can be restored.", to=customer_url(found))


@page(P.EDIT_CUSTOMERS, methods=("POST",))
def restore(request: PageRequest, public_id: str) -> HttpResponse:
    """Work for a retired customer again."""
    found = the_customer(request, public_id)
    restore_customers(row(found), by=request.actor).or_refuse()
    return done(request, f"{found} is an active customer again.", to=customer_url(found))
