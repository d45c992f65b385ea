"""The Miner repairs page: parts index, the panel that follows, and no more queries for more parts."""

import html
import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hashmend.domain.bench.models import Failure
from hashmend.domain.catalogue.models import MinerModel
from hashmend.domain.parts.models import Condition, Part, Place
from hashmend.domain.work_orders.models import Job
from tests import factories
from tests.factories_board import an_order_of
from tests.factories_parts import bench_jobs
from tests.people import as_role

pytestmark = pytest.mark.django_db

AsRole = Callable[..., Client]


def url_of(job: Job) -> str:
    return f"/work-orders/{job.work_order}/miners/{job.position}/"


def words(answer: object) -> str:
    text = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", html.unescape(text)).replace("\u00a0", " ")


def with_slots(job: Job, *, boards: int = 3) -> list[Part]:
    """Give the machine a model with hashboards and a PSU, and a part in every slot but the last hashboard's."""
    model = MinerModel.objects.create(
        code="s19-test", maker="Bitmain", name="Antminer S19 test", hashboards=boards, control_boards=1, psus=1, fans=0
    )
    job.miner.model = model
    job.miner.save()
    Part.objects.filter(miner=job.miner).delete()
    slots = [slot for slot in model.slots() if (slot.part_type, slot.position) != ("hashboard", boards)]
    return [
        Part.objects.create(
            part_type=slot.part_type, position=slot.position, place=Place.SLOT, miner=job.miner,
            owner=job.miner.customer, model=model, serial=f"PART{slot.position}{slot.part_type[:3].upper()}",
            condition=Condition.FAULTY if slot.position == 2 else Condition.UNKNOWN,
        )
        for slot in slots
    ]  # fmt: skip


def test_the_index_tells_every_slot_with_its_part_and_the_empty_ones(as_role: AsRole) -> None:
    _, (job,) = an_order_of(1)
    parts = with_slots(job)
    Failure.objects.create(job=job, part=parts[1], part_type="hashboard", words="0 ASIC", severity="major")
    told = words(as_role("technician").get(url_of(job)))
    assert "Hashboard 1 PART1HAS Unknown Hashboard 2 PART2HAS Faulty 1 open failure Hashboard 3 Empty" in told
    assert "Control board PART1CON" in told


def test_the_way_to_the_machines_beside_it_leads_past_those_that_left_the_order(as_role: AsRole) -> None:
    _, (first, left, third) = an_order_of(3)
    left.delete()
    technician = as_role("technician")
    shown = technician.get(url_of(first)).content.decode()
    assert f'href="{url_of(third)}" rel="next"' in shown
    assert 'rel="prev"' not in shown
    shown = technician.get(url_of(third)).content.decode()
    assert f'href="{url_of(first)}" rel="prev"' in shown
    assert 'rel="next"' not in shown


def test_the_panel_follows_the_chosen_part_or_slot(as_role: AsRole) -> None:
    _, (job,) = an_order_of(1)
    board = with_slots(job)[1]
    client = as_role("technician")
    of_part = client.get(f"{url_of(job)}?part={board.pk}").content.decode()
    assert 'id="part"' in of_part
    assert 'id="services"' not in of_part
    assert re.search(r'id="index-hashboard-2"[^>]*aria-current="true"', of_part)
    assert 'id="slot"' in client.get(f"{url_of(job)}?slot=hashboard-3").content.decode()
    gone = client.get(f"{url_of(job)}?part=999999&slot=fan-9").content.decode()
    assert 'id="services"' in gone


def test_htmx_gets_all_below_the_heading(as_role: AsRole) -> None:
    _, (job,) = an_order_of(1)
    answer = as_role("technician").get(url_of(job), HTTP_HX_REQUEST="true", HTTP_HX_TARGET="bench").content.decode()
    assert 'id="bench"' in answer
    assert "<html" not in answer


def test_it_leads_to_the_machines_beside_it_in_the_order(as_role: AsRole) -> None:
    _, (first, second, third) = an_order_of(3)
    page = as_role("technician").get(url_of(second)).content.decode()
    assert f'href="{url_of(first)}" rel="prev"' in page
    assert f'href="{url_of(third)}" rel="next"' in page


def test_more_parts_and_failures_take_no_more_queries(as_role: AsRole) -> None:
    _, (job,) = an_order_of(1)
    board = with_slots(job)[0]
    client, url = as_role("technician"), f"{url_of(job)}?part={board.pk}"
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for nr in range(20):
        part = Part.objects.create(
            part_type="hashboard", position=10 + nr, place=Place.SLOT, miner=job.miner, owner=job.miner.customer
        )
        Failure.objects.create(job=job, part=part, part_type="hashboard", words="dark", severity="minor")
        Failure.objects.create(job=job, part=board, part_type="hashboard", words=f"chip {nr}", severity="minor")
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(few) == len(many)


def test_the_identity_is_edited_in_the_panel(as_role: AsRole) -> None:
    _, (job,) = an_order_of(1)
    client, url = as_role("technician"), f"{url_of(job)}identity/"
    in_panel = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "identity"}
    form = client.get(url, **in_panel).content.decode()
    assert 'id="identity"' in form
    assert "<html" not in form
    seen = {"seen_serial": str(job.miner), "seen_mac": job.miner.mac, "seen_asset_tag": "", "seen_model": ""}
    wrong = client.post(url, {**seen, "serial": "", "mac": "", "asset_tag": ""}, **in_panel)
    assert wrong.status_code in {409, 422}
    assert 'id="identity"' in wrong.content.decode()
    saved = client.post(url, {**seen, "serial": "NEW7", "mac": job.miner.mac, "asset_tag": "HM-7"}, **in_panel)
    assert saved.headers["HX-Retarget"] == "#bench"
    assert "is NEW7 now." in words(saved)
    assert "HM-7" in words(saved)


def test_it_says_when_the_catalogue_does_not_tell_the_hashboards_and_where_that_is_set() -> None:
    model = factories.miner_model("Whatsminer M50", hashboards=None)
    (job,) = bench_jobs(model=model)
    said = "The catalogue does not tell how many hashboards a Whatsminer M50 has"
    page = as_role("technician").get(url_of(job))
    assert said in words(page)
    assert "An admin sets the number in the catalogue" in words(page)
    assert "Choose its variant" not in words(page)
    factories.miner_model("Whatsminer M50", variant="VH10", level="variant", base_model=model)
    assert "Choose its variant" in words(as_role("technician").get(url_of(job)))
    admin = as_role("admin")
    edit = f"/catalogues/miner-models/{model.code}/edit/"
    page = admin.get(url_of(job))
    assert f'href="{edit}"' in page.content.decode()
    form = admin.get(edit).context["form"]
    shown = {name: form[name].value() for name in form.fields}
    typed = {name: "" if value is None else value for name, value in shown.items() if value is not False}
    saved = admin.post(edit, typed | {"hashboards": "3"}, follow=True)
    assert "Machines in open orders have the parts it tells." in words(saved)
    page = as_role("technician").get(url_of(job))
    assert said not in words(page)
    assert "Hashboard 3 Unknown" in words(page)
