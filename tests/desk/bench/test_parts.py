"""Parts on the page of a machine: condition, label, missing, out and in, each taken back at once."""

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hashmend.domain.batches import row
from hashmend.domain.fitting.operations import mark_missing, remove_to_stock
from hashmend.domain.history.models import Event
from hashmend.domain.miners.models import Miner, OemWarranty
from hashmend.domain.parts.models import Part
from hashmend.domain.parts.operations import reserve_spares
from hashmend.domain.work_orders.models import Job
from hashmend.domain.work_orders.operations import add_jobs, close_jobs
from hashmend.kernel.actor import SYSTEM
from tests import factories
from tests.domain.fitting.places import everything, only
from tests.factories_board import packed
from tests.factories_logistics import an_inbound_container
from tests.factories_parts import bench_jobs, slot, spare

pytestmark = pytest.mark.django_db

AsRole = Callable[..., Client]
HX = {"HTTP_HX_REQUEST": "true"}


def machine_of(job: Job) -> str:
    return f"/work-orders/{job.work_order}/miners/{job.position}/"


def of_part(part: Part, job: Job, verb: str = "") -> str:
    return f"{machine_of(job)}parts/{part.pk}/{verb}"


def of_slot(job: Job, name: str, verb: str) -> str:
    return f"{machine_of(job)}slots/{name}/{verb}"


def words(answer: Any) -> str:
    text = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", html.unescape(text)).replace("\u00a0", " ")


def sent(client: Client, url: str, **values: Any) -> Any:
    return client.post(url, values, **HX)


def refused(client: Client, url: str, **values: Any) -> str:
    """Return why the page refuses, after checking that nothing changed."""
    before = everything(), Event.objects.count()
    answer = sent(client, url, **values)
    assert answer.status_code == 409, answer.status_code
    assert (everything(), Event.objects.count()) == before
    return words(answer)


def undo_in(answer: Any) -> str:
    """Return the address of the button Undo."""
    return re.findall(r'action="([^"]+/undo/[^"]+)"', answer.content.decode())[0]


def undone(client: Client, answer: Any) -> None:
    assert client.post(undo_in(answer), **HX).status_code == 200


def test_the_condition_is_set_with_one_press_and_taken_back(as_role: AsRole) -> None:
    (job,) = bench_jobs()
    client, before = as_role("technician"), everything()
    answer = sent(client, of_part(slot(job), job, "set-condition/"), condition="faulty")
    assert "Hashboard 1 is faulty; it was unknown." in words(answer)
    assert "order-changed" in answer.headers["HX-Trigger-After-Settle"]
    assert slot(job).condition == "faulty"
    undone(client, answer)
    assert everything() == before


@pytest.mark.parametrize(
    ("read", "said"),
    [
        ({"serial": "HB-77"}, "Hashboard 1 is HB-77."),
        ({"serial": ""}, "Hashboard 1 has no serial number now."),
        ({"part_number": "S19-A2"}, "Hashboard 1 (HB-1): part number S19-A2."),
        ({"hash_bin": ""}, "Hashboard 1 (HB-1): no bin now."),
        ({"serial": "HB-1"}, "Hashboard 1 (HB-1): nothing was changed."),
    ],
)
def test_what_was_read_from_the_label_is_said_as_it_is_now(as_role: AsRole, read: Any, said: str) -> None:
    (job,) = bench_jobs()
    client, board = as_role("technician"), slot(job)
    sent(client, of_part(board, job, "read/"), serial="HB-1", hash_bin="B2")
    assert said in words(client.post(of_part(board, job, "read/"), read, follow=True))


def test_it_works_without_a_script(as_role: AsRole) -> None:
    (job,) = bench_jobs()
    client, part = as_role("technician"), slot(job)
    answer = client.post(of_part(part, job, "set-condition/"), {"condition": "good"}, follow=True)
    assert "Hashboard 1 is good; it was unknown." in words(answer)
    gone = client.post(of_part(part, job, "mark-missing/"), follow=True)
    assert "This slot is empty." in words(gone)
    assert "Hashboard 1 is reported missing" in words(gone)


