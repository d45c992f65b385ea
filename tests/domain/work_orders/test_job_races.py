"""Two people give two machines the same serial number at once."""

from dataclasses import replace
from functools import partial

import pytest

from hashmend.domain.history.models import Event
from hashmend.domain.miners.labels import Labels
from hashmend.domain.miners.models import Miner
from hashmend.domain.work_orders.models import Job
from hashmend.domain.work_orders.operations import edit_identity, move_jobs
from hashmend.kernel.actor import SYSTEM
from hashmend.kernel.errors import Outcome, Refused
from tests import factories
from tests.domain.work_orders.sets import these
from tests.factories_board import an_order_of, machines
from tests.races import at_once

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def rename(job: Job, serial: str) -> None:
    seen = Labels.of(Miner.objects.get(pk=job.miner_id))
    edit_identity(job, replace(seen, serial=serial), seen=seen, by=SYSTEM)


@pytest.mark.parametrize("same_customer", [True, False])
def test_one_gets_it_and_the_other_is_refused_with_a_sentence(same_customer: bool) -> None:
    order, (first,) = an_order_of(1)
    _, (second,) = an_order_of(1, of=order.customer if same_customer else None)
    for attempt in range(5):
        serial = f"SAME{attempt}"
        answers = at_once(partial(rename, first, serial), partial(rename, second, serial))
        assert sorted(type(answer).__name__ for answer in answers) == ["NoneType", "Refused"]
        assert Miner.objects.filter(serial=serial).count() == 1
        assert Job.objects.filter(open_key=f"SN:{serial}").count() == 1


def test_machines_moved_at_once_get_positions_of_their_own() -> None:
    order, jobs = an_order_of(6)
    target = factories.work_order(order.customer)
    other, others = an_order_of(6, of=order.customer)
    answers = at_once(
        lambda: move_jobs(these(jobs), target, by=SYSTEM),
        lambda: move_jobs(these(others), target, by=SYSTEM),
        lambda: machines(target, 3),
        lambda: move_jobs(these(jobs), target, by=SYSTEM),
    )
    assert not [answer for answer in answers if isinstance(answer, Exception) and not isinstance(answer, Refused)]
    assert isinstance(answers[1], Outcome)
    assert sorted(target.jobs.values_list("position", flat=True)) == list(range(1, 16))
    assert Event.objects.filter(kind="job.moved-here").count() == 12
    assert not Job.objects.filter(work_order__in=[order, other]).exists()
