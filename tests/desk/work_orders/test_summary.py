"""The Summary of an order: charts and table, one instrument."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hashmend.domain.batches import row
from hashmend.domain.work_orders.operations import put_on_hold, update_status
from hashmend.domain.work_orders.statuses import Status
from hashmend.kernel.actor import SYSTEM
from tests import factories
from tests.domain.work_orders.sets import these
from tests.factories_board import an_order_of, machines, packed

pytestmark = pytest.mark.django_db

AsRole = Callable[..., Client]
PART = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "summary"}


def rows_in(html: str) -> list[str]:
    """Return the names of the machines in the table."""
    return re.findall(r'class="row-link"[^>]*><code class="serial">([^<]+)<', html)


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


@pytest.mark.parametrize("role", ["admin", "manager", "technician", "logistics", "billing"])
def test_everybody_of_the_centre_sees_it(as_role: AsRole, role: str) -> None:
    order, jobs = an_order_of(2)
    page = as_role(role).get(f"/work-orders/{order}/")
    assert page.status_code == 200
    html = page.content.decode()
    assert f"<title>Summary – {order} – Hashmend</title>" in re.sub(r"\s+", " ", html)
    assert rows_in(html) == [str(job.miner) for job in jobs]


def test_customers_and_strangers_stay_outside() -> None:
    order, _ = an_order_of(1)
    client = Client()
    assert client.get(f"/work-orders/{order}/").status_code == 302
    client.force_login(factories.customer_user(order.customer))
    assert client.get(f"/work-orders/{order}/").status_code == 403


def test_an_order_that_is_not_there_is_not_found(as_role: AsRole) -> None:
    for path in ("", "miners/", "miners/7/", "progress/"):
        assert as_role().get(f"/work-orders/RWO-1999-0001/{path}").status_code == 404


def test_the_frame_tells_number_customer_state_hold_and_tabs(as_role: AsRole) -> None:
    order, _ = an_order_of(1)
    put_on_hold(row(order), "Waiting for the customer", by=SYSTEM)
    html = as_role().get(f"/work-orders/{order}/").content.decode()
    words = text_of(html)
    assert f"{order} {order.customer.alias}" in words
    assert "On hold" in words
    assert "Waiting for the customer" in words
    tabs = re.findall(r'<a class="nav-link[^"]*" href="(/work-orders/[^"]+)"( aria-current="page")?', html)
    assert [url for url, _ in tabs if str(order) in url] == [
        f"/work-orders/{order}/{tab}" for tab in ("", "miners/", "logistics/", "billing/", "messages/")
    ]
    assert (f"/work-orders/{order}/", ' aria-current="page"') in tabs


def test_progress_is_finished_and_returned_of_all(as_role: AsRole) -> None:
    order, jobs = an_order_of(4)
    update_status(these(jobs[:2]), Status.REPAIRED, by=SYSTEM)
    packed(jobs[:1], delivered=True)
    words = text_of(as_role().get(f"/work-orders/{order}/progress/").content.decode())
    assert "Finished 2 of 4, 50 %" in words.replace("\u00a0", " ")
    assert "Returned 1 of 4, 25 %" in words.replace("\u00a0", " ")


def test_a_chart_area_filters_the_table_and_is_given_up_by_itself(as_role: AsRole) -> None:
    order, jobs = an_order_of(3)
    update_status(these(jobs[:1]), Status.REPAIRED, by=SYSTEM)
    client = as_role()
    html = client.get(f"/work-orders/{order}/").content.decode()
    assert f'href="/work-orders/{order}/?status=repaired"' in html
    html = client.get(f"/work-orders/{order}/?status=repaired").content.decode()
    assert rows_in(html) == [str(jobs[0].miner)]
    assert 'aria-label="Remove filter Repair status: Repaired"' in html
    assert re.search(r'id="status-repaired"[^>]*aria-current="true"', html)
    assert re.search(rf'id="status-repaired"[^>]*href="/work-orders/{order}/"', html)
    words = text_of(html)
    assert "Repaired , 1 of 3, 33" in words.replace("\u00a0", " ")
    assert "Received , 2 of 3, 67" in words.replace("\u00a0", " ")


def test_areas_of_one_chart_are_alternatives_and_of_two_hold_together(as_role: AsRole) -> None:
    order, jobs = an_order_of(3)
    update_status(these(jobs[:2]), Status.REPAIRED, by=SYSTEM)
    packed(jobs[:1])
    client = as_role()
    both = client.get(f"/work-orders/{order}/?status=repaired&status=received").content.decode()
    assert len(rows_in(both)) == 3
    one = client.get(f"/work-orders/{order}/?status=repaired&logistics=boxed").content.decode()
    assert rows_in(one) == [str(jobs[0].miner)]


def test_the_table_alone_is_answered_to_htmx_with_its_charts(as_role: AsRole) -> None:
    order, jobs = an_order_of(2)
    page = as_role().get(f"/work-orders/{order}/?q={jobs[0].miner}", **PART)
    html = page.content.decode()
    assert html.lstrip().startswith('<div id="summary"')
    assert 'id="chart-status"' in html
    assert rows_in(html) == [str(jobs[0].miner)]
    assert page.headers["HX-Push-Url"] == f"/work-orders/{order}/?q={jobs[0].miner}"


def test_nonsense_in_the_address_is_ignored_with_a_note(as_role: AsRole) -> None:
    order, _ = an_order_of(1)
    page = as_role().get(f"/work-orders/{order}/?status=melted&page=999&sort=nonsense&container=C-9&per=7")
    assert page.status_code == 200
    assert "means nothing here and was ignored" in page.content.decode()


def test_an_order_without_machines_has_no_charts_and_says_what_comes(as_role: AsRole) -> None:
    order, _ = an_order_of(0)
    html = as_role().get(f"/work-orders/{order}/").content.decode()
    assert "No miners yet" in html
    assert 'class="chart' not in html
    assert "NaN" not in html


def test_icons_tell_boxed_shipped_and_delivered_by_name(as_role: AsRole) -> None:
    order, jobs = an_order_of(4)
    packed(jobs[:1])
    packed(jobs[1:2], shipped=True)
    packed(jobs[2:3], delivered=True)
    html = as_role().get(f"/work-orders/{order}/").content.decode()
    for name in ("Boxed", "Shipped", "Delivered"):
        assert html.count(f'role="img" aria-label="{name}"') == 1
    assert 'role="img" aria-label="At the RC"' not in html


def test_only_those_who_may_are_offered_changes(as_role: AsRole) -> None:
    order, _ = an_order_of(1)
    offered = {
        role: set(
            re.findall(r'formaction="[^"]*/([a-z-]+)/"', as_role(role).get(f"/work-orders/{order}/").content.decode())
        )
        for role in ("manager", "technician", "logistics", "billing")
    }
    consolidation = "selected"
    everything = {"update-status", "complete-services", "assign-to-container", "move", consolidation}
    assert offered["manager"] == everything
    assert offered["technician"] == everything - {"move"}
    assert offered["logistics"] == {"update-status", "assign-to-container"}
    assert offered["billing"] == set()
    assert "tag-change" not in as_role("billing").get(f"/work-orders/{order}/").content.decode()


def test_the_csv_has_exactly_the_filtered_rows(as_role: AsRole) -> None:
    order, jobs = an_order_of(3)
    update_status(these(jobs[:1]), Status.REPAIRED, by=SYSTEM)
    page = as_role().get(f"/work-orders/{order}/?status=repaired&export=csv")
    lines = b"".join(page.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Serial number,Model,MAC,Repair status,Works on it,Services,Logistics,Container")
    assert len(lines) == 2
    assert f"{jobs[0].miner}," in lines[1]
    assert "0 of 2,At the RC," in lines[1]


def test_two_hundred_machines_take_as_many_queries_as_three(as_role: AsRole) -> None:
    order, _ = an_order_of(3)
    client = as_role()
    client.get(f"/work-orders/{order}/")
    with CaptureQueriesContext(connection) as few:
        client.get(f"/work-orders/{order}/")
    packed(machines(order, 200), shipped=True)
    with CaptureQueriesContext(connection) as many:
        client.get(f"/work-orders/{order}/?per=500")
    assert len(few) == len(many)
    assert len(many) <= 12


def test_the_latest_changes_tell_what_one_action_did_to_many_as_one(as_role: AsRole) -> None:
    order, jobs = an_order_of(70)
    update_status(these(jobs), Status.REPAIRED, by=factories.staff(name="Ana").as_actor())
    client = as_role()
    for url in ("", "latest/", "history/"):
        told = text_of(client.get(f"/work-orders/{order}/{url}").content.decode())
        assert "went from Received to Repaired. And 69 others the same way." in told


def test_a_long_history_goes_on_on_the_next_page(as_role: AsRole) -> None:
    order, jobs = an_order_of(2)
    for status in [Status.IN_REPAIR, Status.STRESS_TEST] * 52:
        update_status(these(jobs), status, by=SYSTEM)
    client = as_role()
    first = client.get(f"/work-orders/{order}/history/").content.decode()
    older = re.search(r'href="(\?before=\d+)"', first)
    assert older
    second = client.get(f"/work-orders/{order}/history/{older[1]}").content.decode()
    assert f"{order} was opened" in text_of(second)
    assert f"{order} was opened" not in text_of(first)


def test_the_keys_of_rows_press_what_stands_in_them(as_role: AsRole) -> None:
    order, _ = an_order_of(1)
    client = as_role("manager", "technician")
    for path, key in ((f"/work-orders/{order}/", "s"), (f"/work-orders/{order}/miners/", "e")):
        html = client.get(path).content.decode()
        assert f'data-row-keys="{key}"' in html
        assert html.count(f'data-row-key="{key}"') == 1
