"""The page of a part: every machine, order and place it was in."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hashmend.domain.batches import row
from hashmend.domain.bench.operations import Found, note_failures
from hashmend.domain.fitting.operations import Move, OldPart, attach, mark_missing, move_parts, remove_to_stock, replace
from hashmend.domain.history.models import Event
from hashmend.domain.parts.models import Part
from hashmend.domain.work_orders.models import Job
from hashmend.kernel.actor import SYSTEM
from tests import factories
from tests.domain.fitting.places import everything, only
from tests.factories_parts import bench_jobs, slot, spare

pytestmark = pytest.mark.django_db
SignedIn = Callable[..., Client]


def places(client: Client, part: Part) -> list[list[str]]:
    """Return the lines of the table, the latest first: place, miner, work orders, from, until."""
    page = client.get(f"/spare-parts/{part.pk}/").content.decode()
    table = page.split('aria-label="Where it has been"')[1].split("</table>")[0]
    return [
        [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in re.findall(r"<t[hd].*?</t[hd]>", line, re.S)]
        for line in re.findall(r"<tr[^>]*>(.*?)</tr>", table.split("<tbody>")[1], re.S)
    ]


def walked(first: Job, second: Job) -> Part:
    """Return a spare that was bought, went into one machine, from there into another, and out again."""
    part = spare("HB-777", shelf="A1")
    remove_to_stock(only(slot(first)) | only(slot(second, position=3)), by=SYSTEM)
    attach(only(part), first.miner, 1, by=SYSTEM)
    move_parts([Move(part.pk, second.miner_id, 3)], by=SYSTEM)
    remove_to_stock(only(part), shelf="B2", by=SYSTEM)
    return part


def test_every_place_is_told_with_its_machine_order_and_dates(signed_in: SignedIn) -> None:
    owner = factories.customer()
    one, other = (factories.work_order(owner) for _ in range(2))
    model = factories.miner_model()
    (first,), (second,) = bench_jobs(1, model=model, order=one), bench_jobs(1, model=model, order=other)
    part = walked(first, second)
    told = places(signed_in("technician"), part)
    assert [line[:3] for line in told] == [
        ["Spare stock, B2", "–", "–"],
        ["Hashboard 3", str(second.miner), str(second)],
        ["Hashboard 1", str(first.miner), str(first)],
        ["Spare stock", "–", "–"],
    ]
    assert told[0][4] == "Now"
    assert all(line[3] for line in told)
    assert [line[4] for line in told[1:]] == [line[3] for line in told[:-1]]


def test_a_part_that_never_moved_is_where_it_came(signed_in: SignedIn) -> None:
    (job,) = bench_jobs()
    part = slot(job, "fan", 2)
    assert [line[:3] for line in places(signed_in("technician"), part)] == [["Fan 2", str(job.miner), str(job)]]
    mark_missing(only(part), by=SYSTEM)
    assert [line[0] for line in places(signed_in("technician"), part)] == ["Gone", "Fan 2"]


def test_a_new_part_and_the_one_it_replaced_both_tell_it(signed_in: SignedIn) -> None:
    (job,) = bench_jobs()
    old, new = slot(job), spare("NEW-1")
    replace(old, spare=new, old=OldPart(to="scrap"), by=SYSTEM)
    client = signed_in("technician")
    assert [line[0] for line in places(client, new)] == ["Hashboard 1", "Spare stock"]
    assert [line[0] for line in places(client, old)] == ["Gone", "Hashboard 1"]
    assert "was replaced by NEW-1" in client.get(f"/spare-parts/{old.pk}/").content.decode()


def test_what_was_found_wrong_with_it_stands_there_too(signed_in: SignedIn) -> None:
    (job,) = bench_jobs()
    note_failures(row(job), [Found("hashboard", part_id=slot(job).pk, words="Burnt connector")], by=SYSTEM)
    page = signed_in("technician").get(f"/spare-parts/{slot(job).pk}/").content.decode()
    assert "Burnt connector" in page.partition("Failures and repairs")[2]


def test_it_takes_as_many_queries_for_a_long_life(signed_in: SignedIn) -> None:
    first, second = bench_jobs(2)
    short, part, client = spare("S"), walked(first, second), signed_in("technician")
    client.get("/spare-parts/")
    for number in range(6):
        attach(only(part), (first, second)[number % 2].miner, (1, 3)[number % 2], by=SYSTEM)
        note_failures(row((first, second)[number % 2]), [Found("hashboard", part_id=part.pk, words="X")], by=SYSTEM)
        remove_to_stock(only(part), by=SYSTEM)
    costs = []
    for one in (short, part):
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/spare-parts/{one.pk}/")
        costs.append(len(asked))
    assert costs[0] <= costs[1] <= costs[0] + 2  # the machines and their stays, whichever number


def test_the_last_action_is_undone_from_there(signed_in: SignedIn) -> None:
    (job,) = bench_jobs()
    part = slot(job)
    before = everything()
    remove_to_stock(only(part), by=SYSTEM)
    group = Event.objects.order_by("-pk")[0].group
    address = f"/spare-parts/{part.pk}/undo/{group}/"
    looking = signed_in("billing")
    assert address not in looking.get(f"/spare-parts/{part.pk}/").content.decode()
    assert looking.post(address).status_code == 403
    client = signed_in("technician")
    assert address in client.get(f"/spare-parts/{part.pk}/").content.decode()
    assert client.post(address).status_code == 302
    assert everything() == before
    assert address not in client.get(f"/spare-parts/{part.pk}/").content.decode()
    assert client.post(address).status_code == 409
    assert client.post(f"/spare-parts/{part.pk}/undo/unknown/").status_code == 404


def test_the_list_the_bench_and_the_search_lead_to_it(signed_in: SignedIn) -> None:
    (job,) = bench_jobs()
    part, client = spare("HB-4711"), signed_in("technician")
    here = f'href="/spare-parts/{part.pk}/"'
    assert here in client.get("/spare-parts/").content.decode()
    assert here in client.get("/search/?q=4711").content.decode()
    board = slot(job)
    bench = client.get(f"/work-orders/{job.work_order.number}/miners/{job.position}/?part={board.pk}")
    assert f'href="/spare-parts/{board.pk}/"' in bench.content.decode()
    assert client.get("/spare-parts/999999/").status_code == 404
