"""The Messages tab of a customer's order."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from hashmend.both.messages import said, thread_context
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.messaging.operations import mark_read, send_message
from hashmend.domain.scoping import public_id
from hashmend.portal.doors import page
from hashmend.portal.orders.frame import order_context, the_order
from hashmend.web.actors import PageRequest
from hashmend.web.conversation import AnswerForm
from hashmend.web.htmx import done, wants_part

TEMPLATE = "portal/messaging/messages.html"


@page(Permission.VIEW_PORTAL)
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
    form = AnswerForm(prefix="message", initial={"key": public_id()})
    return render(request, TEMPLATE, order_context(request, order, "Messages") | context | {"message_form": form})


@page(Permission.SEND_MESSAGES, methods=("POST",))
def send(request: PageRequest, number: str) -> HttpResponse:
    """Answer the repair centre."""
    order = the_order(request, number)
    form = AnswerForm(request.POST, prefix="message")
    if not form.is_valid():
        context = order_context(request, order, "Messages") | thread_context(request, said(order, request.actor))
        return render(request, TEMPLATE, context | {"message_form": form, "has_errors": True}, status=422)
    send_message(order, form.cleaned_data["body"], by=request.actor, key=form.cleaned_data["key"])
    return done(request, "Message sent.", to=reverse("portal:work-order-messages", args=[number]))
