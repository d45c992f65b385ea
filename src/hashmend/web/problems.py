"""Answers of trouble to machines: JSON that a program can read and a person understands (RFC 9457)."""

from collections.abc import Mapping
from http import HTTPStatus

from django.http import HttpRequest, JsonResponse

ROOT = "/api/"
"""Where the doors for machines are; what goes wrong below is told in JSON."""


def asks_a_machine(request: HttpRequest) -> bool:
    """Tell whether the request is for a door for machines."""
    return request.path_info.startswith(ROOT)


def problem(
    request: HttpRequest, status: int, sentence: str, field: str = "", headers: Mapping[str, str] | None = None
) -> JsonResponse:
    """Return the answer of an error: `sentence` says what and the way out, `field` names what was sent wrongly."""
    told = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": sentence,
        "field": field,
        "request_id": getattr(request, "request_id", ""),
    }
    return JsonResponse(
        {key: value for key, value in told.items() if value != ""},
        status=status,
        content_type="application/problem+json",
        headers=dict(headers or {}),
    )
