"""Rows written straight from their values are the rows their model would write."""

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import DataError, IntegrityError, connection, transaction

from hashmend.domain.history.models import Event
from hashmend.domain.history.recording import record
from hashmend.domain.miners.models import Miner
from hashmend.domain.work_orders.models import Job, ServiceDone
from hashmend.domain.work_orders.statuses import Status
from hashmend.domain.writing import insert
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


def new_miners(number: int, **values: object) -> list[Miner]:
    """Return machines that were not written yet."""
    of = factories.customer()
    return [Miner(customer=of, serial=f"SN{n}", serial_typed=f"sn{n}", created_at=AT, **values) for n in range(number)]


def test_many_rows_get_their_keys_and_are_read_as_they_were_written(django_assert_max_num_queries) -> None:
    miners = new_miners(500, model=factories.miner_model(), nominal_ths=Decimal("104.5"))
    with django_assert_max_num_queries(2):
        made = Miner.objects.bulk_create(miners, batch_size=100)
    read = Miner.objects.in_bulk([miner.pk for miner in made])
    columns = [field.attname for field in Miner._meta.concrete_fields]
    assert [[getattr(read[one.pk], name) for name in columns] for one in made] == [
        [getattr(one, name) for name in columns] for one in made
    ]
    assert not any(one._state.adding for one in made)


def test_the_next_single_row_gets_a_key_of_its_own() -> None:
    made = Miner.objects.bulk_create(new_miners(3))
    (alone,) = new_miners(1)
    alone.serial = "ALONE"
    alone.save()
    assert alone.pk > max(one.pk for one in made)


def test_nothing_is_written_when_one_row_cannot_be() -> None:
    first, *others = new_miners(3)
    others[-1].customer, others[-1].serial = first.customer, first.serial
    others[0].customer = first.customer
    with pytest.raises(IntegrityError), transaction.atomic():
        Miner.objects.bulk_create([first, *others])
    assert (Miner.objects.count(), first.pk) == (0, None)


def test_a_text_that_is_too_long_is_never_cut() -> None:
    (miner,) = new_miners(1)
    miner.asset_tag = "x" * 61
    if connection.vendor == "postgresql":  # SQLite knows no lengths: forms and entries check them
        with pytest.raises(DataError), transaction.atomic():
            Miner.objects.bulk_create([miner])


def test_rows_are_rewritten_each_with_its_own_values(django_assert_num_queries) -> None:
    jobs = factories.jobs(factories.work_order(), 3)
    for job, status in zip(jobs, (Status.REPAIRED, "unrepairable", Status.REPAIRED), strict=True):
        job.status, job.received_at = status, None
    jobs[1].received_at, jobs[1].model = AT, factories.miner_model()
    with django_assert_num_queries(1):
        assert Job.objects.bulk_update(jobs, ["status", "received_at", "model"], batch_size=2) == 3
    columns = ("status", "received_at", "model_id")
    assert list(Job.objects.order_by("position").values_list(*columns)) == [
        ("repaired", None, None),
        ("unrepairable", AT, jobs[1].model_id),
        ("repaired", None, None),
    ]


def test_rows_that_django_writes_itself_are_written_by_it() -> None:
    first = new_miners(1)[0]
    Miner.objects.bulk_create([first])
    assert Miner.objects.bulk_create([first], ignore_conflicts=True) == [first]
    assert Miner.objects.bulk_create([]) == []
    assert Miner.objects.bulk_update([], ["serial"]) == 0
