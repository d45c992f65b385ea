"""`GET /healthz`: whether this process can serve."""

import logging

from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

_log = logging.getLogger("hashmend.health")


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when the database answers a query on our own tables, else 503 with the reason.

    The reason names the kind of failure only: addresses and accounts of the database are in the log.
    """
    try:
        get_user_model()._default_manager.exists()
    except DatabaseError as error:
        _log.error("The health check failed.", exc_info=error)
        reason = f"The database does not answer ({type(error).__name__})."
        return JsonResponse({"status": "unavailable", "reason": reason}, status=503)
    return JsonResponse({"status": "ok", "database": "ok"})
