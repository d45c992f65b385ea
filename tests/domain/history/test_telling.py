"""What open pages are told of events: by reading them as they come, and by PostgreSQL itself."""

import json
import threading
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection, connections, transaction

from hashmend.domain.history.models import Event
from hashmend.domain.history.telling import CHANNEL, MOST_JOBS, News, Told, told_in, told_of
from hashmend.domain.work_orders.operations import update_status
from hashmend.domain.work_orders.statuses import Status
from hashmend.kernel import clock
from hashmend.kernel.actor import SYSTEM
from tests.domain.work_orders.sets import these
from tests.factories_board import an_order_of


def test_events_of_one_kind_in_one_order_are_one_thing_told() -> None:
    rows = [(n, 1, 2, None, "job.status-updated", n) for n in range(1, 4)] + [(9, 1, 2, None, "message.sent", None)]
    jobs, message = told_of(rows)
    assert jobs == Told(1, 2, None, "job.status-updated", frozenset({1, 2, 3}))
    assert (message.about, message.jobs, message.customer_sees) == ("message", frozenset(), True)


def test_too_many_machines_are_not_named() -> None:
    (told,) = told_of([(n, 1, 2, None, "job.status-updated", n) for n in range(MOST_JOBS + 1)])
    assert told.jobs is None


def test_nobody_but_staff_may_know_of_notes_and_of_kinds_that_are_gone() -> None:
    assert not Told(1, 2, None, "message.noted").customer_sees
    assert not Told(1, 2, None, "something.gone").customer_sees


@pytest.mark.django_db
def test_news_are_read_once() -> None:
    order, jobs = an_order_of(2)
    news = News()
    assert news.fresh() == []
    update_status(these(jobs), Status.IN_REPAIR, by=SYSTEM)
    (told,) = news.fresh()
    assert (told.order_id, told.customer_id, told.jobs) == (order.pk, order.customer_id, {job.pk for job in jobs})
    assert news.fresh() == []


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_an_event_committed_after_a_later_one_is_not_missed() -> None:
    order, _ = an_order_of(1)
    news, written, may_commit = News(), threading.Event(), threading.Event()

    def slowly() -> None:
        with transaction.atomic():
            _event(order.pk, order.customer_id)
            written.set()
            may_commit.wait(10)
        connections.close_all()

    slow = threading.Thread(target=slowly)
    slow.start()
    written.wait(10)
    _event(order.pk, order.customer_id)
    assert len(news.fresh()) == 1
    may_commit.set()
    slow.join()
    assert len(news.fresh()) == 1
    assert news.fresh() == []


def _event(order: int, customer: int) -> None:
    Event.objects.create(
        at=clock.now(), kind="message.sent", actor_label="-", group="-", work_order_id=order, customer_id=customer
    )


@pytest.fixture
def listener(transactional_db: None) -> Iterator["psycopg.Connection[Any]"]:
    """Return a connection of its own that listens."""
    known = connection.settings_dict
    with psycopg.connect(
        dbname=known["NAME"], user=known["USER"], password=known["PASSWORD"], host=known["HOST"],
        port=known["PORT"] or None, autocommit=True,
    ) as listening:  # fmt: skip
        listening.execute(f"LISTEN {CHANNEL}")
        yield listening


def heard(listener: "psycopg.Connection[Any]", number: int) -> list[str]:
    return [notice.payload for notice in listener.notifies(timeout=5, stop_after=number)]


@pytest.mark.postgresql
def test_the_database_tells_what_is_committed_and_only_that(listener: "psycopg.Connection[Any]") -> None:
    order, jobs = an_order_of(3)
    heard(listener, 1)
    list(listener.notifies(timeout=0.1))
    with transaction.atomic():
        update_status(these(jobs), Status.IN_DIAGNOSIS, by=SYSTEM)
        transaction.set_rollback(True)
    update_status(these(jobs), Status.IN_REPAIR, by=SYSTEM)
    (payload,) = heard(listener, 1)
    (told,) = told_in(payload)
    assert told == Told(order.pk, order.customer_id, None, "job.status-updated", frozenset(job.pk for job in jobs))
    assert "SN" not in payload, "No word of what happened."


@pytest.mark.postgresql
def test_what_is_too_long_for_one_notification_is_told_in_several(listener: "psycopg.Connection[Any]") -> None:
    order, jobs = an_order_of(1)
    list(listener.notifies(timeout=0.3))
    kinds = [f"job.{'long-name' * 5}-{number}" for number in range(100)]
    Event.objects.bulk_create(
        Event(
            at=clock.now(), kind=kind, actor_label="-", group="-", work_order_id=order.pk,
            customer_id=order.customer_id, job=job,
        )
        for kind in kinds for job in jobs
    )  # fmt: skip
    payloads = heard(listener, len(kinds))
    assert max(len(payload) for payload in payloads) < 8000
    assert {told.kind for payload in payloads for told in told_in(payload)} == set(kinds)
    assert all(json.loads(payload) for payload in payloads)
