"""What is done with many machines at once: the dialog first, then the action, by the rule of none and one or more."""

import html
import re
from collections.abc import Callable, Sequence

import pytest
from django.test import Client

from hashmend.domain.logistics.models import Container
from hashmend.domain.work_orders.models import Job, ServiceDone
from hashmend.domain.work_orders.operations import update_status
from hashmend.domain.work_orders.statuses import Status
from hashmend.kernel.actor import SYSTEM
from tests import factories
from tests.domain.work_orders.sets import state, these
from tests.factories_board import an_order_of, machines, packed

pytestmark = pytest.mark.django_db

AsRole = Callable[..., Client]
HTMX = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "dialog"}


def ids(jobs: Sequence[Job]) -> str:
    return ",".join(str(job.pk) for job in jobs)


def words(answer: object) -> str:
    """Return an answer's text without its markup."""
    text = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", html.unescape(text))


def statuses(jobs: Sequence[Job]) -> list[str]:
    return list(these(jobs).order_by("pk").values_list("status", flat=True))


def test_the_dialog_tells_how_many_and_who_is_left_out_before_anything_happens(as_role: AsRole) -> None:
    order, jobs = an_order_of(3)
    packed(jobs[:1], shipped=True)
    client, before = as_role("technician"), state()
    answer = client.post(f"/work-orders/{order}/update-status/", {"ids": ids(jobs)}, **HTMX)
    told = words(answer)
    assert answer.status_code == 200
    assert '<dialog class="dialog" data-open' in answer.content.decode()
    assert "3 miners : 2 can be changed, 1 cannot." in told
    assert f"{jobs[0].miner} left the repair centre" in told
    assert state() == before


def test_choosing_a_status_tells_at_once_what_it_would_do(as_role: AsRole) -> None:
    order, jobs = an_order_of(2)
    update_status(these(jobs[:1]), Status.REPAIRED, by=SYSTEM)
    answer = as_role().post(
        f"/work-orders/{order}/update-status/", {"ids": ids(jobs), "status": "repaired", "confirmed": ""}, **HTMX
    )
    assert f"{jobs[0].miner} is Repaired already." in words(answer)
    assert 'value="repaired" selected' in answer.content.decode()


def test_confirmed_it_sets_the_status_and_says_so_with_numbers(as_role: AsRole) -> None:
    order, jobs = an_order_of(3)
    packed(jobs[:1], shipped=True)
    answer = as_role("technician").post(
        f"/work-orders/{order}/update-status/", {"ids": ids(jobs), "status": "repaired", "confirmed": "yes"}, **HTMX
    )
    assert answer.status_code == 200
    assert "2 miners set to Repaired. 1 skipped" in words(answer)
    assert "order-changed" in answer.headers["HX-Trigger-After-Settle"]
    assert "selection-clear" in answer.headers["HX-Trigger-After-Settle"]
    assert statuses(jobs) == [Status.RECEIVED, Status.REPAIRED, Status.REPAIRED]


def test_without_a_script_the_dialog_is_a_page_and_the_result_a_notice(as_role: AsRole) -> None:
    order, jobs = an_order_of(2)
    client = as_role("technician")
    page = client.post(f"/work-orders/{order}/update-status/", {"ids": ids(jobs), "query": "status=received"})
    assert "<h1" in page.content.decode()
    assert '<input type="hidden" name="query" value="status=received">' in page.content.decode()
    data = {"ids": ids(jobs), "status": "in-repair", "confirmed": "yes", "query": "status=received&sort=serial"}
    answer = client.post(f"/work-orders/{order}/update-status/", data, follow=True)
    assert answer.redirect_chain == [(f"/work-orders/{order}/?status=received&sort=serial", 302)]
    assert "2 miners set to In repair." in words(answer)


def test_nothing_ticked_is_all_of_the_order(as_role: AsRole) -> None:
    order, jobs = an_order_of(3)
    client = as_role()
    answer = client.post(f"/work-orders/{order}/update-status/", {"query": "", "expected_all": "3"}, **HTMX)
    assert f"All 3 miners of {order}" in words(answer)
    data = {"which": "all", "expected_all": "3", "status": "in-diagnosis", "confirmed": "yes"}
    client.post(f"/work-orders/{order}/update-status/", data, **HTMX)
    assert set(statuses(jobs)) == {Status.IN_DIAGNOSIS}


