"""Rows written straight from their values are the rows their model would write."""

import json
from datetime import UTC, datetime

import pytest
from django.db import transaction

from hashmend.domain.history.models import Event
from hashmend.domain.history.recording import record
from hashmend.domain.inserting import insert
from hashmend.domain.work_orders.models import ServiceDone
from hashmend.kernel.actor import SYSTEM
from tests import factories
from tests.domain.history.test_recording import GREETED

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 4, 5, 6, 7, 891, tzinfo=UTC)


def test_it_writes_what_the_model_would() -> None:
    (job,), service = factories.jobs(factories.work_order()), factories.service()
    insert(ServiceDone, {"done_at": AT, "done_by_id": None}, ("job_id", "service_id"), [(job.pk, service.pk)])
    written = ServiceDone.objects.get()
    assert (written.job, written.service, written.done_at, written.done_by) == (job, service, AT, None)


def test_no_rows_are_no_statement(django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        insert(ServiceDone, {"done_at": AT}, ("job_id",), [])


@pytest.mark.parametrize("text", ["100 %", "%s", "it's", '{"a": [1]}', "\\n", "ÅŁ漢😀", "{x,NULL}", "NULL", ""])
def test_texts_arrive_as_they_are(text: str) -> None:
    same = {"at": AT, "kind": "test", "actor_label": text, "group": "g", "actor_id": None}
    insert(Event, same, ("data",), [(json.dumps({"thing": text}),)])
    event = Event.objects.get()
    assert (event.actor_label, event.data) == (text, {"thing": text})


def test_a_history_of_different_things_names_the_roots_of_each() -> None:
    order, buyer = factories.work_order(), factories.customer()
    before = Event.objects.count()
    with transaction.atomic():
        record(GREETED, [order, buyer, order], by=SYSTEM)
    written = list(Event.objects.order_by("pk").values_list("work_order_id", "customer_id"))[before:]
    named = (order.pk, order.customer_id)
    assert written == [named, (None, buyer.pk), named]
