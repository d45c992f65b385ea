"""Answers to htmx: the part that changed, what is to be said, and events on which other parts fetch themselves.

Law of the house: name of the partial = id in the page = `hx-target`.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string

from hashmend.web.actors import PageRequest


def wants_part(request: PageRequest) -> bool:
    """Tell whether htmx asks for a part; going back in the history asks for the whole page."""
    return bool(request.htmx) and not request.htmx.history_restore_request


def respond(
    request: PageRequest,
    template: str,
    partial: str,
    context: Mapping[str, Any],
    *,
    status: int = 200,
    events: Sequence[str] = (),
) -> HttpResponse:
    """Answer with the page, or for htmx with `{% partialdef NAME %}` of its template alone, and events."""
    if not wants_part(request):
        return render(request, template, dict(context), status=status)
    response = render(request, f"{template}#{partial}", dict(context), status=status)
    response.write(waiting_notices(request))
    return triggering(response, *events)


def done(request: PageRequest, sentence: str, *, to: str, events: Sequence[str] = ()) -> HttpResponse:
    """Answer a POST that worked: say so once, and go on at `to`.

    With events, htmx stays on its page: the parts that listen to them fetch themselves. Without, htmx goes to `to` too.
    """
    if request.htmx and events:
        response = HttpResponse(notice(sentence, "success"))
        return triggering(response, *events)
    messages.success(request, sentence)
    if request.htmx:
        return HttpResponse(headers={"HX-Redirect": to})
    return redirect(to)


def notice(sentence: str, tone: str = "info") -> str:
    """Return the HTML that puts one notice into the page besides whatever else the answer holds."""
    words = render_to_string("web/components/notice.html", {"sentence": sentence, "tone": tone})
    return f'<div hx-swap-oob="innerHTML:#notices">{words}</div>'


def waiting_notices(request: PageRequest) -> str:
    """Return the messages that wait for the person as notices, or ""."""
    waiting = list(messages.get_messages(request))
    words = "".join(
        render_to_string("web/components/notice.html", {"sentence": one.message, "tone": one.level_tag})
        for one in waiting
    )
    return f'<div hx-swap-oob="innerHTML:#notices">{words}</div>' if words else ""


def triggering(response: HttpResponse, *events: str) -> HttpResponse:
    """Return the answer with events that happen in the page after it settled, besides those it has."""
    if events:
        known = json.loads(response.headers.get("HX-Trigger-After-Settle", "{}"))
        response.headers["HX-Trigger-After-Settle"] = json.dumps(known | dict.fromkeys(events, True))
    return response
