"""Reading threads: what is new to whom."""

from collections.abc import Iterable
from functools import lru_cache

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from hashmend.domain.messaging.models import Message, ReadMark
from hashmend.domain.work_orders.models import WorkOrder
from hashmend.kernel.actor import Actor


def thread(order: WorkOrder, actor: Actor) -> QuerySet[Message]:
    """Return the messages of an order the actor may read, oldest first."""
    return Message.objects.visible_to(actor).filter(work_order=order).order_by("pk")


def last_read(order: WorkOrder, actor: Actor) -> int:
    """Return the key of the last message the person has read; 0 for none."""
    mark = ReadMark.objects.filter(work_order=order, user_id=actor.user_id or 0).first()
    return mark.last_read if mark else 0


@lru_cache(maxsize=256)
def unread(actor: Actor) -> Coalesce:
    """Return how many messages of others the person has not read, as an expression over an order's row.

    It is kept for the person: putting it together takes longer than asking it, and a query copies what it takes in.
    """
    read = ReadMark.objects.filter(work_order=OuterRef("work_order"), user_id=actor.user_id or 0).values("last_read")
    waiting = (
        Message.objects.visible_to(actor)
        .filter(work_order=OuterRef("pk"), pk__gt=Coalesce(Subquery(read[:1]), Value(0)))
        .exclude(author_id=actor.user_id)
        .order_by()
        .values("work_order")
        .annotate(n=Count("pk"))
    )
    return Coalesce(Subquery(waiting.values("n")), Value(0))


def unread_counts(orders: Iterable[int], actor: Actor) -> dict[int, int]:
    """Return, per order (by primary key), how many messages of others the person has not read, with one query."""
    read = ReadMark.objects.filter(work_order=OuterRef("work_order"), user_id=actor.user_id or 0).values("last_read")
    unread = (
        Message.objects.visible_to(actor)
        .filter(work_order__in=list(orders))
        .exclude(author_id=actor.user_id)
        .annotate(seen=Coalesce(Subquery(read[:1]), Value(0)))
        .filter(Q(pk__gt=F("seen")))
        .order_by()
        .values_list("work_order")
        .annotate(Count("pk"))
    )
    return dict(unread)
