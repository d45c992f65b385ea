"""The only way to make a page: `@page(permission)`, from the door of one side.

    page = door(DESK)

    @page(Permission.EDIT_CONTAINERS, methods=("POST",))
    def receive(request: PageRequest, number: str) -> HttpResponse: ...

A door lets in the right people (others get 403), the right methods (others 405), and turns a `Refused` into an answer
that shows its sentence: 409, as a notice for htmx, as a page otherwise.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast
from urllib.parse import urlsplit

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import models
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme

from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Refused
from hashmend.web.actors import PageRequest
from hashmend.web.refusals import in_words

P = ParamSpec("P")
M = TypeVar("M", bound=models.Model)
View = Callable[Concatenate[Any, P], HttpResponseBase]


class Side(Enum):
    """Whose page it is. One shared door would let a customer into a staff screen. Doors for machines take tokens."""

    DESK = "desk"
    PORTAL = "portal"
    BOTH = "both"
    API = "api"

    def admits(self, actor: Actor) -> bool:
        """Tell whether the actor belongs on this side."""
        return self is Side.BOTH or actor.is_staff == (self is Side.DESK)


@dataclass(frozen=True, slots=True)
class PageRule:
    """What a page declares: its side, the permission it needs and the methods it answers."""

    side: Side
    permission: str
    methods: tuple[str, ...]


def door(side: Side) -> Callable[..., Callable[[View[P]], View[P]]]:
    """Return the `page` decorator of a side."""

    def page(permission: str, *, methods: Sequence[str] = ("GET",)) -> Callable[[View[P]], View[P]]:
        allowed = tuple(methods) + (("HEAD",) if "GET" in methods else ())
        rule = PageRule(side, str(permission), allowed)

        def decorate(view: View[P]) -> View[P]:
            @wraps(view)
            def guarded(request: PageRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
                if request.method not in allowed:
                    return HttpResponseNotAllowed(allowed)
                if not side.admits(request.actor) or not request.actor.may(rule.permission):
                    raise PermissionDenied
                try:
                    response = view(request, *args, **kwargs)
                except Refused as refusal:
                    response = refused(request, refusal)
                patch_vary_headers(response, ("HX-Request", "Cookie"))
                if not response.has_header("Cache-Control"):
                    patch_cache_control(response, no_store=True, private=True)
                return response

            guarded.rule = rule  # type: ignore[attr-defined]
            return cast(View[P], guarded)

        return decorate

    return page


def refused(request: PageRequest, refusal: Refused) -> HttpResponse:
    """Answer a refusal: nothing changed, and here is why. A notice where the person is, or a page with a way back."""
    context = {**in_words(refusal), "back": way_back(request)}
    if request.htmx:
        response = render(request, "web/refused_notice.html", context, status=409)
        response.headers["HX-Retarget"] = "#notices"
        response.headers["HX-Reswap"] = "beforeend"
        return response
    return render(request, "web/refused.html", context, status=409)


def way_back(request: PageRequest, default: str = "/") -> str:
    """Return the page the person came from, when it is one of ours."""
    came_from = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(came_from, allowed_hosts={request.get_host()}):
        parts = urlsplit(came_from)
        return f"{parts.path}?{parts.query}" if parts.query else parts.path
    return default


def one(rows: models.QuerySet[M], **lookup: object) -> M:
    """Return the one row, or 404: what is a stranger's and what does not exist look the same."""
    if any("\x00" in value for value in lookup.values() if isinstance(value, str)):
        raise Http404  # No database holds a NUL, and PostgreSQL refuses to look for one.
    try:
        return rows.get(**lookup)
    except (ObjectDoesNotExist, ValueError) as error:
        raise Http404 from error
