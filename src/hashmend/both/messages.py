"""The thread of an order as one reader sees it, for both sides."""

from typing import Any

from django.utils import timezone

from hashmend.both.history import CENTRE
from hashmend.domain.messaging.models import Message
from hashmend.domain.messaging.queries import last_read, thread
from hashmend.domain.work_orders.models import WorkOrder
from hashmend.kernel.actor import Actor
from hashmend.web.actors import PageRequest
from hashmend.web.conversation import Said, first_new, linked, news_since


def said(order: WorkOrder, actor: Actor) -> list[Said]:
    """Return the thread as this person may read it, oldest first."""
    seen = last_read(order, actor)
    return [_entry(message, actor, seen) for message in thread(order, actor)]


def thread_context(request: PageRequest, entries: list[Said]) -> dict[str, Any]:
    """Return what the thread's part of the page needs; `after` of the request is the last message it shows now."""
    now = f"{timezone.localtime():%H:%M}"
    return {
        "entries": entries,
        "first_new": first_new(entries),
        "last_id": entries[-1].id if entries else 0,
        **news_since(request.GET.get("after", ""), entries, now),
    }


def _entry(message: Message, actor: Actor, seen: int) -> Said:
    """Return a message for one reader; to customers the repair centre speaks with one voice, without names."""
    side = "Customer" if message.is_from_customer else CENTRE
    return Said(
        id=message.pk, author=message.author_label if actor.is_staff or message.is_from_customer else CENTRE,
        side=side, at=message.sent_at, body=linked(message.body), is_mine=message.author_id == actor.user_id,
        is_internal=message.is_internal, is_new=message.pk > seen and message.author_id != actor.user_id,
    )  # fmt: skip