@pytest.mark.parametrize(
    ("condition", "why"), [("unknown", "is unknown already"), ("missing", "reported missing"), ("", "Choose unknown")]
)
def test_a_condition_that_is_none_is_refused(as_role: AsRole, condition: str, why: str) -> None:
    (job,) = bench_jobs()
    assert why in refused(as_role("technician"), of_part(slot(job), job, "set-condition/"), condition=condition)


def test_all_that_nobody_judged_are_good_with_one_press(as_role: AsRole) -> None:
    (job,) = bench_jobs()
    client = as_role("technician")
    sent(client, of_part(slot(job), job, "set-condition/"), condition="faulty")
    assert "The unknown ones are good" in words(client.get(machine_of(job)))
    answer = sent(client, f"{machine_of(job)}set-conditions/")
    assert "8 parts are good that were unknown." in words(answer)
    assert sorted(Part.objects.values_list("condition", flat=True)) == ["faulty", *["good"] * 8]
    assert "No part of" in refused(client, f"{machine_of(job)}set-conditions/")
    assert "The unknown ones are good" not in words(client.get(machine_of(job)))
    undone(client, answer)
    assert set(Part.objects.values_list("condition", flat=True)) == {"faulty", "unknown"}


def test_a_label_is_saved_field_by_field_and_warns_of_its_twin(as_role: AsRole) -> None:
    other, job = bench_jobs()[0], bench_jobs()[0]
    client, url = as_role("technician"), of_part(slot(job), job, "read/")
    sent(client, of_part(slot(other, position=2), other, "read/"), serial="HB-7")
    assert "Hashboard 1: part number BHB42601." in words(sent(client, url, part_number="BHB42601"))
    warned = sent(client, url, serial=" SN: hb-7\r")
    twin = f"HB-7 is also on Hashboard 2 of {other.miner}, of {other.miner.customer}: check both labels."
    assert twin in words(warned)
    assert "notice-warning" in warned.content.decode()
    part = slot(job)
    assert (part.serial, part.serial_typed, part.part_number) == ("HB-7", "hb-7", "BHB42601")
    assert twin in words(client.get(f"{machine_of(job)}?slot=hashboard-1"))
    assert sent(client, url, serial="hb-7").status_code == 204
    assert "longer than 80 characters" in refused(client, url, serial="X" * 81)
    undone(client, warned)
    assert slot(job).serial == ""


def test_a_missing_part_leaves_its_slot_and_is_found_again(as_role: AsRole) -> None:
    (job,) = bench_jobs()
    client, part = as_role("technician"), slot(job, position=2)
    answer = sent(client, of_part(part, job, "mark-missing/"))
    assert answer.headers["HX-Replace-Url"] == f"{machine_of(job)}?slot=hashboard-2"
    page = words(client.get(f"{machine_of(job)}?slot=hashboard-2"))
    assert "This slot is empty." in page
    assert f"Hashboard #{part.pk} is missing from here" in page
    assert client.post(of_part(part, job, "mark-missing/")).status_code == 404
    found = sent(client, of_slot(job, "hashboard-2", "find-again/"), part=part.pk)
    assert "in unknown condition" in words(found)
    assert slot(job, position=2) == part
    assert "is in its slot already" in refused(client, of_slot(job, "hashboard-2", "find-again/"), part=part.pk)
    undone(client, found)
    wrong = refused(client, of_slot(job, "hashboard-2", "find-again/"), part=slot(job).pk)
    assert f"No part that is missing from Hashboard 2 of {job.miner} was chosen" in wrong


def test_the_label_of_what_was_missing_brings_it_back(as_role: AsRole) -> None:
    (job,) = bench_jobs()
    client, part = as_role("technician"), slot(job)
    sent(client, of_part(part, job, "read/"), serial="HB-1")
    sent(client, of_part(part, job, "mark-missing/"))
    answer = sent(client, of_slot(job, "hashboard-1", "scan/"), serial="hb-1")
    assert "Hashboard HB-1 is in Hashboard 1 again" in words(answer)
    assert slot(job) == part


def test_a_part_goes_to_a_shelf_of_the_spare_stock(as_role: AsRole) -> None:
    (job,) = bench_jobs()
    client, part = as_role("technician"), slot(job, "psu")
    answer = sent(client, of_part(part, job, "remove-to-stock/"), shelf=" B3 ")
    assert "PSU is in spare stock, B3: the slot is empty." in words(answer)
    part.refresh_from_db()
    assert (part.place, part.shelf, part.owner_id) == ("stock", "B3", job.miner.customer_id)
    undone(client, answer)
    assert slot(job, "psu") == part


