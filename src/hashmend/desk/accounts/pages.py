"""Pages about people, for admins."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters

from hashmend.both.accounts.forms import NewPasswordForm
from hashmend.both.history import moments
from hashmend.desk.accounts.forms import DetailsForm, NewUserForm, RolesForm
from hashmend.desk.accounts.lists import USERS
from hashmend.desk.doors import page
from hashmend.domain.accounts.models import User
from hashmend.domain.accounts.operations import (
    add_user,
    change_user,
    deactivate_users,
    reactivate_users,
    role_names,
    set_password,
    set_roles,
)
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.batches import row
from hashmend.domain.history.models import Event
from hashmend.kernel.errors import Refused
from hashmend.web import bulk
from hashmend.web.actors import PageRequest
from hashmend.web.formats import counted
from hashmend.web.forms import render_form
from hashmend.web.pages import one


@page(Permission.EDIT_USERS)
def users(request: PageRequest) -> HttpResponseBase:
    """List everybody."""
    return USERS.respond(request, "desk/accounts/users.html")


@page(Permission.EDIT_USERS, methods=("GET", "POST"))
@sensitive_post_parameters("password", "again")
def add_user_page(request: PageRequest) -> HttpResponse:
    """Add a person of the centre, or of a customer."""
    form = NewUserForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            added = add_user(form.new_user, by=request.actor)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
            return render_form(request, "desk/accounts/user_add.html", form, status=409)
        messages.success(request, f"{added} was added. Give them the password in person.")
        return redirect("desk:user", added.public_id)
    return render_form(request, "desk/accounts/user_add.html", form)


@page(Permission.EDIT_USERS)
def user(request: PageRequest, public_id: str) -> HttpResponse:
    """Show a person: details, roles, password, and what happened to them."""
    return _user_page(request, _user(request, public_id))


@page(Permission.EDIT_USERS, methods=("POST",))
def change_details(request: PageRequest, public_id: str) -> HttpResponse:
    """Change name and address."""
    person = _user(request, public_id)

    def apply(told: dict[str, Any]) -> str:
        return f"{change_user(person, name=told['name'], email=told['email'], by=request.actor)} was saved."

    return _saved(request, person, DetailsForm(request.POST, prefix="details"), apply)


@page(Permission.EDIT_USERS, methods=("POST",))
def change_roles(request: PageRequest, public_id: str) -> HttpResponse:
    """Set what a person may do."""
    person = _user(request, public_id)

    def apply(told: dict[str, Any]) -> str:
        changed = set_roles(person, told["roles"], by=request.actor)
        return f"{changed} has the roles {role_names(changed.roles)}."

    return _saved(request, person, RolesForm(request.POST, prefix="roles"), apply)


@page(Permission.EDIT_USERS, methods=("POST",))
@sensitive_post_parameters("password-password", "password-again")
def change_password(request: PageRequest, public_id: str) -> HttpResponse:
    """Set a person's password; whoever sets their own stays signed in here."""
    person = _user(request, public_id)

    def apply(told: dict[str, Any]) -> str:
        changed = set_password(person, told["password"], by=request.actor)
        if changed.pk == request.actor.user_id:
            update_session_auth_hash(request, changed)
        return f"{changed} has a new password and was signed out. Give it to them in person."

    return _saved(request, person, NewPasswordForm(request.POST, prefix="password", about=person), apply)


@page(Permission.EDIT_USERS, methods=("POST",))
def deactivate(request: PageRequest, public_id: str) -> HttpResponse:
    """Stop one person from signing in."""
    person = _user(request, public_id)
    deactivate_users(row(person), by=request.actor).or_refuse()
    messages.success(request, f"{person} was signed out and cannot sign in any more.")
    return redirect("desk:user", public_id)


@page(Permission.EDIT_USERS, methods=("POST",))
def reactivate(request: PageRequest, public_id: str) -> HttpResponse:
    """Let one person sign in again."""
    person = _user(request, public_id)
    reactivate_users(row(person), by=request.actor).or_refuse()
    messages.success(request, f"{person} may sign in again.")
    return redirect("desk:user", public_id)


@page(Permission.EDIT_USERS, methods=("POST",))
def deactivate_chosen(request: PageRequest) -> HttpResponse:
    """Stop the chosen people from signing in."""
    action = bulk.Bulk(
        title="Deactivate users",
        verb="Deactivate",
        back=reverse("desk:users"),
        consequence="They are signed out at once and cannot sign in any more. What they did stays theirs.",
        act=lambda people, _: deactivate_users(people, by=request.actor),
        done=lambda n: f"{counted(n, 'user')} deactivated.",
        events=("users-changed",),
    )
    return bulk.run(request, USERS, action)


@page(Permission.EDIT_USERS, methods=("POST",))
def reactivate_chosen(request: PageRequest) -> HttpResponse:
    """Let the chosen people sign in again."""
    action = bulk.Bulk(
        title="Reactivate users",
        verb="Reactivate",
        back=reverse("desk:users"),
        act=lambda people, _: reactivate_users(people, by=request.actor),
        done=lambda n: f"{counted(n, 'user')} reactivated.",
        events=("users-changed",),
    )
    return bulk.run(request, USERS, action)


def _user(request: PageRequest, public_id: str) -> User:
    people = User.objects.visible_to(request.actor).select_related("customer")
    return one(people, public_id=public_id)


def _saved(
    request: PageRequest, person: User, form: forms.Form, apply: Callable[[dict[str, Any]], str]
) -> HttpResponse:
    """Save what fits and say so; else show the person's page with what was typed and what is wrong with it."""
    if not form.is_valid():
        return _user_page(request, person, form)
    try:
        messages.success(request, apply(form.cleaned_data))
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        return _user_page(request, person, form, status=409)
    return redirect("desk:user", person.public_id)


def _user_page(request: PageRequest, person: User, wrong: forms.Form | None = None, *, status: int = 0) -> HttpResponse:
    """Show the person with their three forms; `wrong` is the one that was posted and does not fit."""
    details = {"name": person.name, "email": person.email}
    shown: dict[str, forms.Form] = {
        "details": DetailsForm(initial=details, prefix="details"),
        "roles": RolesForm(initial={"roles": person.roles}, prefix="roles"),
        "password": NewPasswordForm(about=person, prefix="password"),
    }
    if wrong is not None:
        shown[str(wrong.prefix)] = wrong
    context: dict[str, Any] = {
        "person": person,
        "role_names": role_names(person.roles),
        "details_form": shown["details"],
        "roles_form": shown["roles"],
        "password_form": shown["password"],
        "moments": moments(Event.objects.visible_to(request.actor).filter(user=person)),
    }
    return render_form(request, "desk/accounts/user.html", wrong or shown["details"], context, status=status)
