"""What is found by which text: every spelling, in the order people expect, and by nobody who may not see it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from hashmend.domain.accounts.permissions import Permission, Role, permissions_of
from hashmend.domain.customers.models import Customer
from hashmend.domain.search import finding, upkeep
from hashmend.domain.search.finding import EDGE, EXACT, WITHIN, matches, typed
from hashmend.domain.search.models import KIND, SLOTS, SearchTerm
from hashmend.domain.search.telling import groups
from hashmend.kernel.actor import SYSTEM, Actor
from tests import factories, factories_billing, factories_logistics

pytestmark = pytest.mark.django_db


def found(text: str, actor: Actor = SYSTEM) -> dict[str, list[str]]:
    """Return kind → names of its hits."""
    names = ("number", "serial", "alias", "asset_tag")
    return {
        group.kind.code: [next(hit.facts[name] for name in names if hit.facts.get(name)) for hit in group.hits]
        for group in groups(text, actor)
    }


def someone(of: Customer, *roles: str) -> Actor:
    return Actor(None, "Somebody", permissions_of(list(roles) or [Role.CUSTOMER]), frozenset({of.pk}))


@pytest.fixture
def machine() -> str:
    order = factories.work_order()
    entry = factories.machine("YDHD-J7 BBJHAB0391", mac_typed="02:a1:b2:c3:d4:e5", asset_tag="Rack 7/Ä-12")
    factories.jobs(order, entries=[entry, factories.machine("OTHER0000001")])
    return "YDHD-J7BBJHAB0391"


@pytest.mark.parametrize(
    "text",
    [
        "YDHD-J7BBJHAB0391", "ydhdj7bbjhab0391", " YDHD J7BB JHAB 0391 ", "SN: YDHD-J7BBJHAB0391", "ydhd", "B0391",
        "j7bbj", "0391", "02:A1:B2:C3:D4:E5", "02a1b2c3d4e5", "02-a1-b2-c3-d4-e5", "02a1.b2c3.d4e5", "b2:c3", "C3D4",
        "d4e5", "Rack 7/Ä-12", "rack7a12", "RACK-7", "ä12", "A12", "\tYDHD-J7BBJHAB0391\r\n", "YD",
        "]C1YDHD-J7BBJHAB0391",
    ],
)  # fmt: skip
def test_a_machine_is_found_in_any_spelling_and_by_parts(machine: str, text: str) -> None:
    assert found(text) == {"miner": [machine]}


@pytest.mark.parametrize(
    "text", ["", " ", "-", "%", "%%%", "_", "'", '"', "<>", "\x00", "(", "NOT", "a" * 5000, "zz", "ZZZ", "\\"]
)
def test_nothing_is_found_by_what_nobody_wrote(machine: str, text: str) -> None:
    assert found(text) == {}


def test_documents_are_found_by_their_numbers_whole_or_in_part() -> None:
    order = factories.work_order()
    inbound = factories_logistics.an_inbound_container(order)
    year, last = order.number[4:8], order.number[9:]
    for text in (
        order.number,
        order.number.lower(),
        f"{year}-{last}",
        f"{year} {last}",
        f"{year}{last}",
        last,
        last.lstrip("0"),
    ):
        assert order.number in found(text)["work-order"], text
        assert (order.repair_request.number in found(text).get("repair-request", [])) == (
            not text.lower().startswith("rwo")
        )
    assert found(inbound.number) == {"container": [inbound.number]}
    assert found(inbound.number[2:])["container"] == [inbound.number]


def test_everything_with_a_number_or_a_name_is_found() -> None:
    buyer = factories.customer(alias="Müller & Søn", company_name="Großmann Mining AS", email="ops@farm.example")
    order = factories.work_order(buyer)
    invoice = factories_billing.issued(order=order)
    tracking = factories_logistics.Tracking(number="1Z 999 AA1 01 2345 6784")
    shipment = factories_logistics.a_shipment(buyer, tracking=tracking)
    assert found(str(invoice.number)) == {"invoice": [invoice.number]}
    assert found(shipment.number) == {"shipment": [shipment.number]}
    for text in ("1z999aa10123456784", "1Z 999 AA1 01 2345 6784", "6784", "AA10123"):
        assert found(text) == {"shipment": [shipment.number]}, text
    for text in ("müller", "MULLER", "son", "grossmann", "Großmann", "ops@farm.example", "farm.ex", "Mu"):
        assert found(text) == {"customer": [buyer.alias]}, text


def test_a_former_serial_number_still_finds_the_machine() -> None:
    (job,) = factories.jobs(factories.work_order(), entries=[factories.machine("NEWSERIAL0001")])
    job.miner.former_serials = "OLDSERIAL-0002 OLDERSERIAL0003"
    job.miner.save()
    for text in ("oldserial0002", "OLDERSERIAL0003", "NEWSERIAL0001"):
        assert found(text) == {"miner": ["NEWSERIAL0001"]}
    (hit,) = groups("oldserial-0002", SYSTEM)[0].hits
    assert (hit.match.text, hit.match.fit) == ("OLDSERIAL0002", 0)


def test_the_best_fit_stands_first_and_the_newest_within_it() -> None:
    order = factories.work_order()
    serials = ["AAQQQ777BB", "QQQ777CC1", "QQQ777CC2", "DDQQQ777", "QQQ777", "EEQQQ777FF"]
    for serial in serials:
        factories.jobs(order, entries=[factories.machine(serial, mac_typed="")])
    assert found("qqq777")["miner"] == ["QQQ777", "DDQQQ777", "QQQ777CC2", "QQQ777CC1", "EEQQQ777FF", "AAQQQ777BB"]


def test_at_most_eight_of_a_kind_are_shown_and_the_rest_is_told_of() -> None:
    order = factories.work_order()
    factories.jobs(order, entries=[factories.machine(f"MANY{n:05d}", mac_typed="") for n in range(8)])
    (group,) = groups("many", SYSTEM)
    assert (len(group.hits), group.has_more) == (8, False)
    factories.jobs(order, entries=[factories.machine("MANY99999", mac_typed="")])
    (group,) = groups("many", SYSTEM)
    assert (len(group.hits), group.has_more, group.hits[0].facts["serial"]) == (8, True, "MANY99999")


def test_a_machine_tells_of_its_latest_order_and_status() -> None:
    first = factories.work_order()
    (job,) = factories.jobs(first, entries=[factories.machine("STAYS0001")])
    (hit,) = groups("stays0001", SYSTEM)[0].hits
    assert (hit.facts["stay_order"], hit.facts["stay_position"], hit.facts["stay_status"]) == (
        first.number, job.position, "received",
    )  # fmt: skip


def test_customers_find_their_own_only_and_no_customers() -> None:
    mine, other = factories.customer(alias="Alpha Farm"), factories.customer(alias="Alpha Other")
    for buyer, serial in ((mine, "ALPHA00001"), (other, "ALPHA00002")):
        order = factories.work_order(buyer)
        factories.jobs(order, entries=[factories.machine(serial)])
        factories_billing.issued(order=order)
    assert found("alpha", someone(mine)) == {"miner": ["ALPHA00001"]}
    assert found("alpha")["customer"] == ["Alpha Other", "Alpha Farm"]
    for text in ("alpha00002", "00002", "ha0"):
        assert "ALPHA00002" not in str(found(text, someone(mine)))
    assert found("INV", someone(mine)).keys() <= {"invoice"}
    assert len(found("2026", someone(mine)).get("work-order", [])) == 1


def test_a_draft_is_found_by_nobody_and_invoices_only_by_who_may_see_them() -> None:
    order = factories.work_order()
    draft = factories_billing.draft(order=order)
    issued = factories_billing.issued(order=order)
    technician = Actor(None, "Tech", permissions_of([Role.TECHNICIAN]), None)
    billing = Actor(None, "Billing", permissions_of([Role.BILLING]), None)
    assert not billing.may(Permission.EDIT_USERS)
    assert found(draft.public_id) == {}
    assert found(str(issued.number), billing) == {"invoice": [issued.number]}
    assert found(str(issued.number), technician) == {}
    assert found(str(issued.number), someone(order.customer)) == {"invoice": [issued.number]}


def test_finding_takes_two_queries_whatever_is_found() -> None:
    order = factories.work_order()
    factories.jobs(order, 30)
    factories_logistics.an_inbound_container(order)
    for text, actor in (("sntest", SYSTEM), ("1", SYSTEM), (order.number, SYSTEM), ("000", someone(order.customer))):
        with CaptureQueriesContext(connection) as queries:
            assert groups(text, actor)
        assert len(queries) == 2, text


def test_nobody_without_a_customer_finds_anything(machine: str) -> None:
    assert matches(machine, Actor(None, "Nobody")) == []


def test_a_sqlite_without_trigrams_finds_the_same(machine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways are tried on SQLite; on PostgreSQL the second is the first again."""
    whose = someone(Customer.objects.get())
    asked = [(text, actor) for text in (machine, "0391", "7bb", "zzz", "Y") for actor in (SYSTEM, whose)]
    with_trigrams = [matches(text, actor) for text, actor in asked]
    monkeypatch.setattr(finding, "can_trigrams", lambda: False)
    assert [matches(text, actor) for text, actor in asked] == with_trigrams


