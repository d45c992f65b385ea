"""What stands on a machine is corrected."""

from dataclasses import replace

import pytest

from hashmend.domain.batches import row
from hashmend.domain.history.models import Event
from hashmend.domain.miners.labels import Labels
from hashmend.domain.miners.models import Miner
from hashmend.domain.work_orders.models import Job
from hashmend.domain.work_orders.operations import Overtaken, complete_order, edit_identity, move_jobs, update_status
from hashmend.domain.work_orders.statuses import Status
from hashmend.kernel.actor import SYSTEM, Actor
from hashmend.kernel.errors import Refused
from tests import factories
from tests.domain.work_orders.sets import state, these
from tests.factories_board import an_order_of, packed

pytestmark = pytest.mark.django_db


def seen(job: Job) -> Labels:
    return Labels.of(Miner.objects.get(pk=job.miner_id))


def edit(job: Job, *, by: Actor = SYSTEM, **changes: object) -> None:
    edit_identity(job, replace(seen(job), **changes), seen=seen(job), by=by)


def refusal(job: Job, **changes: object) -> str:
    before = (state(), list(Miner.objects.order_by("pk").values()))
    with pytest.raises(Refused) as refused:
        edit(job, **changes)
    assert (state(), list(Miner.objects.order_by("pk").values())) == before
    return refused.value.sentence


def test_serial_mac_tag_and_model_are_kept_as_typed_and_normalised() -> None:
    _, (job,) = an_order_of(1)
    model = factories.miner_model("Antminer S19j Pro")
    edit(job, serial=" hk-12 ab\r\n", mac="02:35:3d:b3:2d:b1", asset_tag="R7", model=model)
    miner = Miner.objects.get(pk=job.miner_id)
    assert (miner.serial, miner.serial_typed) == ("HK-12AB", "hk-12 ab")
    assert (miner.mac, miner.mac_typed) == ("02353DB32DB1", "02:35:3d:b3:2d:b1")
    assert (miner.asset_tag, miner.model) == ("R7", model)
    assert Job.objects.get(pk=job.pk).open_key == "SN:HK-12AB"


def test_the_history_tells_old_and_new() -> None:
    order, (job,) = an_order_of(1)
    old = str(job.miner)
    edit(job, serial="NEW1", by=factories.staff("technician", name="Ana").as_actor())
    event = Event.objects.get(kind="job.identity-edited")
    assert event.sentence == f"{old}: serial number {old} → NEW1."
    assert (event.actor_label, event.job_id, event.miner_id, event.work_order) == ("Ana", job.pk, job.miner_id, order)
    assert Miner.objects.get(pk=job.miner_id).former_serials == old


def test_a_machine_without_serial_stays_under_its_mac() -> None:
    _, (job,) = an_order_of(1)
    edit(job, serial="", mac="02353db32db1")
    assert Job.objects.get(pk=job.pk).open_key == "MAC:02353DB32DB1"


def test_labels_that_the_person_left_alone_keep_what_others_wrote() -> None:
    _, (job,) = an_order_of(1)
    page = seen(job)
    edit(job, mac="02353db32db1")
    edit_identity(job, replace(page, serial="NEW1"), seen=page, by=SYSTEM)
    assert (seen(job).serial, seen(job).mac) == ("NEW1", "02353db32db1")


def test_a_label_somebody_else_changed_meanwhile_is_not_overwritten() -> None:
    _, (job,) = an_order_of(1)
    page = seen(job)
    edit(job, serial="ANAS", by=factories.staff("technician", name="Ana").as_actor())
    before = state()
    with pytest.raises(Overtaken) as overtaken:
        edit_identity(job, replace(page, serial="BOS"), seen=page, by=SYSTEM)
    assert overtaken.value.sentence == (
        f"Ana changed the serial number to ANAS just now; you saw {page.serial} and typed BOS. "
        "Keep theirs, or save yours again."
    )
    assert overtaken.value.current.serial == "ANAS"
    assert state() == before


def test_two_people_typing_the_same_agree() -> None:
    _, (job,) = an_order_of(1)
    page = seen(job)
    for _ in range(2):
        edit_identity(job, replace(page, serial="SAME"), seen=page, by=SYSTEM)
    assert Event.objects.filter(kind="job.identity-edited").count() == 1


def test_it_refuses_to_change_nothing() -> None:
    _, (job,) = an_order_of(1)
    assert refusal(job) == f"Nothing was changed on {job.miner}: type another value, or cancel."


def test_it_refuses_an_empty_identity() -> None:
    _, (job,) = an_order_of(1)
    sentence = refusal(job, serial=" - ")
    assert sentence == "A machine needs a serial number, a MAC address or an asset tag: none was given."


def test_it_refuses_what_is_too_long() -> None:
    _, (job,) = an_order_of(1)
    assert "must be 120 characters or fewer" in refusal(job, serial="AB" * 61)
    assert "must be 60 characters or fewer" in refusal(job, asset_tag="AB" * 31)


def test_it_refuses_the_serial_of_another_open_order_and_names_it() -> None:
    other_order, (other,) = an_order_of(1)
    _, (job,) = an_order_of(1)
    assert refusal(job, serial=str(other.miner)) == (
        f"{other.miner} is in {other_order} as #1 already, and in one open order at a time: correct it there first."
    )


def test_it_refuses_the_serial_of_another_machine_of_the_customer_and_names_its_last_order() -> None:
    first, (gone,) = an_order_of(1)
    update_status(these([gone]), Status.SCRAPPED, by=SYSTEM, scrap_consent="by mail")
    complete_order(row(first), by=SYSTEM)
    _, (job,) = an_order_of(1, of=first.customer)
    assert refusal(job, serial=str(gone.miner)) == (
        f"{gone.miner} is another machine of {first.customer} already, last in {first} as #1: check the label again."
    )


def test_another_customer_may_have_a_machine_with_a_serial_that_left() -> None:
    first, (gone,) = an_order_of(1)
    update_status(these([gone]), Status.SCRAPPED, by=SYSTEM, scrap_consent="by mail")
    complete_order(row(first), by=SYSTEM)
    _, (job,) = an_order_of(1)
    edit(job, serial=str(gone.miner))
    assert seen(job).serial == str(gone.miner)


def test_it_refuses_shipped_and_billed_machines() -> None:
    _, jobs = an_order_of(2)
    ready, gone = packed(jobs[:1], ready=True), packed(jobs[1:], shipped=True)
    assert f"is in {ready}, which is ready for billing or billed" in refusal(jobs[0], serial="N1")
    assert f"left the repair centre in {gone}" in refusal(jobs[1], serial="N1")


def test_it_refuses_a_closed_order() -> None:
    order, (job,) = an_order_of(1)
    update_status(these([job]), Status.SCRAPPED, by=SYSTEM, scrap_consent="by mail")
    complete_order(row(order), by=SYSTEM)
    assert refusal(job, serial="N1") == f"{order} is complete: its machines keep their labels."


def test_it_goes_with_the_machine_to_another_order() -> None:
    order, (job,) = an_order_of(1)
    page, target = seen(job), factories.work_order(order.customer)
    move_jobs(these([job]), target, by=SYSTEM)
    edit_identity(job, replace(page, serial="N1"), seen=page, by=SYSTEM)
    assert Event.objects.get(kind="job.identity-edited").work_order == target
