"""My day over HTTP: who may see it, what stands on it, scans without a script, taking and giving back."""

import html
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from hashmend.desk.day.looks import Timer
from hashmend.domain.accounts.models import User
from hashmend.domain.batches import row
from hashmend.domain.bench.models import BenchPosition
from hashmend.domain.bench.operations import place_job, retire_positions, start_test
from hashmend.domain.bench.running import Running
from hashmend.domain.parts.models import Part
from hashmend.domain.work_orders.models import Job
from hashmend.domain.work_orders.operations import take_jobs, update_status
from hashmend.domain.work_orders.statuses import Status
from hashmend.kernel.actor import SYSTEM
from tests import factories, factories_bench
from tests.factories_bench import position
from tests.factories_diagnosis import on_the_bench, parts_of
from tests.people import as_person, queries_of

pytestmark = pytest.mark.django_db

SignedIn = Callable[..., Client]
DAY, SCAN = "/my-day/", "/my-day/scan/"


def words(answer: object) -> str:
    text = re.sub(r"<[^>]+>", " ", answer.content.decode())  # type: ignore[attr-defined]
    return re.sub(r"\s+", " ", html.unescape(text)).replace("\u00a0", " ")


def theo() -> tuple[User, Client]:
    user = factories.staff("technician", name="Theo Lind")
    return user, as_person(user)


def url_of(job: Job) -> str:
    return f"/work-orders/{job.work_order}/miners/{job.position}/"


@pytest.mark.parametrize(
    ("role", "status"),
    [("technician", 200), ("manager", 200), ("admin", 200), ("logistics", 403), ("billing", 403), ("customer", 403)],
)
def test_who_works_at_the_bench_sees_the_day(signed_in: SignedIn, role: str, status: int) -> None:
    client = signed_in(role)
    assert client.get(DAY).status_code == status
    assert (client.post(SCAN, {"label": "X"}).status_code == 403) is (status == 403)


def test_without_signing_in_there_is_no_day() -> None:
    assert Client().get(DAY).headers["Location"].startswith("/sign-in/")


@pytest.mark.parametrize(
    ("role", "start"),
    [("technician", DAY), ("manager", "/work-orders/"), ("admin", "/work-orders/"), ("logistics", "/work-orders/")],
)
def test_a_technician_begins_with_the_day(signed_in: SignedIn, role: str, start: str) -> None:
    assert signed_in(role).get("/").headers["Location"] == start


def test_an_empty_shop_says_what_will_stand_where() -> None:
    _, client = theo()
    said = words(client.get(DAY))
    assert "No miner is yours" in said
    assert "0 of about 10" in said
    assert "Every miner that arrived is in somebody's hands." in said
    assert "No miner waits for parts." in said
    assert "No positions yet An admin adds benches" in said
    assert 'href="/positions/new/"' in as_person(factories.staff()).get(DAY).content.decode()


def test_my_machines_stand_in_groups_and_lead_to_their_pages() -> None:
    user, client = theo()
    jobs = on_the_bench(5)
    take_jobs(Job.objects.all(), by=user.as_actor()).or_refuse()
    row(parts_of(jobs[1], "psu")[0]).update(condition="faulty")
    for job, status in zip(jobs[1:], ("awaiting-parts", "awaiting-approval", "stress-test", "repaired"), strict=True):
        update_status(row(job), status, by=SYSTEM).or_refuse()
    page = client.get(DAY).content.decode()
    groups = {name: page.split(f'id="{name}"')[1].split("</section>")[0] for name in (
        "mine-new", "mine-parts", "mine-approval", "mine-test", "done-today")}  # fmt: skip
    for job, (name, group) in zip(jobs, groups.items(), strict=True):
        assert f'href="{url_of(job)}' in group, name
    assert "1 × PSU, none in stock" in groups["mine-parts"]
    assert f'href="{url_of(jobs[3])}#stress"' in groups["mine-test"]
    assert "Done today: 1 of about 10" in groups["done-today"]
    assert f"whose={user.public_id}&amp;status=awaiting-parts" in groups["mine-parts"]


