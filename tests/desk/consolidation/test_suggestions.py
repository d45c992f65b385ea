"""Suggest consolidations: a plan for the whole order, accepted one by one."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hashmend.domain.consolidation.machines import read
from hashmend.domain.fitting.operations import set_condition
from hashmend.domain.history.models import Event
from hashmend.domain.history.recording import new_group
from hashmend.domain.parts.models import Part
from hashmend.domain.work_orders.models import Job
from hashmend.domain.work_orders.operations.donors import give_up_as_donors
from hashmend.kernel.actor import SYSTEM
from tests.desk.consolidation.conftest import Order, lacking, posted
from tests.desk.consolidation.test_screen import text
from tests.domain.fitting.places import everything, only
from tests.factories_parts import bench_jobs, slot

SignIn = Callable[..., Client]


def forms(content: bytes) -> list[dict[str, list[str]]]:
    """Return what the form of each proposal posts."""
    found = re.findall(rb'<form class="card proposal".*?</form>', content, re.DOTALL)
    return [
        posted(form) | {"job": [k.decode() for k in re.findall(rb'name="job" value="(\d+)"', form)]} for form in found
    ]


@pytest.fixture
def two_pairs(db: None) -> Order:
    """An order of four machines in which two can be completed by the other two."""
    order = lacking(4)
    bad = [slot(order.jobs[2], "psu"), *(slot(order.jobs[3], position=n) for n in (1, 2, 3))]
    set_condition(Part.objects.filter(pk__in=[part.pk for part in bad]), "faulty", by=SYSTEM)
    return order


def complete(order: Order) -> list[bool]:
    rows = Job.objects.filter(pk__in=[job.pk for job in order.jobs])
    return [machine.is_complete for machine in read(rows).all]


def test_it_says_what_can_be_completed_and_how(signed_in: SignIn, two_pairs: Order) -> None:
    page = text(signed_in("technician").get(f"{two_pairs.url}consolidations/"))
    assert "2 of 4 incomplete miners</strong> can be completed with 2 parts of the others" in page
    assert f"{two_pairs.jobs[0].miner}</span> becomes complete" in page
    assert f'PSU of <span class="serial">{two_pairs.jobs[2].miner}</span>' in page


def test_proposals_are_accepted_one_by_one_and_undone(signed_in: SignIn, two_pairs: Order) -> None:
    client, url, before = signed_in("technician"), f"{two_pairs.url}consolidations/", everything()
    first, second = forms(client.get(url).content)
    assert client.post(f"{url}accept/", first)["Location"] == url
    assert complete(two_pairs) == [True, False, False, False]
    (rest,) = forms(client.get(url).content)
    assert rest["job"][0] == second["job"][0]
    client.post(f"{url}accept/", second)  # as the page said before: the others stay valid
    assert complete(two_pairs) == [True, False, True, False]
    assert "No move completes one of" in text(client.get(url))
    groups = list(Event.objects.filter(kind="job.consolidated").order_by("-pk").values_list("group", flat=True))
    for group in dict.fromkeys(groups):
        client.post(f"{two_pairs.url}undo/{group}/")
    assert everything() == before


def test_a_proposal_that_was_overtaken_is_refused_by_name(signed_in: SignIn, two_pairs: Order) -> None:
    client, url = signed_in("technician"), f"{two_pairs.url}consolidations/"
    first, _ = forms(client.get(url).content)
    set_condition(only(slot(two_pairs.jobs[1])), "faulty", by=SYSTEM)
    before = everything()
    answer = client.post(f"{url}accept/", first)
    assert (answer.status_code, everything()) == (409, before)
    assert "since you planned this: nothing was saved" in text(answer)


def test_a_strangers_machine_is_not_found(signed_in: SignIn, two_pairs: Order) -> None:
    client, url = signed_in("technician"), f"{two_pairs.url}consolidations/accept/"
    assert client.post(url, {"job": ["1", "x"]}).status_code == 404
    assert client.post(url, {}).status_code == 404
    (foreign,) = bench_jobs()
    answer = client.post(url, {"job": [two_pairs.jobs[0].pk, foreign.pk], "seen": "", "move": []})
    assert answer.status_code == 409


def test_machines_that_lack_nothing_or_are_unknown_are_said(signed_in: SignIn, two_pairs: Order) -> None:
    model = two_pairs.jobs[0].miner.model
    assert model
    type(model).objects.filter(pk=model.pk).update(hashboards=None)
    page = text(signed_in("technician").get(f"{two_pairs.url}consolidations/"))
    assert "Not looked at: 4 miners whose model does not tell its hashboards" in page
    assert f"({model})" in page


def test_as_many_queries_whatever_the_order_holds(signed_in: SignIn) -> None:
    counts = []
    for number in (2, 12):
        order, client = lacking(number), signed_in("technician")
        client.get(f"{order.url}consolidations/")
        with CaptureQueriesContext(connection) as captured:
            client.get(f"{order.url}consolidations/")
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_the_orders_menu_leads_there(signed_in: SignIn, two_pairs: Order) -> None:
    assert f'href="{two_pairs.url}consolidations/"' in text(signed_in("technician").get(two_pairs.url))
    assert f'href="{two_pairs.url}consolidations/"' not in text(signed_in("billing").get(two_pairs.url))


def test_a_donor_gives_more_without_being_given_up_again(signed_in: SignIn, order: Order) -> None:
    giver = order.jobs[1]
    give_up_as_donors(Job.objects.filter(pk=giver.pk), by=SYSTEM, group=new_group()).or_refuse()
    client = signed_in("technician")
    page = text(client.get(f"{order.url}consolidations/"))
    assert f'Then <span class="serial">{giver.miner}</span> lacks 3: Hashboard 1, Hashboard 2, Hashboard 3.' in page
    assert "It is given up already." in page
    assert 'name="donor"' not in page
    (form,) = forms(client.get(f"{order.url}consolidations/").content)
    client.post(f"{order.url}consolidations/accept/", form)
    assert complete(order) == [True, False]
    assert Job.objects.get(pk=giver.pk).status == "donor"
