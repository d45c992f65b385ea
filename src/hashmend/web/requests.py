"""What surrounds every request: its id, its line in the log, and the limit of its body."""

import json
import logging
import re
import secrets
import time
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from hashmend.web.errors import error_page

Answer = Callable[[HttpRequest], HttpResponse]

_log = logging.getLogger("hashmend.requests")
_current_id: ContextVar[str] = ContextVar("request_id", default="")
_GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
_DRAINED_BYTES = 256 * 1024 * 1024


def request_id(get_response: Answer) -> Answer:
    """Give the request an id (a proxy's X-Request-ID when it is a plain one), return it, and log one line.

    The path is logged without its query string, which may hold what somebody searched for.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        identity = given if _GIVEN_ID.fullmatch(given) else secrets.token_hex(8)
        token = _current_id.set(identity)
        request.request_id = identity  # type: ignore[attr-defined]
        started = time.perf_counter()
        try:
            response = get_response(request)
            response.headers["X-Request-ID"] = identity
            facts = {
                "method": request.method,
                "path": request.path,
                "status": response.status_code,
                "ms": round((time.perf_counter() - started) * 1000, 1),
            }
            _log.info("request", extra={"facts": facts})
        finally:
            _current_id.reset(token)
        return response

    return answer


def body_limit(get_response: Answer) -> Answer:
    """Refuse a body over HASHMEND_MAX_UPLOAD_MB with a 413 page.

    The body is read and thrown away first: a browser still sending would show a broken connection, not the page.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        length = request.headers.get("Content-Length", "")
        size = int(length) if length.isdecimal() else 0
        if size <= settings.MAX_UPLOAD_MB * 1024 * 1024:
            return get_response(request)
        if size <= _DRAINED_BYTES:
            while request.read(1024 * 1024):
                pass
        return error_page(
            request,
            413,
            f"This upload is {size // (1024 * 1024)} MB; the limit is {settings.MAX_UPLOAD_MB} MB."
            " Send a smaller file or split it.",
        )

    return answer


class JsonLines(logging.Formatter):
    """One JSON object per line: time, level, logger, message, request id; line breaks in values stay escaped."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": _current_id.get(),
            **getattr(record, "facts", {}),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps({key: value for key, value in line.items() if value != ""}, default=str)