def test_what_is_typed_loses_what_a_scanner_adds() -> None:
    assert typed("]C1SN: rwo-2026-0001\r\n") == "RWO20260001"
    assert len(typed("9" * 5000)) == 200


TEXTS = st.text("AB1", min_size=1, max_size=6)


def fit_of(term: str, text: str) -> int | None:
    """Return how well a term fits, as a person would say it."""
    if term == text:
        return EXACT
    if (len(text) > 1 and term.startswith(text)) or (len(text) > 2 and term.endswith(text)):
        return EDGE
    return WITHIN if len(text) > 2 and text in term else None


@settings(max_examples=40, deadline=None)
@given(
    st.dictionaries(st.tuples(st.integers(1, 15), st.integers(0, 2)), TEXTS, max_size=30), st.lists(TEXTS, max_size=8)
)
def test_what_is_found_and_its_order_are_those_of_a_plain_search(
    terms: dict[tuple[int, int], str], asked: list[str]
) -> None:
    SearchTerm.objects.all().delete()
    SearchTerm.objects.bulk_create(
        SearchTerm(id=2 * KIND + row * SLOTS + slot, kind=2, customer_id=row % 2 + 1, text=f"<{text}>")
        for (row, slot), text in terms.items()
    )
    if connection.vendor == "sqlite":
        upkeep.fold(len(terms) // 2)
    for text in asked:
        for customer in (None, 1):
            actor = SYSTEM if customer is None else Actor(None, "Somebody", frozenset(), frozenset({customer}))
            mine = {key: term for key, term in terms.items() if customer is None or key[0] % 2 + 1 == customer}
            fits = [(fit_of(term, text), -row, -slot) for (row, slot), term in mine.items()]
            expected: dict[int, tuple[int, int]] = {}
            for fit, row, slot in sorted((f, r, s) for f, r, s in fits if f is not None):
                expected.setdefault(-row, (fit, -slot))
            found_now = [(match.row, (match.fit, match.slot)) for match in matches(text, actor, most=9)]
            assert found_now == list(expected.items())[:9]
