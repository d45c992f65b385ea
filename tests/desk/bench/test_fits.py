"""The bench says what does not fit, and what is to be known of a spare before and after it comes in."""

import re

import pytest
from django.test import Client

from hashmend.domain.bench.models import Failure, Repair
from hashmend.domain.catalogue.bench import BoardNumber
from hashmend.domain.catalogue.models import RepairType
from hashmend.domain.catalogue.operations import add_row
from hashmend.domain.fitting.operations import mark_missing, remove_to_stock, set_condition
from hashmend.domain.parts.models import Part
from hashmend.domain.work_orders.models import Job
from hashmend.kernel.actor import SYSTEM
from tests.desk.bench.test_parts import AsRole, machine_of, of_part, of_slot, refused, sent, undone, words
from tests.domain.fitting.places import everything, only
from tests.factories_parts import bench_jobs, slot, spare

pytestmark = pytest.mark.django_db


@pytest.fixture
def job() -> Job:
    """Return the stay of a machine whose boards are BHB42601 of bin 1; Hashboard 1 is missing, and three spares lie."""
    for number, family in (("BHB42601", "04 11"), ("BHB56902", "05 11")):
        add_row(BoardNumber, {"code": number, "number": number, "family": family}, by=SYSTEM)
    (made,) = bench_jobs()
    Part.objects.filter(miner=made.miner_id, part_type="hashboard").update(part_number="BHB42601", hash_bin="1")
    mark_missing(only(slot(made)), by=SYSTEM)
    for serial, number, hash_bin in (("SAME", "BHB42601", "1"), ("BIN2", "BHB42601", "2"), ("ALIEN", "BHB56902", "1")):
        spare(serial, model=made.miner.model, part_number=number, hash_bin=hash_bin)
    return made


@pytest.fixture
def client(as_role: AsRole) -> Client:
    """Return the browser of a technician."""
    return as_role("technician")


def test_what_does_not_fit_is_refused_with_the_reason(job: Job, client: Client) -> None:
    why = f"Hashboard ALIEN (BHB56902) has the EEPROM family 05 11, BHB42601 in {job.miner} has 04 11"
    for verb in ("attach/", "scan/"):
        assert why in refused(client, of_slot(job, "hashboard-1", verb), serial="alien")
    assert why in refused(client, of_part(slot(job, position=2), job, "replace/"), serial="alien")


def test_a_warning_stands_beside_the_spare_and_in_the_answer(job: Job, client: Client) -> None:
    said = f"Hashboard BIN2 is of bin 2, a board of {job.miner} of bin 1: the firmware may refuse it."
    for at in ("hashboard-1", "hashboard-2"):
        page = client.get(f"{machine_of(job)}?slot={at}")
        assert said in words(page)
        assert "ALIEN" not in page.content.decode()
    before = everything()
    answer = sent(client, of_slot(job, "hashboard-1", "attach/"), serial="bin2")
    assert f"Hashboard 1: Hashboard BIN2 is in, from spare stock. {said}" in words(answer)
    assert "notice-warning" in answer.content.decode()
    undone(client, answer)
    assert everything() == before
    assert said in words(sent(client, of_part(slot(job, position=2), job, "replace/"), serial="bin2"))


def test_boards_that_a_failure_waits_on_are_compared_with_nothing(job: Job, client: Client) -> None:
    for position in (2, 3):
        part = slot(job, position=position)
        Failure.objects.create(job=job, part=part, part_type="hashboard", words="dead", severity="major")
    assert "Attach ALIEN" in client.get(f"{machine_of(job)}?slot=hashboard-1").content.decode()
    answer = sent(client, of_slot(job, "hashboard-1", "attach/"), serial="alien")
    assert "Hashboard 1: Hashboard ALIEN is in, from spare stock." in words(answer)
    assert "notice-warning" not in answer.content.decode()


def failing(part: Part, job: Job, severity: str = "major") -> None:
    """Note a failure on a part, in a stay."""
    Failure.objects.create(job=job, part=part, part_type="hashboard", words="dead", severity=severity)


