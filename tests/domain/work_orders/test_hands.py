"""Whose bench a machine is on."""

import pytest

from hashmend.domain.batches import row
from hashmend.domain.history.models import Event
from hashmend.domain.work_orders.models import Job
from hashmend.domain.work_orders.operations import cancel_order, give_back_jobs, take_jobs, update_status
from hashmend.domain.work_orders.statuses import Status
from hashmend.kernel.actor import SYSTEM, Actor
from hashmend.kernel.errors import Refused
from tests import factories
from tests.races import at_once

pytestmark = pytest.mark.django_db


def technician(name: str = "Theo Lind") -> Actor:
    return factories.staff("technician", name=name).as_actor()


def test_machines_are_taken_and_given_back_and_the_history_tells() -> None:
    jobs, theo = factories.jobs(factories.work_order(), 2), technician()
    take_jobs(Job.objects.all(), by=theo).or_refuse()
    assert set(Job.objects.values_list("technician__name", flat=True)) == {"Theo Lind"}
    give_back_jobs(row(jobs[0]), by=theo).or_refuse()
    assert [str(job.technician) for job in Job.objects.order_by("pk")] == ["None", "Theo Lind"]
    told = [event.sentence for event in Event.objects.filter(job=jobs[0].pk).order_by("pk")]
    name = str(jobs[0].miner)
    assert told[-2:] == [f"Theo Lind took {name} (before: nobody).", f"Theo Lind gave {name} back."]


def test_the_machine_of_somebody_else_is_taken_only_over() -> None:
    (job,), theo, ines = factories.jobs(factories.work_order()), technician(), technician("Ines Okafor")
    take_jobs(row(job), by=ines).or_refuse()
    with pytest.raises(Refused, match="is on the bench of Ines Okafor: ask them to give it back, or take it over"):
        take_jobs(row(job), by=theo).or_refuse()
    take_jobs(row(job), by=theo, over=True).or_refuse()
    assert Event.objects.order_by("pk").last().sentence.endswith("(before: Ines Okafor).")  # type: ignore[union-attr]
    with pytest.raises(Refused, match="is yours already"):
        take_jobs(row(job), by=theo, over=True).or_refuse()


def test_a_machine_that_nobody_works_on_is_not_taken() -> None:
    order, theo = factories.work_order(), technician()
    (expected,) = factories.jobs(order, status=Status.EXPECTED)
    (done,) = factories.jobs(order, status=Status.REPAIRED)
    refused = take_jobs(Job.objects.all(), by=theo).refused
    assert [refusal.why for refusal in refused] == [
        f"{expected.miner} has not arrived: receive its container first.",
        f"{done.miner} is Repaired: set another status to work on it again.",
    ]
    with pytest.raises(Refused, match="Only a person takes machines"):
        take_jobs(Job.objects.all(), by=SYSTEM)


def test_what_is_nobodys_is_not_given_back() -> None:
    (job,) = factories.jobs(factories.work_order())
    with pytest.raises(Refused, match="is nobody's"):
        give_back_jobs(row(job), by=technician()).or_refuse()


def test_a_cancelled_order_keeps_whose_its_machines_were() -> None:
    order, theo = factories.work_order(), technician()
    (job,) = factories.jobs(order, status=Status.EXPECTED)
    cancel_order(row(order), "Sold", by=SYSTEM)
    with pytest.raises(Refused, match="is cancelled: nobody works in it any more"):
        take_jobs(row(job), by=theo).or_refuse()
    with pytest.raises(Refused, match="is cancelled: whose"):
        give_back_jobs(row(job), by=theo).or_refuse()


def test_an_outcome_leaves_whose_it_was() -> None:
    (job,), theo = factories.jobs(factories.work_order()), technician()
    take_jobs(row(job), by=theo).or_refuse()
    update_status(row(job), Status.REPAIRED, by=theo).or_refuse()
    assert Job.objects.get().technician_id == theo.user_id


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_two_technicians_who_take_a_machine_at_once_one_gets_it() -> None:
    (job,), both = factories.jobs(factories.work_order()), [technician(), technician("Ines Okafor")]
    answers = at_once(*(lambda by=by: take_jobs(row(job), by=by).or_refuse() for by in both))
    assert sorted(type(answer).__name__ for answer in answers) == ["Outcome", "Refused"]
    assert Event.objects.filter(kind="job.taken").count() == 1