def test_under_a_filter_the_dialog_makes_the_person_choose_between_all_and_those_shown(as_role: AsRole) -> None:
    order, jobs = an_order_of(3)
    update_status(these(jobs[:1]), Status.REPAIRED, by=SYSTEM)
    client, url = as_role(), f"/work-orders/{order}/update-status/"
    page = {"query": "status=repaired", "expected": "1", "expected_all": "3"}
    answer = client.post(url, page, **HTMX)
    assert "All 3 miners" in words(answer)
    assert "The 1 miner shown" in words(answer)
    assert 'type="radio" name="which" id="which-all" value="all" required' in answer.content.decode()
    assert "checked" not in "".join(re.findall(r"<input[^>]*radio[^>]*>", answer.content.decode()))
    undecided = client.post(url, {**page, "status": "in-repair", "confirmed": "yes"}, **HTMX)
    assert undecided.status_code == 422
    assert statuses(jobs) == [Status.REPAIRED, Status.RECEIVED, Status.RECEIVED]
    client.post(url, {**page, "which": "filter", "status": "in-repair", "confirmed": "yes"}, **HTMX)
    assert statuses(jobs) == [Status.IN_REPAIR, Status.RECEIVED, Status.RECEIVED]


def test_the_server_counts_again(as_role: AsRole) -> None:
    order, jobs = an_order_of(2)
    machines(order, 1)
    data = {"which": "all", "expected_all": "2", "status": "repaired", "confirmed": "yes"}
    answer = as_role().post(f"/work-orders/{order}/update-status/", data, **HTMX)
    assert answer.status_code == 409
    assert "it is 3 miners now, not 2" in words(answer)
    assert set(statuses(jobs)) == {Status.RECEIVED}


def test_ids_that_are_not_there_are_not_found_and_nothing_changed(as_role: AsRole) -> None:
    order, jobs = an_order_of(1)
    for strange in ("999999", "abc", f"{jobs[0].pk},999999"):
        data = {"ids": strange, "status": "repaired", "confirmed": "yes"}
        assert as_role().post(f"/work-orders/{order}/update-status/", data, **HTMX).status_code == 404
    assert statuses(jobs) == [Status.RECEIVED]


def test_machines_of_another_order_are_refused_and_nothing_changed(as_role: AsRole) -> None:
    order, jobs = an_order_of(1)
    _, others = an_order_of(1)
    data = {"ids": ids([*jobs, *others]), "status": "repaired", "confirmed": "yes"}
    answer = as_role().post(f"/work-orders/{order}/update-status/", data, **HTMX)
    assert answer.status_code == 409
    assert statuses([*jobs, *others]) == [Status.RECEIVED, Status.RECEIVED]


def test_scrapping_asks_for_the_consent(as_role: AsRole) -> None:
    order, jobs = an_order_of(1)
    client, url = as_role(), f"/work-orders/{order}/update-status/"
    data = {"ids": ids(jobs), "status": "scrapped", "confirmed": "yes"}
    answer = client.post(url, data, **HTMX)
    assert answer.status_code == 422
    assert "Scrapping needs the customer's consent" in words(answer)
    client.post(url, {**data, "scrap_consent": "Mr Li, by mail"}, **HTMX)
    assert these(jobs).get().scrap_consent == "Mr Li, by mail"


def test_services_are_completed_for_those_chosen_once(as_role: AsRole) -> None:
    diagnosis, repair = factories.service("Diagnosis"), factories.service("Repair")
    order, jobs = an_order_of(2, scope=factories.scope(diagnosis, repair))
    client, url = as_role("technician"), f"/work-orders/{order}/complete-services/"
    told = words(client.post(url, {"ids": ids(jobs)}, **HTMX))
    assert "Diagnosis: USD 45.00 each, open on 2" in told
    assert "4 services will be completed: Diagnosis 2, Repair 2." in told
    assert "Each is billed once, with the container its miner goes home in: USD 180.00 in all." in told
    data = {"ids": ids(jobs), "services": [str(diagnosis.pk)], "confirmed": "yes"}
    assert "Services completed for 2 miners." in words(client.post(url, data, **HTMX))
    assert ServiceDone.objects.count() == 2
    again = client.post(url, data, **HTMX)
    assert again.status_code == 409
    assert ServiceDone.objects.count() == 2


def test_all_services_of_all_machines_with_nothing_ticked(as_role: AsRole) -> None:
    order, jobs = an_order_of(2)
    services = [str(item.service_id) for item in order.repair_request.scope.all()]
    data = {"which": "all", "expected_all": "2", "services": services, "confirmed": "yes"}
    as_role().post(f"/work-orders/{order}/complete-services/", data, **HTMX)
    assert ServiceDone.objects.filter(job__in=jobs).count() == 4