def test_what_fits_an_empty_slot_is_offered_best_first(as_role: AsRole) -> None:
    (job,) = bench_jobs()
    other, model = factories.miner_model("Another"), job.miner.model
    remove_to_stock(only(slot(job)), by=SYSTEM)
    Part.objects.filter(place="stock").update(serial="HIS", condition="good", shelf="Z1")
    kept = spare("KEPT", model=model, condition="unknown")
    reserve_spares(only(kept), job.miner, by=SYSTEM)
    for serial, values in {
        "ANY": {"model": None}, "OURS": {"model": model}, "UNSURE": {"model": model, "condition": "unknown"},
        "BROKEN": {"model": model, "condition": "faulty"}, "UNFIT": {"model": other},
        "THEIRS": {"owner": factories.customer(), "model": model},
    }.items():  # fmt: skip
        spare(serial, **values)
    reserve_spares(only(spare("TAKEN", model=model)), bench_jobs()[0].miner, by=SYSTEM)
    page = as_role("technician").get(f"{machine_of(job)}?slot=hashboard-1")
    offered = re.findall(r'aria-label="Attach (\w+)"', page.content.decode())
    assert offered == ["KEPT", "HIS", "OURS", "UNSURE", "ANY"]
    assert "Reserved for this miner" in words(page)


def test_spares_without_a_number_are_one_line(as_role: AsRole) -> None:
    (job,) = bench_jobs()
    mark_missing(only(slot(job, "fan", 2)), by=SYSTEM)
    fans = [spare(part_type="fan", shelf="F1") for _ in range(3)]
    client = as_role("technician")
    assert "No serial number × 3" in words(client.get(f"{machine_of(job)}?slot=fan-2"))
    answer = sent(client, of_slot(job, "fan-2", "attach/"), spare=fans[0].pk)
    assert f"Fan 2: Fan #{fans[0].pk} is in, from spare stock, F1." in words(answer)
    assert slot(job, "fan", 2) == fans[0]


def test_a_scanned_spare_comes_into_the_slot_and_out_again(as_role: AsRole) -> None:
    (job,) = bench_jobs()
    remove_to_stock(only(slot(job)), by=SYSTEM)
    spare("HB-9", shelf="A1")
    client, before = as_role("technician"), everything()
    for verb in ("attach/", "scan/"):
        answer = sent(client, of_slot(job, "hashboard-1", verb), serial="S/N: hb-9")
        assert "Hashboard 1: Hashboard HB-9 is in, from spare stock, A1." in words(answer)
        assert slot(job).serial == "HB-9"
        undone(client, answer)
        assert everything() == before


def test_a_spare_that_may_not_come_says_why(as_role: AsRole) -> None:
    (job,), (other,) = bench_jobs(), bench_jobs()
    remove_to_stock(only(slot(job)), by=SYSTEM)
    client, url = as_role("technician"), of_slot(job, "hashboard-1", "attach/")
    reserve_spares(only(spare("KEPT")), other.miner, by=SYSTEM)
    spare("THEIRS", owner=other.miner.customer)
    spare("PSU-1", part_type="psu")
    for _ in range(2):
        only(spare()).update(serial="TWIN")
    row(slot(other)).update(serial="INUSE")
    unfit = spare("UNFIT", model=factories.miner_model("Another"))
    other_model = f"Hashboard UNFIT is for {unfit.model}, {job.miner} is {job.miner.model}: choose a spare that fits"
    assert other_model in refused(client, url, serial="UNFIT")
    assert "Scan the part that comes in" in refused(client, url)
    assert "No spare carries NOSUCH" in refused(client, url, serial="NOSUCH")
    assert f"is reserved for {other.miner}" in refused(client, url, serial="KEPT")
    assert f"belongs to {other.miner.customer}" in refused(client, url, serial="THEIRS")
    assert f"is Hashboard 1 of {other.miner} already" in refused(client, url, serial="INUSE")
    assert "PSU-1 is a PSU: this is a slot for a Hashboard." in refused(client, url, serial="PSU-1")
    assert "2 spares carry TWIN" in refused(client, url, serial="TWIN")
    taken = of_slot(job, "hashboard-2", "attach/")
    assert f"Hashboard 2 of {job.miner} is in its slot already" in refused(client, taken, serial="NOSUCH")
    assert client.post(of_slot(job, "hashboard-9", "attach/")).status_code == 404
    assert client.post(url, {"spare": "999999"}).status_code == 404


