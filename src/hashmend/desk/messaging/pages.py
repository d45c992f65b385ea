"""The Messages tab of an order: the thread with the customer, and notes that stay in the house."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from hashmend.both.messages import said, thread_context
from hashmend.desk.doors import page
from hashmend.desk.work_orders.frame import board_context, the_order
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.messaging.models import Message
from hashmend.domain.messaging.operations import mark_read, send_message, write_note
from hashmend.domain.scoping import public_id
from hashmend.web.actors import PageRequest
from hashmend.web.conversation import AnswerForm, NoteForm
from hashmend.web.htmx import done, wants_part

TEMPLATE = "desk/messaging/messages.html"


@page(Permission.VIEW_DESK)
def messages(request: PageRequest, number: str) -> HttpResponse:
    """Show the thread; what is shown counts as read. htmx gets the thread alone, or how many messages are new."""
    order = the_order(request, number)
    entries = said(order, request.actor)
    context = thread_context(request, entries)
    if request.htmx.target == "checked":
        return render(request, "web/conversation_checked.html", {"checked": context["waiting"]})
    if entries:
        mark_read(order, entries[-1].id, by=request.actor)
    if wants_part(request):
        return render(request, f"{TEMPLATE}#thread", context | {"is_part": True, "order": order})
    return render(request, TEMPLATE, board_context(request, order, "messages") | context | _forms())


@page(Permission.SEND_MESSAGES, methods=("POST",))
def send(request: PageRequest, number: str) -> HttpResponse:
    """Send a message to the customer."""
    return _write(request, number, send_message, "message")


@page(Permission.WRITE_NOTES, methods=("POST",))
def note(request: PageRequest, number: str) -> HttpResponse:
    """Keep an internal note."""
    return _write(request, number, write_note, "note")


def _write(request: PageRequest, number: str, write: Callable[..., Message], kind: str) -> HttpResponse:
    order = the_order(request, number)
    form = (NoteForm if kind == "note" else AnswerForm)(request.POST, prefix=kind)
    if not form.is_valid():
        context = board_context(request, order, "messages") | thread_context(request, said(order, request.actor))
        return render(request, TEMPLATE, context | _forms() | {f"{kind}_form": form, "has_errors": True}, status=422)
    write(order, form.cleaned_data["body"], by=request.actor, key=form.cleaned_data["key"])
    sentence = "Message sent." if kind == "message" else "Note kept. The customer does not see it."
    return done(request, sentence, to=reverse("desk:work-orders-messages", args=[number]))


def _forms() -> dict[str, AnswerForm]:
    return {
        "message_form": AnswerForm(prefix="message", initial={"key": public_id()}),
        "note_form": NoteForm(prefix="note", initial={"key": public_id()}),
    }