def test_finished_machines_go_into_a_new_container(as_role: AsRole) -> None:
    order, jobs = an_order_of(3)
    update_status(these(jobs[:2]), Status.REPAIRED, by=SYSTEM)
    client, url = as_role("logistics"), f"/work-orders/{order}/assign-to-container/"
    told = words(client.post(url, {"ids": ids(jobs)}, **HTMX))
    assert "New pallet" in told
    assert f"{jobs[2].miner} is Received: finish it before it is packed." in told
    data = {"ids": ids(jobs), "container": "new-box", "confirmed": "yes"}
    answer = client.post(url, data, **HTMX)
    assert "2 miners put into a new container. 1 skipped" in words(answer)
    box = Container.objects.outbound().get()
    assert (box.kind, box.outbound_jobs.count()) == ("box", 2)


def test_no_empty_container_is_left_behind(as_role: AsRole) -> None:
    order, jobs = an_order_of(1)
    data = {"ids": ids(jobs), "container": "new-pallet", "confirmed": "yes"}
    answer = as_role("logistics").post(f"/work-orders/{order}/assign-to-container/", data, **HTMX)
    assert answer.status_code == 409
    assert not Container.objects.outbound().exists()


def test_packed_machines_move_to_another_container_only_when_asked(as_role: AsRole) -> None:
    order, jobs = an_order_of(2)
    update_status(these(jobs), Status.REPAIRED, by=SYSTEM)
    first, second = packed(jobs[:1]), packed(jobs[1:])
    client, url = as_role("logistics"), f"/work-orders/{order}/assign-to-container/"
    data = {"ids": ids(jobs[:1]), "container": second.number, "confirmed": "yes"}
    assert client.post(url, data, **HTMX).status_code == 409
    assert first.outbound_jobs.count() == 1
    client.post(url, {**data, "move": "on"}, **HTMX)
    assert (first.outbound_jobs.count(), second.outbound_jobs.count()) == (0, 2)


def test_ready_and_shipped_containers_are_not_offered(as_role: AsRole) -> None:
    order, jobs = an_order_of(3)
    update_status(these(jobs), Status.REPAIRED, by=SYSTEM)
    being_packed, ready = packed(jobs[:1]), packed(jobs[1:2], ready=True)
    html_ = (
        as_role().post(f"/work-orders/{order}/assign-to-container/", {"ids": ids(jobs[2:])}, **HTMX).content.decode()
    )
    assert f'value="{being_packed}"' in html_
    assert f'value="{ready}"' not in html_


def test_machines_move_to_another_order_of_their_customer(as_role: AsRole) -> None:
    order, jobs = an_order_of(2)
    target, strange = factories.work_order(order.customer), factories.work_order()
    client, url = as_role("manager"), f"/work-orders/{order}/move/"
    dialog = client.post(url, {"ids": ids(jobs)}, **HTMX).content.decode()
    assert str(target) in dialog
    assert str(strange) not in dialog
    wrong = client.post(url, {"ids": ids(jobs), "target": str(strange), "confirmed": "yes"}, **HTMX)
    assert wrong.status_code == 422
    answer = client.post(url, {"ids": ids(jobs), "target": str(target), "confirmed": "yes"}, **HTMX)
    assert f"2 miners moved to {target}." in words(answer)
    assert set(these(jobs).values_list("work_order", flat=True)) == {target.pk}


@pytest.mark.parametrize(
    ("verb", "allowed"),
    [
        ("update-status", {"admin", "manager", "technician", "logistics"}),
        ("complete-services", {"admin", "manager", "technician"}),
        ("assign-to-container", {"admin", "manager", "technician", "logistics"}),
        ("move", {"admin", "manager"}),
    ],
)
def test_each_action_is_for_those_who_may(as_role: AsRole, verb: str, allowed: set[str]) -> None:
    order, jobs = an_order_of(1)
    url = f"/work-orders/{order}/{verb}/"
    for role in ("admin", "manager", "technician", "logistics", "billing"):
        status = as_role(role).post(url, {"ids": ids(jobs)}).status_code
        assert status == (200 if role in allowed else 403), role
    client = Client()
    assert client.post(url, {"ids": ids(jobs)}).status_code == 302
    client.force_login(factories.customer_user(order.customer))
    assert client.post(url, {"ids": ids(jobs)}).status_code == 403


@pytest.mark.parametrize("verb", ["assign-to-container", "move"])
def test_what_is_for_chosen_machines_only_refuses_none(as_role: AsRole, verb: str) -> None:
    order, _ = an_order_of(1)
    answer = as_role().post(f"/work-orders/{order}/{verb}/", {}, **HTMX)
    assert answer.status_code == 409
    assert "Select at least one miner." in words(answer)
