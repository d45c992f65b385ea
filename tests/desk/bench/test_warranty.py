"""The warranties on the Miner repairs page: who may note and override, and what the others see."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from hashmend.domain.miners.models import Miner, OemWarranty
from hashmend.domain.work_orders.models import Job
from hashmend.domain.work_orders.operations import add_jobs
from tests import factories
from tests.desk.bench.test_page import url_of, words
from tests.domain.work_orders.test_warranty import delivered, in_warranty
from tests.factories_board import an_order_of
from tests.factories_logistics import entries
from tests.factories_parts import bench_jobs

pytestmark = pytest.mark.django_db

AsRole = Callable[..., Client]


def test_a_technician_notes_the_makers_warranty(as_role: AsRole) -> None:
    _, (job,) = an_order_of(1)
    client, day = as_role("technician"), factories.today() + timedelta(9)
    answer = client.post(f"{url_of(job)}oem-warranty/", {"oem-warranty": "in", "oem-until": day.isoformat()})
    assert answer.status_code == 302
    assert Miner.objects.get().oem_until == day
    assert f"In warranty until {day:%-d %b %Y}" in words(client.get(url_of(job)))


def test_a_day_that_is_none_is_shown_beside_the_field(as_role: AsRole) -> None:
    _, (job,) = an_order_of(1)
    answer = as_role("technician").post(f"{url_of(job)}oem-warranty/", {"oem-warranty": "in", "oem-until": "soon"})
    assert answer.status_code == 422
    assert "Enter a valid date" in words(answer)
    assert Miner.objects.get().oem_warranty == OemWarranty.UNKNOWN


def test_only_a_manager_lets_it_be_opened(as_role: AsRole) -> None:
    _, (job,) = an_order_of(1)
    in_warranty(job)
    technician, manager = as_role("technician"), as_role("manager")
    assert "A manager can allow it" in words(technician.get(url_of(job)))
    assert technician.post(f"{url_of(job)}open-in-warranty/", {"reason": "I want to"}).status_code == 403
    assert manager.post(f"{url_of(job)}open-in-warranty/", {"reason": "  "}).status_code == 409
    assert manager.post(f"{url_of(job)}open-in-warranty/", {"reason": "Claim refused"}).status_code == 302
    assert "May be opened: Claim refused" in words(technician.get(url_of(job)))


def test_a_machine_that_came_back_shows_its_former_repair(as_role: AsRole) -> None:
    buyer = delivered("SNBACK09", days_ago=10)
    former, order = Job.objects.get(), factories.work_order(buyer)
    add_jobs(order, entries("SNBACK09"), container=None, received=True, by=factories.SYSTEM).or_refuse()
    page = as_role("technician").get(url_of(Job.objects.get(work_order=order)))
    assert f"Back within our warranty : repaired in {former.work_order} #{former.position}" in words(page)
    assert "Our warranty Came back within it Former repair" in words(page)
    assert url_of(former) in page.content.decode()


def test_a_warranty_whose_last_day_is_past_is_out(as_role: AsRole) -> None:
    _, (job,) = an_order_of(1)
    client, day = as_role("technician"), factories.today() - timedelta(1)
    client.post(f"{url_of(job)}oem-warranty/", {"oem-warranty": "in", "oem-until": day.isoformat()})
    page = words(client.get(url_of(job)))
    assert f"Out of warranty, ended {day:%-d %b %Y}" in page
    assert "keep it closed" not in page
    name = str(job.miner)
    assert name in words(client.get("/miners/?oem=out"))
    assert name not in words(client.get("/miners/?oem=in"))
    assert name in words(client.get("/miners/?oem=in&oem=out"))


def test_a_machine_to_be_kept_closed_says_so_in_its_head_also_when_a_part_is_chosen(as_role: AsRole) -> None:
    (job,) = bench_jobs()
    in_warranty(job)
    day = Miner.objects.get().oem_until
    client = as_role("technician")
    assert "keep it closed" in words(client.get(url_of(job)))
    page = words(client.get(f"{url_of(job)}?slot=psu-1"))
    assert "keep it closed" in page
    assert f"is in its maker's warranty{f' until {day:%-d %b %Y}' if day else ''}, which ends when it is opened" in page
