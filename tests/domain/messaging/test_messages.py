"""Messages arrive once, notes stay in the house, and everyone knows what is new to them."""

import pytest

from hashmend.domain.history.models import Event
from hashmend.domain.messaging.models import LONGEST_BODY, Message
from hashmend.domain.messaging.operations import mark_read, send_message, write_note
from hashmend.domain.messaging.queries import last_read, thread, unread_counts
from hashmend.domain.work_orders.models import WorkOrder
from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Refused
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def order() -> WorkOrder:
    return factories.work_order()


@pytest.fixture
def mara() -> Actor:
    return factories.staff("manager", name="Mara").as_actor()


@pytest.fixture
def nora(order: WorkOrder) -> Actor:
    return factories.customer_user(order.customer, name="Nora").as_actor()


def test_both_sides_read_the_same_thread(order: WorkOrder, mara: Actor, nora: Actor) -> None:
    send_message(order, "Arrived.", by=mara)
    send_message(order, "  Thanks!\n", by=nora)
    for reader in (mara, nora):
        assert [(m.body, m.author_label, m.is_from_customer) for m in thread(order, reader)] == [
            ("Arrived.", "Mara", False),
            ("Thanks!", "Nora", True),
        ]


def test_it_is_told_in_the_history_without_its_words(order: WorkOrder, mara: Actor, nora: Actor) -> None:
    send_message(order, "The price is secret.", by=mara)
    write_note(order, "They never pay on time.", by=mara)
    sentences = [e.sentence for e in Event.objects.visible_to(nora).filter(work_order=order)]
    assert "A message was written." in sentences
    assert not any("note" in s for s in sentences)
    assert not Event.objects.filter(data__icontains="secret").exists()


def test_a_note_never_reaches_a_customer(order: WorkOrder, mara: Actor, nora: Actor) -> None:
    write_note(order, "Keep the packaging.", by=mara)
    assert not thread(order, nora).exists()
    assert unread_counts([order.pk], nora) == {}
    with pytest.raises(Refused, match="send a message instead"):
        write_note(order, "Mine", by=nora)


def test_the_same_form_sent_twice_is_one_message(order: WorkOrder, mara: Actor, nora: Actor) -> None:
    first = send_message(order, "Hello", by=mara, key="abc")
    assert send_message(order, "Hello", by=mara, key="abc") == first
    assert send_message(order, "Hello", by=nora, key="abc") != first
    assert Message.objects.count() == 2


@pytest.mark.parametrize(
    ("body", "sentence"), [(" \n\x00", "is empty"), ("x" * (LONGEST_BODY + 1), "10,001 characters")]
)
def test_it_refuses(order: WorkOrder, mara: Actor, body: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        send_message(order, body, by=mara)
    assert not Message.objects.exists()


def test_a_stranger_reads_nothing(order: WorkOrder, mara: Actor) -> None:
    send_message(order, "Arrived.", by=mara)
    stranger = factories.customer_user().as_actor()
    assert not thread(order, stranger).exists()
    mark_read(order, 10**9, by=stranger)
    assert last_read(order, stranger) == 0


def test_unread_counts_only_what_others_wrote_since(order: WorkOrder, mara: Actor, nora: Actor) -> None:
    first = send_message(order, "One", by=mara)
    send_message(order, "Two", by=mara)
    assert unread_counts([order.pk], nora) == {order.pk: 2}
    assert unread_counts([order.pk], mara) == {}
    mark_read(order, first.pk, by=nora)
    assert unread_counts([order.pk], nora) == {order.pk: 1}
    mark_read(order, 10**9, by=nora)
    mark_read(order, first.pk, by=nora)
    assert unread_counts([order.pk], nora) == {}


def test_unread_messages_of_many_orders_take_one_query(mara: Actor, django_assert_num_queries: object) -> None:
    orders = [factories.work_order() for _ in range(3)]
    for order in orders:
        send_message(order, "Hi", by=factories.customer_user(order.customer).as_actor())
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert unread_counts([o.pk for o in orders], mara) == {o.pk: 1 for o in orders}