def test_positions_show_the_time_left_and_what_is_free() -> None:
    _, client = theo()
    (job, done) = factories.jobs(factories.work_order(), 2)
    rack, full, bench = position("R1-01", "burn-in"), position("R1-02", "burn-in"), position("B-01")
    place_job(row(job), row(rack), by=SYSTEM)
    start_test(row(job), factories_bench.profile("Long", least_share=None, minutes=125), by=SYSTEM)
    place_job(row(done), row(full), by=SYSTEM)
    update_status(row(done), Status.REPAIRED, by=SYSTEM).or_refuse()
    said = words(client.get(DAY))
    assert re.search(rf"R1-01 {job.miner} Long 2 h 0[45] min left", said)
    assert f"R1-02 {done.miner} Repaired: carry it away." in said
    assert "B-01 Free" in said
    retire_positions(row(bench), by=SYSTEM).or_refuse()
    assert "B-01" not in words(client.get(DAY)).replace("B-03, or SN", "")


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(-59, "less than 1 min left"), (-61, "1 min left"), (20, "its time is up"), (60, "overdue by 1 min")],
)
def test_the_minute_in_which_a_test_ends_reads_well(seconds: int, said: str) -> None:
    (job,) = factories.jobs(factories.work_order(), 1)
    test = start_test(row(job), factories_bench.profile("Short", least_share=None, minutes=125), by=SYSTEM)
    now = test.started_at + timedelta(minutes=125, seconds=seconds)
    assert Timer(Running(test, now)).words == said


def test_the_day_takes_as_many_queries_with_200_machines_as_with_one() -> None:
    user, client = theo()
    first = on_the_bench(1)
    take_jobs(Job.objects.all(), by=user.as_actor()).or_refuse()
    update_status(row(first[0]), Status.AWAITING_PARTS, by=SYSTEM).or_refuse()
    place_job(row(first[0]), row(position("B-01")), by=SYSTEM)
    client.get(DAY)
    few = queries_of(client, DAY)
    many = on_the_bench(200)
    keys = [job.pk for job in many]
    take_jobs(Job.objects.filter(pk__in=keys), by=user.as_actor()).or_refuse()
    update_status(Job.objects.filter(pk__in=keys[:150]), Status.AWAITING_PARTS, by=SYSTEM).or_refuse()
    update_status(Job.objects.filter(pk__in=keys[150:160]), Status.REPAIRED, by=SYSTEM).or_refuse()
    for n, job in enumerate(many[160:166]):
        place_job(row(job), row(position(f"R1-{n:02}", "burn-in")), by=SYSTEM)
        start_test(row(job), factories_bench.profile(f"P{n}", least_share=None), by=SYSTEM)
    assert queries_of(client, DAY) == few
    assert "126 more" in words(client.get(DAY))


# ---- Scans without a script ----


def test_a_position_waits_for_its_machine_in_the_address() -> None:
    _, client = theo()
    position("R1-01", "burn-in")
    (job,) = factories.jobs(factories.work_order())
    answer = client.post(SCAN, {"label": " r101\r"})
    assert answer.headers["Location"] == "/my-day/?at=R1-01"
    page = client.get("/my-day/?at=R1-01")
    assert "R1-01 is chosen: scan the miner that is put there." in words(page)
    answer = client.post(SCAN, {"label": str(job.miner), "at": "R1-01"}, follow=True)
    assert answer.redirect_chain == [(DAY, 302)]
    assert f"{job.miner} is at R1-01." in words(answer)
    assert BenchPosition.objects.get().job == job


def test_at_a_bench_the_page_of_the_machine_opens() -> None:
    user, client = theo()
    position("B-01")
    (job,) = factories.jobs(factories.work_order())
    answer = client.post(SCAN, {"label": str(job.miner), "at": "B-01"})
    assert answer.headers["Location"] == url_of(job)
    job.refresh_from_db()
    assert job.technician == user
    script = client.post(SCAN, {"label": str(job.miner)}, headers={"HX-Request": "true"})
    assert script.headers["HX-Redirect"] == url_of(job)


def test_a_machine_alone_is_opened_and_stays_where_it_is() -> None:
    _, client = theo()
    (job,) = factories.jobs(factories.work_order())
    assert client.post(SCAN, {"label": f"SN: {job.miner}"}).headers["Location"] == url_of(job)
    job.refresh_from_db()
    assert job.technician is None


def test_a_wrong_code_is_a_409_that_says_what_it_is_and_keeps_the_position() -> None:
    _, client = theo()
    position("R1-01", "burn-in")
    order = factories.work_order()
    answer = client.post(SCAN, {"label": order.number, "at": "R1-01"})
    assert answer.status_code == 409
    assert f"This is work order {order.number}, a miner was expected." in words(answer)
    assert 'name="at" value="R1-01"' in answer.content.decode()


def test_the_label_of_a_part_is_not_taken_for_the_machine() -> None:
    _, client = theo()
    position("R1-01", "burn-in")
    (job,) = on_the_bench(1)
    Part.objects.filter(pk=parts_of(job, "psu")[0].pk).update(serial="PSU7")
    answer = client.post(SCAN, {"label": "psu7", "at": "R1-01"}, headers={"HX-Request": "true"})
    assert answer.status_code == 409
    assert f"This is PSU PSU7 of {job.miner}: scan the label of the miner itself." in words(answer)
    assert BenchPosition.objects.get().job is None