def test_a_spare_that_a_failure_waits_on_is_not_offered(job: Job, client: Client) -> None:
    """Nobody noted its condition, but everybody was told that it is broken."""
    (other,) = bench_jobs(of=job.miner.customer, model=job.miner.model)
    for position, severity in ((1, "major"), (2, "cosmetic")):
        part = slot(other, position=position)
        only(part).update(serial=f"TAKEN{position}", part_number="BHB42601", hash_bin="1")
        failing(part, other, severity)
        remove_to_stock(only(part), by=SYSTEM)
    page = client.get(f"{machine_of(job)}?slot=hashboard-1").content.decode()
    assert "Attach TAKEN1" not in page
    assert "Attach TAKEN2" in page
    said = "A failure waits on Hashboard TAKEN1 that no repair answers: it goes in as it is."
    assert said in words(sent(client, of_slot(job, "hashboard-1", "attach/"), serial="taken1"))
    remove_to_stock(Part.objects.filter(serial="TAKEN1"), by=SYSTEM)
    assert said in words(sent(client, of_part(slot(job, position=2), job, "replace/"), serial="taken1"))


def test_a_spare_that_is_faulty_warns(job: Job, client: Client) -> None:
    set_condition(Part.objects.filter(serial="SAME"), "faulty", by=SYSTEM)
    answer = sent(client, of_slot(job, "hashboard-1", "attach/"), serial="same")
    assert "Hashboard SAME is noted as faulty: it goes in as it is." in words(answer)
    assert "notice-warning" in answer.content.decode()


def test_a_board_that_failed_in_another_machine_of_the_shop_is_compared_with_nothing(job: Job, client: Client) -> None:
    (other,) = bench_jobs()
    for position in (2, 3):
        failing(slot(job, position=position), other)
    answer = sent(client, of_slot(job, "hashboard-1", "attach/"), serial="alien")
    assert "Hashboard 1: Hashboard ALIEN is in, from spare stock." in words(answer)


@pytest.fixture
def taken(job: Job) -> Part:
    """Return a good board in the stock: a failure was found on it in another machine, which still waits."""
    (other,) = bench_jobs(of=job.miner.customer, model=job.miner.model)
    part = slot(other)
    only(part).update(serial="TAKEN", part_number="BHB42601", hash_bin="1", condition="good")
    failing(part, other)
    remove_to_stock(only(part), by=SYSTEM)
    return part


def test_one_that_is_good_though_a_failure_waits_on_it_is_offered_with_that(
    job: Job, client: Client, taken: Part
) -> None:
    """It may have been repaired where nobody could note it: a repair is noted in a machine."""
    page = client.get(f"{machine_of(job)}?slot=hashboard-1")
    offered = re.findall(r'aria-label="Attach (\w+)"', page.content.decode())
    assert (offered[0], set(offered)) == ("SAME", {"SAME", "BIN2", "TAKEN"})
    assert "A failure waits on Hashboard TAKEN that no repair answers: it goes in as it is." in words(page)


def test_what_failed_in_another_machine_is_told_and_repaired_in_this_one(job: Job, client: Client, taken: Part) -> None:
    sent(client, of_slot(job, "hashboard-1", "attach/"), serial="taken")
    failure = Failure.objects.select_related("job__miner").get()
    said = f"dead was found on it in {failure.job.miner} ({failure.job}), and no repair answers it."
    assert said in words(client.get(f"{machine_of(job)}?slot=hashboard-1"))
    kind = add_row(RepairType, {"code": "r", "part_type": "hashboard", "name": "Chips replaced"}, by=SYSTEM)
    answer = sent(client, of_part(taken, job, "repair/"), repair=kind.name, answers=failure.pk)
    assert "Chips replaced recorded for Hashboard TAKEN." in words(answer)
    assert said not in words(client.get(f"{machine_of(job)}?slot=hashboard-1"))
    repair = Repair.objects.get()
    answer = sent(client, f"{machine_of(job)}repairs/{repair.public_id}/withdraw/?part={taken.pk}")
    assert Failure.objects.unanswered().exists()
    undone(client, answer)
    assert Failure.objects.get().answered_by == Repair.objects.get()


def test_a_repair_answers_no_failure_of_another_part_elsewhere(job: Job, client: Client, taken: Part) -> None:
    kind = add_row(RepairType, {"code": "r", "part_type": "hashboard", "name": "Chips replaced"}, by=SYSTEM)
    url = of_part(slot(job, position=2), job, "repair/")
    assert "A failure was withdrawn meanwhile" in refused(
        client, url, repair=kind.name, answers=Failure.objects.get().pk
    )
