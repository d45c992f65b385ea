"""The list of work orders: the staff's home."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hashmend.domain.batches import row
from hashmend.domain.messaging.operations import send_message
from hashmend.domain.work_orders.models import WorkOrder
from hashmend.domain.work_orders.operations import cancel_order, put_on_hold
from hashmend.domain.work_orders.statuses import Status
from hashmend.kernel import clock
from hashmend.kernel.actor import SYSTEM
from tests import factories

URL = "/work-orders/"


def _shown(client: Client, query: str) -> set[str]:
    page = client.get(f"{URL}?{query}").content.decode()
    return {order.number for order in WorkOrder.objects.all() if f'href="{URL}{order.number}/"' in page}


def _csv(client: Client, query: str = "") -> list[dict[str, str]]:
    answer = client.get(f"{URL}?{query}&export=csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("role", ["admin", "manager", "technician", "logistics", "billing"])
def test_staff_start_here_but_for_technicians_and_see_all_orders(signed_in, role: str) -> None:
    orders = [factories.work_order(), factories.work_order()]
    client = signed_in(role)
    assert client.get("/").url == ("/my-day/" if role == "technician" else URL)
    assert _shown(client, "") == {order.number for order in orders}


def test_a_customer_and_a_stranger_stay_out(signed_in, client: Client) -> None:
    factories.work_order()
    assert signed_in("customer").get(URL).status_code == 403
    assert client.get(URL).url == f"/sign-in/?next={URL}"


def test_the_search_stands_in_the_list(signed_in) -> None:
    factories.work_order()
    assert 'placeholder="Order, customer, SN, MAC"' in signed_in("technician").get(URL).content.decode()


def test_the_first_run_offers_the_first_order(signed_in) -> None:
    page = signed_in("manager").get(URL).content.decode()
    assert "No work orders yet" in page
    assert 'href="/work-orders/new/"' in page
    assert 'href="/work-orders/new/"' not in signed_in("technician").get(URL).content.decode()


def test_it_filters_by_customer_state_flags_and_dates(signed_in) -> None:
    held = factories.work_order(factories.customer(alias="Nordwind"))
    put_on_hold(row(held), "Waiting.", by=SYSTEM)
    late = factories.work_order(due_on=factories.today() - timedelta(1))
    gone = cancel_order(row(factories.work_order()), "No.", by=SYSTEM)
    client = signed_in("manager")
    assert _shown(client, f"customer={held.customer.public_id}") == {held.number}
    assert _shown(client, "state=cancelled") == {gone.number}
    assert _shown(client, "flag=on-hold") == {held.number}
    assert _shown(client, "flag=overdue") == {late.number}
    assert _shown(client, "flag=overdue&flag=on-hold") == {late.number, held.number}
    assert _shown(client, f"opened_at_to={factories.today() - timedelta(1)}") == set()
    assert _shown(client, f"opened_at_from={factories.today()}") == {held.number, late.number, gone.number}


def test_it_finds_serials_and_macs_in_any_spelling(signed_in) -> None:
    model = factories.miner_model("Antminer S19")
    machine = factories.machine("YNAHA0001", mac_typed="02:35:3d:b3:2d:b1", asset_tag="RACK-7", model=model)
    order = factories.work_order()
    factories.jobs(order, entries=[machine])
    factories.jobs(factories.work_order(), 2)
    client = signed_in("manager")
    for text in (
        order.number, order.number[-4:].lower(), "ynaha0001", "YNAHA 0001", "naha00", "02353DB32DB1",
        "02-35-3d-b3-2d-b1", "0235.3db3.2db1", "3d:b3:2d", "rack-7", order.customer.alias.lower(),
    ):  # fmt: skip
        assert order.number in _shown(client, f"q={text}"), text
    assert _shown(client, "q=YNAHA0001") == {order.number}
    assert _shown(client, "q=NOSUCHSERIAL") == set()
    assert _shown(client, f"model={model.pk}") == {order.number}


def test_numbers_and_progress_come_from_the_machines(signed_in) -> None:
    order = factories.work_order()
    factories.jobs(order, 2, status=Status.EXPECTED)
    factories.jobs(order, 3, status=Status.IN_REPAIR)
    factories.jobs(order, 1, status=Status.REPAIRED)
    factories.jobs(order, 1, status=Status.SCRAPPED)
    empty = factories.work_order()
    client = signed_in("manager")
    by_number = {line["Order"]: line for line in _csv(client)}
    line = by_number[order.number]
    assert line["Progress"] == "Expected 2, In repair 3, Repaired 1, Scrapped 1"
    assert line["Where"] == "2 to come, 4 at the RC, 1 not returned"
    assert by_number[empty.number]["Where"] == ""
    page = client.get(URL).content.decode()
    assert f'aria-label="Miners of {order}: Expected 2, In repair 3, Repaired 1, Scrapped 1"' in page
    assert "2 of 7 finished" in page
    assert 'title="4 at the RC"' in page


def test_flags_stand_beside_the_state(signed_in) -> None:
    customer = factories.customer()
    order = factories.work_order(customer, due_on=factories.today() - timedelta(1))
    put_on_hold(row(order), "Waiting.", by=SYSTEM)
    buyer = factories.customer_user(customer)
    send_message(order, "Hello?", by=buyer.as_actor())
    client = signed_in("manager")
    page = client.get(URL).content.decode()
    for words in ("On hold", "Overdue", "1 unread</span>"):
        assert words in page
    assert _csv(client)[0]["State"] == "Open, Overdue, On hold, 1 unread"
    assert _shown(client, "flag=unread") == {order.number}


def test_machines_that_wait_for_the_customers_word_are_a_flag(signed_in) -> None:
    asked, ended = factories.work_order(), factories.work_order()
    for n, order in enumerate((asked, ended), 1):
        factories.jobs(order, n, status=Status.AWAITING_APPROVAL)
        factories.jobs(order, 1, status=Status.SCRAPPED)
    WorkOrder.objects.filter(pk=ended.pk).update(completed_at=clock.now())
    client = signed_in("logistics")
    assert "1 waits for approval</span>" in client.get(URL).content.decode()
    assert _shown(client, "flag=approval") == {asked.number}


def test_ages_count_until_the_order_ends(signed_in) -> None:
    now = clock.now()
    opened = {"week": 7, "month": 30, "season": 90, "older": 91}
    orders = {age: factories.work_order() for age in opened}
    for age, days in opened.items():
        WorkOrder.objects.filter(pk=orders[age].pk).update(opened_at=now - timedelta(days, minutes=5))
    ended = factories.work_order()
    WorkOrder.objects.filter(pk=ended.pk).update(opened_at=now - timedelta(200), cancelled_at=now - timedelta(197))
    client = signed_in("technician")
    for age, order in orders.items():
        assert _shown(client, f"state=open&age={age}") == {order.number}, age
    assert _shown(client, "age=week") == {orders["week"].number, ended.number}
    assert [line["Days"] for line in _csv(client, "sort=age")] == ["3", "7", "30", "90", "91"]
    assert ">91</span>" in client.get(URL).content.decode()


def test_each_filter_counts_under_the_others(signed_in) -> None:
    nordwind = factories.customer(alias="Nordwind")
    held, gone, late = (
        factories.work_order(nordwind),
        factories.work_order(nordwind),
        factories.work_order(due_on=factories.today() - timedelta(1)),
    )
    put_on_hold(row(held), "Waiting.", by=SYSTEM)
    put_on_hold(row(late), "Waiting.", by=SYSTEM)
    cancel_order(row(gone), "No.", by=SYSTEM)
    client = signed_in("manager")

    def counts(query: str) -> dict[str, str]:
        page = client.get(f"{URL}?{query}").content.decode()
        return dict(re.findall(r'id="([a-z-]+)" href="[^"]*" hx-get[^>]*>.*?<strong>(\d+)</strong>', page))

    assert counts("") == {"state-open": "2", "state-cancelled": "1", "flag-overdue": "1", "flag-on-hold": "2"}
    assert counts("flag=overdue") == {"state-open": "1", "flag-overdue": "1", "flag-on-hold": "2"}
    assert counts(f"customer={nordwind.public_id}&state=open") == {
        "state-open": "1", "state-cancelled": "1", "flag-on-hold": "1",
    }  # fmt: skip
    assert counts("q=nothing-like-it") == {}


def test_the_csv_has_exactly_the_filtered_rows_in_their_order(signed_in) -> None:
    orders = [factories.work_order() for _ in range(3)]
    cancel_order(row(orders[1]), "No.", by=SYSTEM)
    client = signed_in("manager")
    lines = _csv(client, "state=open&sort=number")
    assert [line["Order"] for line in lines] == [orders[0].number, orders[2].number]
    assert [line["Order"] for line in _csv(client, "sort=-number")] == [o.number for o in reversed(orders)]


def test_files_have_the_columns_on_screen_and_the_currency_of_amounts(signed_in) -> None:
    factories.work_order()
    head = list(_csv(signed_in("manager"))[0])
    assert head == [
        "Order", "Customer", "State", "Progress", "Where", "Days", "To bill", "Unpaid", "Currency", "Due",
    ]  # fmt: skip
    assert list(_csv(signed_in("technician"))[0]) == [*head[:6], "Due"]


def test_odd_parameters_are_ignored_with_a_note(signed_in) -> None:
    order = factories.work_order()
    client = signed_in("manager")
    page = client.get(f"{URL}?state=nonsense&model=abc&customer=%00&sort=secret&page=999&opened_at_from=x")
    assert page.status_code == 200
    assert order.number in page.content.decode()


def test_statements_do_not_grow_with_the_rows(signed_in) -> None:
    client = signed_in("manager")

    def statements(query: str = "") -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"{URL}?{query}").status_code == 200
        return len(captured)

    queries = ("", "q=SNTEST", "flag=overdue&flag=unread&age=week", "money=to-bill&sort=-unpaid", "export=csv")
    for _ in range(3):
        factories.jobs(factories.work_order(), 2)
    few = [statements(query) for query in queries]
    for _ in range(27):
        factories.jobs(factories.work_order(), 1)
    assert [statements(query) for query in queries] == few
    assert max(few) <= 14


def test_ones_own_message_is_not_unread(client: Client, db: None) -> None:
    order = factories.work_order()
    manager = factories.staff("manager")
    client.force_login(manager)
    send_message(order, "We begin on Monday.", by=manager.as_actor())
    assert _shown(client, "flag=unread") == set()
    client.force_login(factories.staff("billing"))
    assert _shown(client, "flag=unread") == {order.number}
