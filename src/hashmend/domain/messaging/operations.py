"""The verbs of messaging: send, note, read."""

from django.db import transaction

from hashmend.domain.batches import locked_one, row
from hashmend.domain.history.kinds import Kind
from hashmend.domain.history.recording import record
from hashmend.domain.messaging import events
from hashmend.domain.messaging.models import LONGEST_BODY, Message, ReadMark
from hashmend.domain.work_orders.models import WorkOrder
from hashmend.kernel import clock
from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Refused


@transaction.atomic
def send_message(order: WorkOrder, body: str, *, by: Actor, key: str = "") -> Message:
    """Add a message to the thread that the customer and the repair centre share, and return it.

    `key` is made once per form: the same key of the same person again returns the message sent before. Refuses a blank
    message and one longer than 10,000 characters.
    """
    return _write(order, body, by=by, key=key, is_internal=False, happened=events.SENT)


@transaction.atomic
def write_note(order: WorkOrder, body: str, *, by: Actor, key: str = "") -> Message:
    """Add a note that no customer ever sees. Refuses like `send_message`, and refuses customers."""
    if not by.is_staff:
        raise Refused("Internal notes belong to the repair centre: send a message instead.")
    return _write(order, body, by=by, key=key, is_internal=True, happened=events.NOTED)


@transaction.atomic
def mark_read(order: WorkOrder, up_to: int, *, by: Actor) -> None:
    """Remember that the person has read the thread up to the message with this key; never back.

    Kept out of the history: what somebody has looked at changes nothing.
    """
    if by.user_id is None:
        return
    newest = Message.objects.visible_to(by).filter(work_order=order, pk__lte=up_to).order_by("-pk").first()
    if newest is None:
        return
    mark, is_new = ReadMark.objects.get_or_create(
        work_order=order, user_id=by.user_id, defaults={"last_read": newest.pk}
    )
    if not is_new and mark.last_read < newest.pk:
        ReadMark.objects.filter(pk=mark.pk, last_read__lt=newest.pk).update(last_read=newest.pk)


def _write(order: WorkOrder, body: str, *, by: Actor, key: str, is_internal: bool, happened: Kind) -> Message:
    text = _fit(body)
    locked_one(row(order))
    if key and (sent := Message.objects.filter(work_order=order, author_id=by.user_id, key=key).first()):
        return sent
    message = Message.objects.create(
        work_order=order, author_id=by.user_id, author_label=by.label, is_from_customer=not by.is_staff,
        is_internal=is_internal, body=text, sent_at=clock.now(), key=key,
    )  # fmt: skip
    record(happened, [message], by=by)
    return message


def _fit(body: str) -> str:
    text = body.replace("\x00", "").strip()
    if not text:
        raise Refused("Write something before sending: the message is empty.")
    if len(text) > LONGEST_BODY:
        raise Refused(f"The message has {len(text):,} characters; {LONGEST_BODY:,} is the most. Send it in parts.")
    return text
