"""Machines move to another order: which one is asked with what goes along, and what is lacking there is decided."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from hashmend.domain.work_orders.models import Job, WorkOrder
from hashmend.domain.work_orders.operations import complete_services
from hashmend.kernel.actor import SYSTEM
from tests import factories
from tests.desk.work_orders.test_bulk_actions import HTMX, ids, words
from tests.desk.work_orders.test_undo import undo_in
from tests.domain.work_orders.sets import state, these
from tests.factories_board import an_order_of

pytestmark = pytest.mark.django_db

AsRole = Callable[..., Client]


def asked(client: Client, jobs: list[Job], **data: Any) -> Any:
    return client.post(f"/work-orders/{jobs[0].work_order}/move/", {"ids": ids(jobs), **data}, **HTMX)


def confirmed(client: Client, jobs: list[Job], **data: Any) -> Any:
    return asked(client, jobs, confirmed="yes", **data)


def orders_of(jobs: list[Job]) -> list[int]:
    return list(these(jobs).order_by("pk").values_list("work_order", flat=True))


def test_nothing_is_chosen_beforehand_and_nothing_chosen_is_asked_for(as_role: AsRole) -> None:
    order, jobs = an_order_of(1)
    factories.work_order(order.customer)
    client, before = as_role("manager"), state()
    dialog = asked(client, jobs).content.decode()
    assert "checked" not in dialog
    assert f"To a new order, with the scope and prices of {order}" in words(asked(client, jobs))
    answer = confirmed(client, jobs)
    assert (answer.status_code, state()) == (422, before)
    assert "Choose where they go." in words(answer)
    assert "Choose the work order they move to." in words(confirmed(client, jobs, to="existing"))


def test_two_hundred_orders_are_searched_by_any_part_of_what_is_shown(as_role: AsRole) -> None:
    order, jobs = an_order_of(1)
    others = [factories.work_order(order.customer, families=f"S{number}") for number in range(200, 230)]
    client = as_role("manager")
    assert f"1 miner: {others[7]}" not in words(asked(client, jobs))
    assert f'value="{others[7].number} – opened' in asked(client, jobs, to="existing").content.decode()
    several = confirmed(client, jobs, to="existing", target="S2")
    assert "“S2” fits several; choose one from the list." in words(several)
    assert f"1 miner moved to {others[7]}." in words(confirmed(client, jobs, to="existing", target="s207"))


def test_the_preview_names_what_goes_along_and_what_stays(as_role: AsRole) -> None:
    cleaning = factories.service("Cleaning")
    order, jobs = an_order_of(2, scope=factories.scope(cleaning))
    target = factories.work_order(order.customer, scope=factories.scope(cleaning))
    complete_services(these(jobs), by=SYSTEM)
    told = words(asked(as_role("manager"), jobs, to="existing", target=str(target), confirmed=""))
    assert f"2 services done go along (Cleaning 2); {target} bills them at its prices." in told
    assert f"They leave {jobs[0].inbound_container}, in which they came; the history keeps it." in told
    assert f"Messages stay with {order}." in told


def test_services_lacking_there_are_named_and_decided_one_by_one_without_a_default(as_role: AsRole) -> None:
    cleaning, fans = factories.service("Cleaning"), factories.service("Fan swap")
    order, jobs = an_order_of(3, scope=factories.scope(cleaning, fans))
    target = factories.work_order(order.customer)
    complete_services(these(jobs[:2]), [cleaning], by=SYSTEM)
    complete_services(these(jobs[1:2]), [fans], by=SYSTEM)
    client, where = as_role("manager"), {"to": "existing", "target": str(target)}
    dialog = asked(client, jobs, confirmed="", **where)
    assert "Cleaning is not in the scope there; it was done for 2 miners" in words(dialog)
    assert dialog.content.decode().count("checked") == 1
    before = state()
    undecided = confirmed(client, jobs, **where, **{f"decide_{cleaning.pk}": "add", f"price_{cleaning.pk}": "12.00"})
    assert (undecided.status_code, state()) == (422, before)
    assert "Decide what becomes of Fan swap." in words(undecided)
    decided = {f"decide_{cleaning.pk}": "add", f"price_{cleaning.pk}": "12.00", f"decide_{fans.pk}": "leave"}
    told = words(asked(client, jobs, confirmed="", **where, **decided))
    assert "2 can be changed, 1 cannot." in told
    assert f"The scope of {target} lacks what was done for {jobs[1].miner} (Fan swap)" in told
    assert f"Cleaning comes into the scope of {target}, where it is open on all other miners." in told
    answer = confirmed(client, jobs, **where, **decided)
    assert f"2 miners moved to {target}. 1 skipped" in words(answer)
    assert orders_of(jobs) == [target.pk, order.pk, target.pk]
    assert target.repair_request.scope.get(service=cleaning).price == Decimal("12.00")
    assert not target.repair_request.scope.filter(service=fans).exists()


def test_a_service_that_comes_along_needs_a_price(as_role: AsRole) -> None:
    cleaning = factories.service("Cleaning")
    order, jobs = an_order_of(1, scope=factories.scope(cleaning))
    target = factories.work_order(order.customer)
    complete_services(these(jobs), by=SYSTEM)
    client, before = as_role("manager"), state()
    where = {"to": "existing", "target": str(target), f"decide_{cleaning.pk}": "add"}
    assert 'value="45.00"' in asked(client, jobs, confirmed="", **where).content.decode()
    answer = confirmed(client, jobs, **where, **{f"price_{cleaning.pk}": ""})
    assert (answer.status_code, state()) == (422, before)
    assert "Give the price of Cleaning there." in words(answer)


def test_a_new_order_is_opened_for_them_and_the_undo_cancels_it(as_role: AsRole) -> None:
    order, jobs = an_order_of(2)
    client = as_role("manager")
    assert f"A new order is opened for {order.customer}" in words(asked(client, jobs, to="new", confirmed=""))
    answer = confirmed(client, jobs, to="new")
    opened = WorkOrder.objects.latest("pk")
    assert f"2 miners moved to {opened}." in words(answer)
    assert orders_of(jobs) == [opened.pk, opened.pk]
    assert undo_in(client.get(f"/work-orders/{opened}/history/")).startswith(f"/work-orders/{opened}/undo/")
    assert "each is in the order again that it came from" in words(client.post(undo_in(answer), **HTMX))
    assert orders_of(jobs) == [order.pk, order.pk]
    opened.refresh_from_db()
    assert not opened.is_open


def test_without_an_agreement_in_term_no_order_is_opened_and_the_dialog_says_so_first(as_role: AsRole) -> None:
    order, jobs = an_order_of(1)
    order.customer.agreements.update(ends_on=factories.today() - timedelta(days=1))
    client, before, orders = as_role("manager"), state(), WorkOrder.objects.count()
    assert "no order can be opened" in words(asked(client, jobs, to="new", confirmed=""))
    answer = confirmed(client, jobs, to="new")
    assert (answer.status_code, state(), WorkOrder.objects.count()) == (409, before, orders)


def test_without_a_script_check_again_shows_what_would_happen(as_role: AsRole) -> None:
    order, jobs = an_order_of(1)
    target = factories.work_order(order.customer)
    client, before = as_role("manager"), state()
    data = {"ids": ids(jobs), "to": "existing", "target": str(target)}
    page = client.post(f"/work-orders/{order}/move/", {**data, "confirmed": ["yes", ""]})
    assert (page.status_code, state()) == (200, before)
    assert "<h1" in page.content.decode()
    assert "Check again" in words(page)
    assert f"Messages stay with {order}." in words(page)


def test_a_move_in_bulk_is_undone_from_its_notice(as_role: AsRole) -> None:
    order, jobs = an_order_of(2)
    target = factories.work_order(order.customer)
    client = as_role("manager")
    url = undo_in(confirmed(client, jobs, to="existing", target=str(target)))
    assert as_role("technician").post(url, **HTMX).status_code == 403
    client.post(url, **HTMX)
    assert orders_of(jobs) == [order.pk, order.pk]
