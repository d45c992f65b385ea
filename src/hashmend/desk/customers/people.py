"""Contacts and addresses of a customer: add, edit, remove."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse

from hashmend.desk.customers.forms import AddressForm, ContactForm
from hashmend.desk.customers.pages import customer_url, the_customer
from hashmend.desk.doors import page
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.batches import row
from hashmend.domain.customers.models import Address, Contact, Customer
from hashmend.domain.customers.operations import (
    add_address,
    add_contact,
    change_address,
    change_contact,
    remove_addresses,
    remove_contacts,
)
from hashmend.web.actors import PageRequest
from hashmend.web.forms import attempt, render_form
from hashmend.web.htmx import done
from hashmend.web.pages import one

P = Permission


@page(P.EDIT_CUSTOMERS, methods=("GET", "POST"))
def contact_new(request: PageRequest, public_id: str) -> HttpResponse:
    """Add a contact."""
    customer = the_customer(request, public_id)
    form = ContactForm(request.POST or None)
    return _form_page(
        request, customer, form, "New contact", lambda: add_contact(row(customer), form.details(), by=request.actor)
    )


@page(P.EDIT_CUSTOMERS, methods=("GET", "POST"))
def contact_edit(request: PageRequest, public_id: str, pk: int) -> HttpResponse:
    """Change a contact."""
    customer = the_customer(request, public_id)
    contact = one(Contact.objects.visible_to(request.actor).filter(customer=customer), pk=pk)
    form = ContactForm(request.POST or None, initial=_shown(contact, ContactForm))
    return _form_page(
        request, customer, form, f"Edit {contact}",
        lambda: change_contact(row(contact), form.details(), by=request.actor),
    )  # fmt: skip


@page(P.EDIT_CUSTOMERS, methods=("POST",))
def contact_remove(request: PageRequest, public_id: str, pk: int) -> HttpResponse:
    """Remove a contact."""
    customer = the_customer(request, public_id)
    contact = one(Contact.objects.visible_to(request.actor).filter(customer=customer), pk=pk)
    remove_contacts(row(contact), by=request.actor)
    return done(request, f"{contact} is no longer a contact of {customer}.", to=customer_url(customer))


@page(P.EDIT_CUSTOMERS, methods=("GET", "POST"))
def address_new(request: PageRequest, public_id: str) -> HttpResponse:
    """Add an address."""
    customer = the_customer(request, public_id)
    form = AddressForm(request.POST or None, initial={"use": Address.Use.SHIPPING})
    return _form_page(
        request, customer, form, "New address", lambda: add_address(row(customer), form.details(), by=request.actor)
    )


@page(P.EDIT_CUSTOMERS, methods=("GET", "POST"))
def address_edit(request: PageRequest, public_id: str, pk: int) -> HttpResponse:
    """Change an address."""
    customer = the_customer(request, public_id)
    address = one(Address.objects.visible_to(request.actor).filter(customer=customer), pk=pk)
    form = AddressForm(request.POST or None, initial=_shown(address, AddressForm))
    return _form_page(
        request, customer, form, "Edit address",
        lambda: change_address(row(address), form.details(), by=request.actor),
    )  # fmt: skip


@page(P.EDIT_CUSTOMERS, methods=("POST",))
def address_remove(request: PageRequest, public_id: str, pk: int) -> HttpResponse:
    """Remove an address."""
    customer = the_customer(request, public_id)
    address = one(Address.objects.visible_to(request.actor).filter(customer=customer), pk=pk)
    remove_addresses(row(address), by=request.actor)
    return done(request, f"The address of {customer} is removed.", to=customer_url(customer))


def _form_page(
    request: PageRequest, customer: Customer, form: forms.Form, title: str, act: Callable[[], Any]
) -> HttpResponse:
    if request.method == "POST" and form.is_valid() and attempt(form, act):
        return done(request, f"{customer} is saved.", to=customer_url(customer))
    context = {"title": title, "verb": "Save", "back": customer_url(customer), "customer": customer}
    return render_form(request, "desk/customers/edit.html", form, context)


def _shown(thing: Any, form: type[forms.Form]) -> dict[str, Any]:
    return {name: getattr(thing, name) for name in form.base_fields}
