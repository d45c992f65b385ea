"""The list of repair requests, and the page of one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hashmend.domain.batches import row
from hashmend.domain.work_orders.operations import attach_document, deny_repair_requests
from hashmend.kernel.actor import SYSTEM
from tests import factories

URL = "/repair-requests/"


@pytest.mark.parametrize("role", ["admin", "manager", "technician", "logistics", "billing"])
def test_staff_see_all_requests(signed_in, role: str) -> None:
    asked = factories.repair_request()
    client = signed_in(role)
    assert asked.number in client.get(URL).content.decode()
    page = client.get(f"{URL}{asked.number}/").content.decode()
    assert "Hashboard repair" in page
    assert ("Approve</a>" in page) == (role in {"admin", "manager"})
    assert ("Copy to a new request" in page) == (role in {"admin", "manager"})


def test_a_customer_opens_none_of_it(signed_in) -> None:
    asked = factories.repair_request()
    client = signed_in("customer")
    assert client.get(URL).status_code == 403
    for last in ("", "document/", "edit/", "approve/", "deny/"):
        assert client.get(f"{URL}{asked.number}/{last}").status_code == 403


def test_what_does_not_exist_is_a_404(signed_in) -> None:
    client = signed_in("admin")
    assert client.get(f"{URL}RR-2020-0001/").status_code == 404
    assert client.get(f"{URL}{factories.repair_request().number}/document/").status_code == 404


def test_the_list_filters_by_state_and_customer(signed_in) -> None:
    waiting = factories.repair_request(factories.customer(alias="Nordwind"))
    denied = factories.repair_request()
    deny_repair_requests(row(denied), "No.", by=SYSTEM)
    order = factories.work_order()
    client = signed_in("manager")

    def shown(query: str) -> set[str]:
        page = client.get(f"{URL}?{query}").content.decode()
        return {one.number for one in (waiting, denied, order.repair_request) if one.number in page}

    assert shown("state=under-review") == {waiting.number}
    assert shown("state=denied&state=approved") == {denied.number, order.repair_request.number}
    assert shown(f"customer={waiting.customer.public_id}") == {waiting.number}
    assert shown("q=nordwind") == {waiting.number}
    assert shown(f"q={order.number}") == {order.repair_request.number}


def test_the_page_shows_scope_prices_fees_and_the_most_it_can_cost(signed_in) -> None:
    asked = factories.repair_request(quantity=10, fees=(factories.fee(),))
    page = signed_in("manager").get(f"{URL}{asked.number}/").content.decode()
    for words in ("USD 25.00", "USD 80.00", "USD 105.00", "Pallet handling", "USD 1,170.00"):
        assert words in page, words
    assert "has no agreement in term today" in page


def test_the_document_is_a_harmless_download(signed_in) -> None:
    asked = factories.repair_request()
    attach_document(row(asked), factories.pdf("list.pdf"), by=SYSTEM)
    answer = signed_in("technician").get(f"{URL}{asked.number}/document/")
    assert b"".join(answer.streaming_content) == factories.PDF
    assert answer["Content-Disposition"] == 'attachment; filename="list.pdf"'
    assert answer["Content-Security-Policy"] == "sandbox"


def test_statements_do_not_grow_with_the_rows(signed_in) -> None:
    client = signed_in("manager")

    def statements(url: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    first = factories.repair_request()
    factories.work_order()
    few = (statements(URL), statements(f"{URL}{first.number}/"))
    for _ in range(5):
        factories.repair_request()
        factories.work_order()
    services = factories.scope(*(factories.service() for _ in range(9)))
    many = factories.repair_request(scope=services, fees=(factories.fee(), factories.fee()))
    assert (statements(URL), statements(f"{URL}{many.number}/")) == few