def test_a_taken_position_offers_to_make_room_and_a_wrong_machine_does_not() -> None:
    _, client = theo()
    rack = position("R1-01", "burn-in")
    there, job = factories.jobs(factories.work_order(), 2)
    place_job(row(there), row(rack), by=SYSTEM)
    button = f"Take that one off and put {job.miner} there"
    answer = client.post(SCAN, {"label": str(job.miner), "at": "R1-01"})
    assert answer.status_code == 409
    assert button in words(answer)
    client.post(SCAN, {"label": str(job.miner), "at": "R1-01", "instead": "yes"})
    assert BenchPosition.objects.get().job == job
    update_status(row(there), Status.REPAIRED, by=SYSTEM).or_refuse()
    answer = client.post(SCAN, {"label": str(there.miner), "at": "R1-01"})
    assert "is Repaired: set another status" in words(answer)
    assert "Take that one off" not in words(answer)


def test_a_retired_position_is_refused() -> None:
    _, client = theo()
    rack = position("R1-01", "burn-in")
    retire_positions(row(rack), by=SYSTEM).or_refuse()
    answer = client.post(SCAN, {"label": "R1-01"})
    assert "R1-01 is retired: scan a position that is in use." in words(answer)


# ---- Taking, giving back, on the machine's page ----


@pytest.mark.parametrize("verb", ["take", "give-back", "place", "take-off"])
@pytest.mark.parametrize("role", ["logistics", "billing", "customer"])
def test_others_do_nothing_with_a_machine(signed_in: SignedIn, role: str, verb: str) -> None:
    (job,) = factories.jobs(factories.work_order())
    assert signed_in(role).post(f"{url_of(job)}{verb}/").status_code == 403


def test_a_machine_is_taken_taken_over_placed_and_taken_off_on_its_page() -> None:
    _, client = theo()
    ines = as_person(factories.staff("technician", name="Ines Okafor"))
    (job,), _ = factories.jobs(factories.work_order()), position("B-01")
    url = url_of(job)
    assert "Nobody took it yet." in words(client.get(url))
    client.post(f"{url}take/")
    assert "It is yours." in words(client.get(url))
    assert "On the bench of Theo Lind ." in words(ines.get(url))
    assert ines.post(f"{url}take/").status_code == 409
    assert ines.post(f"{url}take/", {"over": "yes"}).headers["Location"] == f"{url}#place"
    assert client.post(f"{url}place/", {"at": ""}).status_code == 409
    client.post(f"{url}place/", {"at": "B-01"})
    said = words(client.get(url))
    assert "It is yours." in said
    assert "Stands at B-01 , put there" in said
    client.post(f"{url}take-off/")
    assert "At no position." in words(client.get(url))
    assert client.post(f"{url}give-back/", {"back": "my-day"}).headers["Location"] == DAY
    assert "Nobody took it yet." in words(client.get(url))


def test_many_machines_are_taken_from_the_list_but_not_those_of_others() -> None:
    user, client = theo()
    jobs = factories.jobs(factories.work_order(), 3)
    take_jobs(row(jobs[0]), by=factories.staff("technician", name="Ines Okafor").as_actor()).or_refuse()
    ids = ",".join(str(job.pk) for job in jobs)
    asked = words(client.post("/work/take/", {"ids": ids}))
    assert "2 can be changed, 1 cannot" in asked
    client.post("/work/take/", {"ids": ids, "confirmed": "yes", "which": "ids"})
    assert Job.objects.filter(technician=user).count() == 2
    said = words(client.get("/work/?whose=nobody"))
    assert "No" in said
    listed = words(client.get(f"/work/?whose={user.public_id}"))
    assert "2 miners" in listed
    client.post("/work/give-back/", {"ids": str(jobs[1].pk), "confirmed": "yes"})
    assert Job.objects.filter(technician=user).count() == 1


def test_the_summary_names_who_took_a_machine() -> None:
    user, client = theo()
    (job,) = factories.jobs(factories.work_order())
    take_jobs(row(job), by=user.as_actor()).or_refuse()
    assert "Theo Lind ·" in words(client.get(f"/work-orders/{job.work_order}/"))
    update_status(row(job), Status.IN_REPAIR, by=factories.staff(name="Mara Holt").as_actor()).or_refuse()
    said = words(client.get(f"/work-orders/{job.work_order}/"))
    assert "Theo Lind ·" in said
    assert "Mara Holt · 0 min" not in said