def test_a_part_found_in_an_empty_slot_is_entered(as_role: AsRole) -> None:
    (job,) = bench_jobs()
    mark_missing(only(slot(job)), by=SYSTEM)
    client, before = as_role("technician"), everything()
    url = of_slot(job, "hashboard-1", "add-part/")
    answer = sent(client, url, serial="hb-5", part_number="BHB1", hash_bin="3", owner="customer")
    part = slot(job)
    assert "Hashboard 1: HB-5 is entered." in words(answer)
    assert (part.serial, part.part_number, part.hash_bin, part.owner) == ("HB-5", "BHB1", "3", job.miner.customer)
    undone(client, answer)
    assert everything() == before


def test_a_spare_takes_the_place_of_a_part_in_one_step(as_role: AsRole) -> None:
    (job,) = bench_jobs()
    old, new = slot(job), spare("HB-9")
    client, before = as_role("technician"), everything()
    answer = sent(client, of_part(old, job, "replace/"), serial="hb-9", old_serial="hb-1", old_to="stock", shelf="R1")
    assert "Hashboard 1 (hb-1) was replaced by HB-9; the old one is in spare stock, R1." in words(answer)
    old.refresh_from_db()
    assert (old.serial, old.place, old.shelf, slot(job)) == ("HB-1", "stock", "R1", new)
    undone(client, answer)
    assert everything() == before


def test_a_new_part_takes_the_place_of_one_that_is_scrap(as_role: AsRole) -> None:
    (job,) = bench_jobs()
    old, client, before = slot(job), as_role("technician"), everything()
    url = of_part(old, job, "replace/")
    assert "No spare carries hb-new" in refused(client, url, serial="hb-new", old_to="scrap")
    answer = sent(client, url, serial="hb-new", is_new="on", owner="rc", source="PO 9", old_to="scrap")
    assert "Hashboard 1 was replaced by HB-NEW; the old one is scrap." in words(answer)
    old.refresh_from_db()
    new = slot(job)
    assert (old.place, old.condition) == ("gone", "scrap")
    assert (new.serial, new.owner, new.source, new.model) == ("HB-NEW", None, "PO 9", job.miner.model)
    undone(client, answer)
    assert everything() == before


def test_what_cannot_replace_a_part_is_refused(as_role: AsRole) -> None:
    (job,) = bench_jobs()
    spare("HB-9")
    client, url = as_role("technician"), of_part(slot(job), job, "replace/")
    assert "Both labels read HB-9" in refused(client, url, serial="HB-9", old_serial="hb-9")
    assert "stock or scrap" in refused(client, url, serial="HB-9", old_to="the river")
    psu = spare(part_type="psu")
    assert "A PSU does not go into the slot of a Hashboard." in refused(client, url, spare=psu.pk)


def test_a_new_control_board_asks_for_the_labels_it_brings(as_role: AsRole) -> None:
    (job,) = bench_jobs()
    Miner.objects.filter(pk=job.miner_id).update(asset_tag="HM-0042")
    spare("CB-9", part_type="control_board")
    client, before = as_role("technician"), job.miner.serial
    page = words(client.get(f"{machine_of(job)}?slot=control_board-1"))
    assert "A control board brings its own MAC" in page
    assert "the asset tag HM-0042 stays" in page
    assert "A control board brings" not in words(client.get(f"{machine_of(job)}?slot=psu-1"))
    labels = {"new_serial": "SYNNEWBOARD000001", "new_mac": "02:00:00:00:AA:01"}
    answer = sent(client, of_part(slot(job, "control_board"), job, "replace/"), serial="CB-9", **labels)
    told = f"The machine is SYNNEWBOARD000001 now, formerly {before}; MAC 02:00:00:00:AA:01, asset tag HM-0042."
    assert told in words(answer)
    assert f"formerly {before}" in words(client.get(machine_of(job)))
    assert client.get("/bench/find/", {"label": before}).headers["Location"] == machine_of(job)
    undone(client, answer)
    now = Miner.objects.get(pk=job.miner_id)
    assert (now.serial, now.mac, now.asset_tag) == (before, job.miner.mac, "HM-0042")


