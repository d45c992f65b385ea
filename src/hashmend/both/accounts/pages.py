"""One's own account."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters

from hashmend.both.accounts import clients
from hashmend.both.accounts.forms import ChangePasswordForm
from hashmend.domain.accounts.models import User
from hashmend.domain.accounts.operations import begin_attempt, end_attempt, role_names, set_password
from hashmend.domain.accounts.permissions import Permission
from hashmend.web.actors import PageRequest
from hashmend.web.pages import Side, door

page = door(Side.BOTH)


@page(Permission.SIGNED_IN)
def account(request: PageRequest) -> HttpResponse:
    """Show who one is here, and the form for a new password."""
    return _account_page(request, ChangePasswordForm(), status=200)


@page(Permission.SIGNED_IN)
def here(request: PageRequest) -> HttpResponse:
    """Answer 204 to who is signed in: a page asks before a form takes its place, and with it what was typed."""
    return HttpResponse(status=204)


@page(Permission.SIGNED_IN, methods=("POST",))
@sensitive_post_parameters("current", "password", "again")
def change_password(request: PageRequest) -> HttpResponse:
    """Change one's own password with the present one as proof; other sessions end, this one stays.

    Guessing the present one is slowed down like signing in.
    """
    user = request.user
    assert isinstance(user, User)
    form = ChangePasswordForm(request.POST, about=user)
    if not form.is_valid():
        return _account_page(request, form, status=422)
    attempt = begin_attempt(user.email, clients.address(request), f"password-{user.pk}", by=request.actor)
    if attempt.wait:
        form.add_error("current", f"Too many tries. Wait {attempt.wait} seconds, then try again.")
        response = _account_page(request, form, status=429)
        response.headers["Retry-After"] = str(attempt.wait)
        return response
    if not user.check_password(form.cleaned_data["current"]):
        form.add_error("current", "This is not your present password.")
        return _account_page(request, form, status=422)
    end_attempt(attempt, by=request.actor)
    update_session_auth_hash(request, set_password(user, form.cleaned_data["password"], by=request.actor))
    messages.success(request, "Your password is changed. Other sessions of yours were signed out.")
    return redirect("account")


def _account_page(request: PageRequest, form: ChangePasswordForm, *, status: int) -> HttpResponse:
    user = request.user
    context: dict[str, Any] = {"form": form, "has_errors": status >= 400, "person": user}
    context["roles"] = role_names(user.roles) if isinstance(user, User) else ""
    return render(request, "both/accounts/account.html", context, status=status)
