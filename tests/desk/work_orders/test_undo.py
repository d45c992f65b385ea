"""Undo over HTTP: offered in the notice and in the history, done by those who may, refused with the reason."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from hashmend.domain.history.models import Event
from hashmend.domain.logistics.models import Container
from hashmend.domain.work_orders.models import Job, ServiceDone
from hashmend.domain.work_orders.operations import update_status
from hashmend.domain.work_orders.statuses import Status
from hashmend.kernel import clock
from hashmend.kernel.actor import SYSTEM
from tests import factories
from tests.desk.work_orders.test_bulk_actions import HTMX, ids, statuses, words
from tests.domain.work_orders.sets import state, these
from tests.factories_board import an_order_of, packed

pytestmark = pytest.mark.django_db

AsRole = Callable[..., Client]


def undo_in(answer: object) -> str:
    """Return the address of the only undo that a page or notice offers."""
    (url,) = set(re.findall(r'action="(/work-orders/[^"]*/undo/[^"]*/)"', answer.content.decode()))
    return url


def set_status(client: Client, jobs: list[Job], status: str = "repaired") -> str:
    """Set a status in bulk and return where to undo it."""
    url = f"/work-orders/{jobs[0].work_order}/update-status/"
    return undo_in(client.post(url, {"ids": ids(jobs), "status": status, "confirmed": "yes"}, **HTMX))


def test_the_notice_of_a_bulk_status_undoes_it(as_role: AsRole) -> None:
    _, jobs = an_order_of(3)
    client = as_role("technician")
    answer = client.post(set_status(client, jobs), **HTMX)
    assert "Undone for 3 miners: each has the status again that it had before." in words(answer)
    assert "order-changed" in answer.headers["HX-Trigger-After-Settle"]
    assert set(statuses(jobs)) == {Status.RECEIVED}


def test_without_a_script_the_notice_is_a_form_and_the_way_goes_back(as_role: AsRole) -> None:
    order, jobs = an_order_of(2)
    client = as_role("technician")
    data = {"ids": ids(jobs), "status": "in-repair", "confirmed": "yes"}
    page = client.post(f"/work-orders/{order}/update-status/", data, follow=True)
    url = undo_in(page)
    notice = page.content.decode().split("data-notice", 1)[1].split("</form>", 1)[0]
    assert 'name="csrfmiddlewaretoken"' in notice
    answer = client.post(url, HTTP_REFERER=f"http://testserver/work-orders/{order}/?status=received", follow=True)
    assert answer.redirect_chain == [(f"/work-orders/{order}/?status=received", 302)]
    assert "Undone for 2 miners" in words(answer)
    assert set(statuses(jobs)) == {Status.RECEIVED}


def test_the_history_offers_it_for_ten_minutes_and_until_it_is_undone(
    as_role: AsRole, monkeypatch: pytest.MonkeyPatch
) -> None:
    order, jobs = an_order_of(2)
    client = as_role("technician")
    url = set_status(client, jobs)
    page = f"/work-orders/{order}/history/"
    assert undo_in(client.get(page)) == url
    assert undo_in(client.get(f"/work-orders/{order}/")) == url
    assert "/undo/" not in as_role("billing").get(page).content.decode()
    later = timezone.now() + timedelta(minutes=10, seconds=1)
    with monkeypatch.context() as patch:
        patch.setattr(clock, "now", lambda: later)
        assert "/undo/" not in client.get(page).content.decode()
    client.post(url, **HTMX)
    assert "/undo/" not in client.get(page).content.decode()
    assert "is Received again: its change to Repaired was undone." in words(client.get(page))


def test_a_status_set_in_place_and_services_on_a_machines_page_are_undone(as_role: AsRole) -> None:
    order, jobs = an_order_of(1)
    client, url = as_role("technician"), f"/work-orders/{order}/miners/1/"
    in_cell = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": f"status-{jobs[0].pk}"}
    client.post(undo_in(client.post(f"{url}status/", {"status": "repaired"}, **in_cell)), **HTMX)
    assert statuses(jobs) == [Status.RECEIVED]
    service = order.repair_request.scope.first().service_id
    done = client.post(f"{url}services/", {"services": [service]}, follow=True)
    client.post(undo_in(done))
    assert not ServiceDone.objects.exists()


def test_services_and_packing_in_bulk_are_undone(as_role: AsRole) -> None:
    order, jobs = an_order_of(2)
    update_status(these(jobs), Status.REPAIRED, by=SYSTEM)
    client = as_role("admin")
    services = [str(item.service_id) for item in order.repair_request.scope.all()]
    data = {"ids": ids(jobs), "services": services, "confirmed": "yes"}
    url = undo_in(client.post(f"/work-orders/{order}/complete-services/", data, **HTMX))
    assert "these services are open again" in words(client.post(url, **HTMX))
    assert not ServiceDone.objects.exists()
    data = {"ids": ids(jobs), "container": "new-box", "confirmed": "yes"}
    url = undo_in(client.post(f"/work-orders/{order}/assign-to-container/", data, **HTMX))
    assert "each is again where it was before" in words(client.post(url, **HTMX))
    assert not these(jobs).exclude(outbound_container=None).exists()
    assert not Container.objects.outbound().exists()


def test_rows_somebody_changed_since_stay_and_are_named_and_the_others_are_undone(as_role: AsRole) -> None:
    _, jobs = an_order_of(3)
    client = as_role("technician")
    url = set_status(client, jobs)
    update_status(these(jobs[1:2]), Status.IN_REPAIR, by=factories.staff(name="Ana").as_actor())
    answer = client.post(url, **HTMX)
    assert answer.status_code == 200
    assert f"1 skipped: {jobs[1].miner} was changed after that by Ana" in words(answer)
    assert statuses(jobs) == [Status.RECEIVED, Status.IN_REPAIR, Status.RECEIVED]


def test_each_refusal_changes_nothing_and_says_why(as_role: AsRole, monkeypatch: pytest.MonkeyPatch) -> None:
    _, jobs = an_order_of(1)
    client = as_role("technician")
    url = set_status(client, jobs)

    def refused() -> str:
        before = state()
        answer = client.post(url, **HTMX)
        assert (answer.status_code, state()) == (409, before)
        return words(answer)

    later = timezone.now() + timedelta(minutes=11)
    with monkeypatch.context() as patch:
        patch.setattr(clock, "now", lambda: later)
        assert "more than 10 minutes ago" in refused()
    box = packed(jobs, ready=True)
    assert f"is in {box}, which is ready for billing or billed" in refused()
    these(jobs).update(outbound_container=None)
    client.post(url, **HTMX)
    assert "undid it already" in refused()


def test_a_closed_order_stays_as_it_is(as_role: AsRole) -> None:
    order, jobs = an_order_of(1)
    client = as_role("technician")
    url = set_status(client, jobs)
    order.completed_at = timezone.now()
    order.save()
    before = state()
    answer = client.post(url, **HTMX)
    assert (answer.status_code, state()) == (409, before)
    assert "its machines keep their status" in words(answer)


def test_it_is_for_its_author_and_for_those_who_may_do_the_same(as_role: AsRole) -> None:
    order, jobs = an_order_of(1)
    url = set_status(as_role("technician"), jobs)
    assert as_role("billing").post(url, **HTMX).status_code == 403
    stranger = Client()
    assert stranger.post(url).status_code == 302
    stranger.force_login(factories.customer_user(order.customer))
    assert stranger.post(url).status_code == 403
    assert statuses(jobs) == [Status.REPAIRED]
    assert as_role("logistics").post(url, **HTMX).status_code == 200
    user = factories.staff("technician")
    client = Client()
    client.force_login(user)
    url = set_status(client, jobs)
    user.roles = ["billing"]
    user.save()
    assert client.post(url, **HTMX).status_code == 200


def test_what_never_was_or_is_of_another_order_is_not_found(as_role: AsRole) -> None:
    order, jobs = an_order_of(1)
    other, _ = an_order_of(1)
    client = as_role("admin")
    group = set_status(client, jobs).rstrip("/").rpartition("/")[2]
    assert client.post(f"/work-orders/{other}/undo/{group}/", **HTMX).status_code == 404
    assert client.post(f"/work-orders/{order}/undo/nosuchgroup/", **HTMX).status_code == 404
    opened = Event.objects.filter(kind="order.opened", work_order=order).get().group
    assert client.post(f"/work-orders/{order}/undo/{opened}/", **HTMX).status_code == 404
    assert client.get(f"/work-orders/{order}/undo/{group}/").status_code == 405