def test_nothing_else_brings_labels(as_role: AsRole) -> None:
    (job,) = bench_jobs()
    spare("HB-9")
    url = of_part(slot(job), job, "replace/")
    why = refused(as_role("technician"), url, serial="HB-9", new_serial="X", new_mac="")
    assert "change with a control board only" in why


def test_a_label_that_is_scanned_does_what_it_means_here(as_role: AsRole) -> None:
    (job, second) = bench_jobs(2)
    client, part = as_role("technician"), slot(job)
    machine, board = f"{machine_of(job)}scan/", of_part(part, job, "scan/")
    assert sent(client, board, serial=str(second.miner)).headers["HX-Redirect"] == machine_of(second)
    assert "No machine carries hb-1" in refused(client, machine, serial="hb-1")
    assert "Hashboard 1 is hb-1." in words(sent(client, board, serial="hb-1"))
    assert slot(job).serial == "HB-1"
    assert sent(client, machine, serial="hb-1").headers["HX-Redirect"] == f"{machine_of(job)}?part={part.pk}"
    assert "No machine carries hb-2" in refused(client, board, serial="hb-2")
    spare("HB-3", shelf="A1")
    assert "Hashboard HB-3 is in no machine: it is in the spare stock on shelf A1." in refused(
        client, board, serial="HB-3"
    )
    container = str(an_inbound_container())
    assert f"This is container {container}" in refused(
        client, of_part(slot(job, "psu"), job, "scan/"), serial=container
    )
    assert "Scan or type" in refused(client, machine, serial=" ")
    spare("CB-9", part_type="control_board")
    mark_missing(only(slot(job, "control_board")), by=SYSTEM)
    why = refused(client, of_slot(job, "control_board-1", "scan/"), serial="CB-9")
    assert "Control board CB-9 brings labels: scan it under Attach" in why


def test_a_label_is_scanned_on_a_page_whose_part_has_left(as_role: AsRole) -> None:
    """The scanner is faster than the page that follows: its address still names the part that was replaced."""
    (job, second) = bench_jobs(2)
    client, old = as_role("technician"), slot(job)
    spare("HB-9")
    sent(client, of_part(old, job, "replace/"), serial="HB-9")
    stale = of_part(old, job, "scan/")
    assert sent(client, stale, serial=str(second.miner)).headers["HX-Redirect"] == machine_of(second)
    assert sent(client, stale, serial="hb-9").headers["HX-Redirect"] == f"{machine_of(job)}?part={slot(job).pk}"
    assert client.post(stale, {"serial": "HB-9"}).headers["Location"] == f"{machine_of(job)}?part={slot(job).pk}"
    assert "No machine carries hb-7" in refused(client, stale, serial="hb-7")
    spare("HB-8")
    assert "HB-8 is in no machine" in refused(client, stale, serial="HB-8")
    assert sent(client, of_slot(job, "psu-9", "scan/"), serial=str(second.miner)).headers["HX-Redirect"]


def test_reasons_stand_where_the_buttons_would(as_role: AsRole) -> None:
    (job,) = bench_jobs()
    client, part = as_role("technician"), slot(job)
    spare("HB-9")
    of_board = f"{machine_of(job)}?slot=hashboard-1"
    Miner.objects.filter(pk=job.miner_id).update(oem_warranty=OemWarranty.IN)
    page = client.get(of_board)
    assert "is in its maker's warranty" in words(page)
    assert "/replace/" not in page.content.decode()
    assert "/set-condition/" in page.content.decode()
    assert "is in its maker's warranty" in refused(client, of_part(part, job, "replace/"), serial="HB-9")
    assert "is in its maker's warranty" in refused(client, of_part(part, job, "remove-to-stock/"))
    Miner.objects.filter(pk=job.miner_id).update(oem_warranty=OemWarranty.VOID)
    packed([job], ready=True)
    page = client.get(of_board)
    assert "is ready for billing or billed" in words(page)
    assert "/set-condition/" not in page.content.decode()
    verbs: dict[str, dict[str, str]] = {
        "set-condition/": {"condition": "good"}, "mark-missing/": {}, "read/": {"serial": "X"}
    }  # fmt: skip
    for verb, values in verbs.items():
        assert "is ready for billing or billed" in refused(client, of_part(part, job, verb), **values)


