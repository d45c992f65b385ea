"""Notes on the page of a machine."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from tests import factories
from tests.desk.bench.test_jobs import words
from tests.desk.bench.test_stress import url_of
from tests.factories_bench import a_machine
from tests.factories_parts import slot

pytestmark = pytest.mark.django_db

AsRole = Callable[..., Client]


@pytest.mark.parametrize("role", ["admin", "manager", "technician", "logistics", "billing"])
def test_everybody_of_the_centre_writes_and_withdraws_notes(as_role: AsRole, role: str) -> None:
    client, job = as_role(role), a_machine()
    answer = client.post(f"{url_of(job)}note/", {"note": "<b>Call</b> before\nopening it"}, follow=True)
    assert f"Noted on {job.miner}." in words(answer)
    page = client.get(url_of(job)).content.decode()
    section = page[page.index('id="notes"') : page.index('id="photos"')]
    assert "&lt;b&gt;Call&lt;/b&gt; before\nopening it" in section
    assert 'aria-label="Withdraw the note “&lt;b&gt;Call&lt;/b&gt; before\nopening it”" title="Withdraw">' in section
    (withdrawal,) = re.findall(r' action="([^"]+/undo/[^"]+)"', section)
    client.post(withdrawal)
    gone = client.get(url_of(job)).content.decode()
    assert "before\nopening" not in gone[gone.index('id="notes"') : gone.index('id="photos"')]


def test_an_empty_note_is_refused_and_parts_have_none(as_role: AsRole) -> None:
    client, job = as_role("technician"), a_machine()
    refused = client.post(f"{url_of(job)}note/", {"note": " "}, HTTP_HX_REQUEST="true")
    assert (refused.status_code, "Write something" in words(refused)) == (409, True)
    assert 'id="notes"' not in client.get(f"{url_of(job)}?part={slot(job, 'psu').pk}").content.decode()


def test_customers_never_see_one(as_role: AsRole) -> None:
    job = a_machine()
    as_role("technician").post(f"{url_of(job)}note/", {"note": "Smells of smoke"})
    client = Client()
    client.force_login(factories.customer_user(job.work_order.customer))
    assert client.post(f"{url_of(job)}note/", {"note": "Mine"}).status_code == 403
    machine = f"/portal/work-orders/{job.work_order}/miners/{job.position}/"
    for address in (machine, f"/portal/work-orders/{job.work_order}/"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert b"Smells of smoke" not in answer.content
