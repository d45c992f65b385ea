"""Stored files, served by a page that looked at the scope first, so that nothing in them can act as a page of ours."""

from django.http import FileResponse, Http404
from django.utils.http import content_disposition_header

from hashmend.domain.files import path_of


def pdf(stored_name: str, shown_name: str) -> FileResponse:
    """Answer with a stored PDF as a download under the name people know. 404 when it is not there."""
    try:
        stream = path_of(stored_name).open("rb") if stored_name else None
    except (OSError, ValueError) as error:
        raise Http404 from error
    if stream is None:
        raise Http404
    response = FileResponse(stream, content_type="application/pdf")
    response.headers["Content-Disposition"] = content_disposition_header(True, shown_name) or "attachment"
    response.headers["Content-Security-Policy"] = "sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