def test_a_machine_that_left_keeps_its_parts(as_role: AsRole) -> None:
    (job,) = bench_jobs()
    close_jobs(Job.objects.filter(pk=job.pk), by=SYSTEM)
    client = as_role("technician")
    page = client.get(f"{machine_of(job)}?slot=hashboard-1")
    assert "is not at the repair centre" in words(page)
    assert "/set-condition/" not in page.content.decode()
    assert "is not at the repair centre" in refused(client, of_part(slot(job), job, "mark-missing/"))


def test_from_a_former_stay_the_page_sends_to_the_present_one(as_role: AsRole) -> None:
    (job,) = bench_jobs()
    close_jobs(Job.objects.filter(pk=job.pk), by=SYSTEM)
    again = factories.machine(job.miner.serial, mac_typed=job.miner.mac, model=job.miner.model)
    order = factories.work_order(job.miner.customer)
    (now,) = add_jobs(order, [again], container=None, received=True, by=SYSTEM).or_refuse().done
    client = as_role("technician")
    there = f"{job.miner} is in {order} as #{now.position} now: its parts are changed there."
    assert there in words(client.get(f"{machine_of(job)}?slot=psu-1"))
    assert there in refused(client, of_part(slot(job, "psu"), job, "mark-missing/"))
    assert sent(client, of_part(slot(job, "psu"), now, "mark-missing/")).status_code == 200


@pytest.mark.parametrize("role", ["logistics", "billing"])
def test_others_of_the_centre_look_only(as_role: AsRole, role: str) -> None:
    (job,) = bench_jobs()
    mark_missing(only(slot(job)), by=SYSTEM)
    client, board = as_role(role), slot(job, position=2)
    for url in (f"{machine_of(job)}?slot=hashboard-2", f"{machine_of(job)}?slot=hashboard-1", machine_of(job)):
        page = client.get(url)
        assert page.status_code == 200
        for verb in ("set-condition", "set-conditions", "read", "replace", "mark-missing", "attach", "find-again"):
            assert f"/{verb}/" not in page.content.decode()
    verbs = [of_part(board, job, verb) for verb in ("set-condition/", "read/", "mark-missing/", "remove-to-stock/")]
    verbs += [of_part(board, job, "replace/"), f"{machine_of(job)}set-conditions/", f"{machine_of(job)}scan/"]
    verbs += [of_slot(job, "hashboard-1", verb) for verb in ("attach/", "add-part/", "find-again/")]
    before = everything()
    assert {client.post(url).status_code for url in verbs} == {403}
    assert everything() == before


@pytest.mark.parametrize("role", ["manager", "admin"])
def test_managers_may_do_it_too(as_role: AsRole, role: str) -> None:
    (job,) = bench_jobs()
    assert sent(as_role(role), of_part(slot(job), job, "mark-missing/")).status_code == 200


def test_customers_and_parts_of_other_machines_are_kept_out(as_role: AsRole) -> None:
    (job,), (other,) = bench_jobs(), bench_jobs()
    buyer = Client()
    buyer.force_login(factories.customer_user(job.miner.customer))
    assert buyer.post(of_part(slot(job), job, "mark-missing/")).status_code == 403
    assert as_role("technician").post(of_part(slot(other), job, "mark-missing/")).status_code == 404
    assert Client().post(of_part(slot(job), job, "mark-missing/")).status_code == 302
    assert not Part.objects.filter(condition="missing").exists()


def test_many_spares_and_missing_parts_take_no_more_queries(as_role: AsRole) -> None:
    (job,) = bench_jobs()
    mark_missing(only(slot(job)), by=SYSTEM)
    client, url = as_role("technician"), f"{machine_of(job)}?slot=hashboard-1"
    spare("HB-0", owner=job.miner.customer, model=job.miner.model)
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for nr in range(30):
        spare(f"HB-{nr + 1}", owner=job.miner.customer, model=job.miner.model)
    Part.objects.filter(serial__in=["HB-1", "HB-2"]).update(
        condition="missing", place="gone", left_miner=job.miner, left_position=1
    )
    with CaptureQueriesContext(connection) as many:
        page = client.get(url)
    assert len(few) == len(many)
    assert "21 more in the spare parts" in words(page)
