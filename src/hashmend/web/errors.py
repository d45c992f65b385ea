"""Error pages: what happened, a way back, and the request id to quote. None of them needs the database."""

import logging
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from hashmend.web.problems import asks_a_machine, problem

_log = logging.getLogger("hashmend.errors")

TITLES = {
    400: "This request cannot be read",
    403: "This is not yours to open",
    404: "There is nothing here",
    413: "This upload is too large",
    429: "Too many tries",
    500: "Something went wrong on our side",
    503: "Not available for a moment",
}
SENTENCES = {
    400: "The address or the form was not understood. Go back, reload the page and try again.",
    403: "Your role does not open this page. Ask an administrator if you need it.",
    404: "The page does not exist, or it is not yours to see.",
    413: "The file is larger than this site accepts. Send a smaller file or split it.",
    429: "Wait a minute, then try again.",
    500: "Nothing was saved. Try again; if it happens twice, tell your administrator the number below.",
    503: "The database does not answer. Nothing was saved. Try again in a few seconds.",
}


def error_page(request: HttpRequest, status: int, sentence: str = "") -> HttpResponse:
    """Return the page of an error status; without a sentence the usual one of that status is shown.

    A machine gets the same in JSON.
    """
    response = _answer(request, status, sentence or SENTENCES[status])
    if status in {429, 503}:
        response.headers["Retry-After"] = "60" if status == 429 else "5"
    return response


def _answer(request: HttpRequest, status: int, sentence: str) -> HttpResponse:
    if asks_a_machine(request):
        return problem(request, status, sentence)
    context = {
        "status": status,
        "title": TITLES[status],
        "sentence": sentence,
        "request_id": getattr(request, "request_id", ""),
    }
    return HttpResponse(render_to_string("web/error.html", context), status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that cannot be read."""
    return error_page(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer somebody who lacks the permission; a sentence given to PermissionDenied is shown."""
    return error_page(request, 403, str(exception))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address that does not exist or belongs to a stranger; both look the same."""
    return error_page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer a mistake of ours, or a database that is gone or busy; in plain text if even the page cannot be made."""
    database_failed = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    try:
        return error_page(request, 503 if database_failed else 500)
    except Exception:
        _log.exception("The error page failed.")
        return HttpResponse(f"{TITLES[500]}. {SENTENCES[500]}", status=500, content_type="text/plain")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token is missing or old."""
    return error_page(request, 403, "This form was open too long or came from another site. Reload it and try again.")
