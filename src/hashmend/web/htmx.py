"""Answers to htmx: the part that changed, what is to be said, and events on which other parts fetch themselves.

Law of the house: name of the partial = id in the page = `hx-target`.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string

from hashmend.kernel.errors import Refusal, Refused
from hashmend.web.actors import PageRequest
from hashmend.web.refusals import grouped, in_words, is_long, summary


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


def done(
    request: PageRequest,
    sentence: str,
    *,
    to: str,
    events: Sequence[str] = (),
    undo_url: str = "",
    tone: str = "success",
) -> HttpResponse:
    """Answer a POST that worked: say so once, and go on at `to`.

    With events, htmx stays on its page: the parts that listen to them fetch themselves. Without, htmx goes to `to` too.
    `tone` is "success", or "warning" for what is done and should be looked at again.
    """
    if request.htmx and events:
        response = HttpResponse(notice(sentence, tone, undo_url=undo_url))
        return triggering(response, *events)
    say = messages.warning if tone == "warning" else messages.success
    say(request, sentence, extra_tags=undo_url)
    if request.htmx:
        return HttpResponse(headers={"HX-Redirect": to})
    return redirect(to)


@dataclass(frozen=True, slots=True)
class Told:
    """What an action did, for a notice: the sentence, what was left as it is and why, and where to undo it."""

    done: str
    refused: Sequence[Refusal] = ()
    undo_url: str = ""

    @property
    def words(self) -> str:
        """Return the sentence with the reasons in a breath."""
        return summary(self.done, self.refused)

    @property
    def tone(self) -> str:
        """Return how the notice looks."""
        return "warning" if self.refused else "success"

    def html(self, *, takes_focus: bool = False) -> str:
        """Return the notice; reasons that are too many for its sentence are folded below it."""
        context = {"sentence": self.words, "tone": self.tone, "undo_url": self.undo_url, "takes_focus": takes_focus}
        groups = grouped(self.refused) if is_long(self.refused) else ()
        return render_to_string("web/components/notice.html", context | {"groups": groups})


def told(request: PageRequest, what: Told, *, to: str, events: Sequence[str] = ()) -> HttpResponse:
    """Answer a POST that worked, wholly or in part: by a notice and events for htmx, else by going on at `to`."""
    if request.htmx and events:
        return triggering(HttpResponse(_beside(what.html())), *events)
    say = messages.warning if what.refused else messages.success
    say(request, what.words, extra_tags=what.undo_url)
    return HttpResponse(headers={"HX-Redirect": to}) if request.htmx else redirect(to)


def notice(sentence: str, tone: str = "info", *, undo_url: str = "") -> str:
    """Return the HTML that puts one notice into the page besides whatever else the answer holds."""
    context = {"sentence": sentence, "tone": tone, "undo_url": undo_url}
    return _beside(render_to_string("web/components/notice.html", context))


def refusal_notice(refusal: Refused) -> str:
    """Return the HTML that puts the notice of a refusal into the page besides whatever else the answer holds."""
    return _beside(render_to_string("web/refused_notice.html", in_words(refusal)))


def waiting_notices(request: PageRequest) -> str:
    """Return the messages that wait for the person as notices, or ""."""
    waiting = list(messages.get_messages(request))
    words = "".join(
        render_to_string(
            "web/components/notice.html",
            {"sentence": one.message, "tone": one.level_tag, "undo_url": one.extra_tags},
        )
        for one in waiting
    )
    return _beside(words) if words else ""


def _beside(notices: str) -> str:
    """Return notices as a part of an answer that goes into the page besides it, after those that are there."""
    return f'<div hx-swap-oob="beforeend:#notices">{notices}</div>'


def triggering(response: HttpResponse, *events: str) -> HttpResponse:
    """Return the answer with events that happen in the page after it settled, besides those it has."""
    if events:
        known = json.loads(response.headers.get("HX-Trigger-After-Settle", "{}"))
        response.headers["HX-Trigger-After-Settle"] = json.dumps(known | dict.fromkeys(events, True))
    return response
