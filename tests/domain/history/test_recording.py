"""History is written with the change, reads as sentences, and is final."""

from importlib import import_module

import pytest
from django.db import DatabaseError, connection, transaction

from hashmend.domain.accounts.models import User
from hashmend.domain.history.kinds import KINDS, Kind, kind
from hashmend.domain.history.models import Event
from hashmend.domain.history.recording import record
from hashmend.kernel.actor import SYSTEM, Actor

guards = import_module("hashmend.domain.migrations.0002_history_guards")
GREETED = Kind("test.greeted", "{thing} was greeted by {who}, from {from} to {to}.", icon="hand", customer_sees=True)


@pytest.fixture
def ann(db: None) -> User:
    return User.objects.create(email="ann@demo.test", name="Ann")


@pytest.fixture(autouse=True)
def _greeting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(KINDS, GREETED.code, GREETED)


def test_an_event_tells_who_did_what_in_a_sentence(ann: User) -> None:
    with transaction.atomic():
        record(GREETED, [ann], by=ann.as_actor(), data={"who": "Bo", "from": "", "to": ["a", "b"]})
    event = Event.objects.get()
    assert event.sentence == "Ann was greeted by Bo, from nothing to a, b."
    assert (event.actor_id, event.actor_label, event.user_id) == (ann.pk, "Ann", ann.pk)


def test_the_events_of_one_action_share_a_group_and_are_written_with_one_statement(
    ann: User, django_assert_num_queries: object
) -> None:
    with transaction.atomic(), django_assert_num_queries(1):  # type: ignore[operator]
        record(GREETED, [ann] * 40, by=SYSTEM, data=lambda user: {"who": str(user)})
    assert Event.objects.values_list("group").distinct().count() == 1
    assert Event.objects.count() == 40


@pytest.mark.django_db(transaction=True)
def test_history_needs_the_transaction_of_its_change() -> None:
    with pytest.raises(RuntimeError):
        record(GREETED, [], by=SYSTEM)


@pytest.mark.parametrize("rewrite", ["UPDATE hashmend_event SET kind = 'x'", "UPDATE hashmend_event SET data = '{}'"])
def test_the_database_refuses_to_edit_history(ann: User, rewrite: str) -> None:
    record(GREETED, [ann], by=SYSTEM)
    with pytest.raises(DatabaseError, match="never edited"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(rewrite)
    assert Event.objects.get().kind == "test.greeted"


def test_the_database_refuses_to_delete_history(ann: User) -> None:
    record(GREETED, [ann], by=SYSTEM)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(guards.SQLITE[1])
        with pytest.raises(DatabaseError, match=r"never (edited or )?deleted"), transaction.atomic():
            cursor.execute("DELETE FROM hashmend_event")
    assert Event.objects.count() == 1


def test_a_customer_reads_only_what_is_marked_for_customers(ann: User) -> None:
    stranger = Actor(user_id=None, label="", customer_ids=frozenset({7}))
    record(GREETED, [ann], by=SYSTEM)
    assert not Event.objects.visible_to(stranger).exists()
    assert Event.objects.visible_to(SYSTEM).count() == 1


def test_a_code_means_one_kind() -> None:
    with pytest.raises(ValueError, match="twice"):
        kind(GREETED.code, "Again.")
