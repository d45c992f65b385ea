"""Who acts in this request: made once, from the session's user."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject
from django_htmx.middleware import HtmxDetails

from hashmend.domain.accounts.models import User
from hashmend.kernel.actor import NOBODY, Actor


class PageRequest(HttpRequest):
    """A request as pages see it: behind the middleware that adds who acts and whether htmx asks."""

    actor: Actor
    htmx: HtmxDetails
    user: User | AnonymousUser


def actor(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Put the `Actor` on the request; nobody in particular when no one is signed in."""

    def answer(request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: _actor_of(request))  # type: ignore[attr-defined]
        return get_response(request)

    return answer


def _actor_of(request: HttpRequest) -> Actor:
    user = request.user
    return user.as_actor() if isinstance(user, User) else NOBODY


class SignInRequired(LoginRequiredMiddleware):
    """Lets nobody in without signing in.

    When htmx asks for a part, the whole page goes to the sign-in; when it sends a form, the page stays as it is with
    what was typed, and says what to do.
    """

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> Any:
        """Redirect to the sign-in and come back afterwards."""
        response = super().handle_no_permission(request, view_func)
        details: HtmxDetails = request.htmx  # type: ignore[attr-defined]
        if not details:
            return response
        if request.method == "POST":
            return HttpResponse(status=401)
        back = details.current_url_abs_path or "/"
        target = response.headers["Location"].partition("?")[0]
        return HttpResponse(status=401, headers={"HX-Redirect": f"{target}?{urlencode({'next': back})}"})
