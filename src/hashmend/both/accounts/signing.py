"""In and out, and the very first sign-in: the pages that open without a session."""

from typing import Any

from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from hashmend.both.accounts import clients
from hashmend.both.accounts.forms import SetupForm, SignInForm
from hashmend.domain.accounts.models import User
from hashmend.domain.accounts.operations import NewUser, add_first_admin, begin_attempt, end_attempt
from hashmend.kernel.actor import NOBODY, SYSTEM
from hashmend.kernel.errors import Refused

WRONG = "This e-mail and password do not belong together, or the person may not sign in."


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in with e-mail and password.

    Unknown, wrong and inactive get the same answer after the same work. Too many tries get 429 with `Retry-After`,
    before any password is hashed.
    """
    if isinstance(request.user, User):
        return redirect(_destination(request, request.user))
    if not User.objects.exists():
        return redirect("setup")
    form = SignInForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _sign_in_page(request, form, status=422 if request.method == "POST" else 200)
    email = form.cleaned_data["email"]
    attempt = begin_attempt(email, clients.address(request), clients.known_device(request, email), by=NOBODY)
    if attempt.wait:
        sentence = f"Too many tries. Wait {_duration(attempt.wait)}, then try again."
        response = _sign_in_page(request, form, sentence, status=429)
        response.headers["Retry-After"] = str(attempt.wait)
        return response
    user = authenticate(request, username=email, password=form.cleaned_data["password"])
    if not isinstance(user, User):
        return _sign_in_page(request, form, WRONG, status=422)
    end_attempt(attempt, by=NOBODY)
    login(request, user)
    response = redirect(_destination(request, user))
    clients.remember_device(response, email)
    return response


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("sign-in")


@login_not_required
@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def setup(request: HttpRequest) -> HttpResponse:
    """Make the first admin of an empty site and sign them in; closed for ever once anybody exists."""
    if User.objects.exists():
        return redirect("sign-in")
    form = SetupForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _setup_page(request, form, status=422 if request.method == "POST" else 200)
    told = form.cleaned_data
    try:
        admin = add_first_admin(NewUser(told["email"], told["name"], (), told["password"]), by=SYSTEM)
    except Refused as refusal:
        return _setup_page(request, form, refusal.sentence, status=409)
    login(request, admin, backend="django.contrib.auth.backends.ModelBackend")
    return redirect("/")


def _destination(request: HttpRequest, user: User) -> str:
    """Return the page the person wanted, when it is one of ours and of their side; else the start of their side."""
    home = "/portal/" if user.customer_id else "/"
    wanted = str(request.POST.get("next") or request.GET.get("next") or "")
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    if not is_ours or not wanted.startswith("/"):
        return home
    is_portals = wanted.startswith("/portal/")
    return wanted if wanted.startswith("/account/") or is_portals == bool(user.customer_id) else home


def _duration(seconds: int) -> str:
    if seconds < 60:
        return f"{seconds} second{'' if seconds == 1 else 's'}"
    minutes = -(-seconds // 60)
    return f"{minutes} minute{'' if minutes == 1 else 's'}"


def _sign_in_page(request: HttpRequest, form: SignInForm, sentence: str = "", *, status: int) -> HttpResponse:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return _page(request, "sign_in", {"form": form, "sentence": sentence, "next": wanted}, status)


def _setup_page(request: HttpRequest, form: SetupForm, sentence: str = "", *, status: int) -> HttpResponse:
    return _page(request, "setup", {"form": form, "sentence": sentence}, status)


def _page(request: HttpRequest, name: str, context: dict[str, Any], status: int) -> HttpResponse:
    context["has_errors"] = status >= 400
    return render(request, f"both/accounts/{name}.html", context, status=status)
