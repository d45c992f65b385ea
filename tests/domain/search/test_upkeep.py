"""The index equals the data, whoever writes; it can be made anew; it says when it is spoilt."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection
from hypothesis import given, settings
from hypothesis import strategies as st

from hashmend.domain.batches import row
from hashmend.domain.invariants.checking import broken
from hashmend.domain.invariants.search_terms import SEARCH
from hashmend.domain.logistics.models import Container
from hashmend.domain.logistics.operations import delete_containers, label_containers
from hashmend.domain.miners.models import Miner
from hashmend.domain.search import upkeep
from hashmend.domain.search.finding import matches
from hashmend.domain.search.kinds import BY_CODE
from hashmend.domain.search.models import SearchTerm
from hashmend.domain.search.orders import orders_found
from hashmend.domain.search.sql import plain_sql
from hashmend.domain.work_orders.models import WorkOrder
from hashmend.kernel.actor import SYSTEM
from hashmend.kernel.plain import DROPPED, LETTERS, plain
from tests import factories, factories_logistics

pytestmark = pytest.mark.django_db


def texts(code: str) -> set[str]:
    return {str(term) for term in SearchTerm.objects.filter(kind=BY_CODE[code].number)}


def test_whatever_is_written_is_indexed_at_once() -> None:
    order = factories.work_order()
    inbound = factories_logistics.an_inbound_container(order)
    factories.jobs(order, 3)
    Miner.objects.filter(serial__startswith="SNTEST").update(asset_tag="SAME-TAG")
    assert "SAMETAG" in texts("miner")
    miner = Miner.objects.first()
    assert miner
    Miner.objects.filter(pk=miner.pk).update(serial="CHANGED1", former_serials=miner.serial)
    assert {"CHANGED1", plain(miner.serial)} <= texts("miner")
    Container.objects.filter(pk=inbound.pk).update(label="PAL 7")
    assert "PAL7" in texts("container")
    Container.objects.filter(pk=inbound.pk).delete()
    assert texts("container") == set()
    assert broken(SEARCH) == []


def test_terms_wait_for_their_trigrams_until_somebody_searches() -> None:
    factories.jobs(factories.work_order(), 300)
    assert waiting() > 600 or connection.vendor == "postgresql"
    before = matches("sntest", SYSTEM)
    assert waiting() == 0
    assert matches("sntest", SYSTEM) == before
    Miner.objects.filter(pk=before[0].row).update(serial="GONE-NOW")
    assert before[0].row not in [match.row for match in matches("sntest", SYSTEM, most=400)]
    assert matches("gone-now", SYSTEM)[0].row == before[0].row
    Miner.objects.filter(pk=before[0].row).update(serial="GONE-AGAIN")
    assert matches("gone-now", SYSTEM) == []
    assert broken(SEARCH) == []


def test_looking_for_an_order_by_its_machines_gives_them_their_trigrams() -> None:
    order = factories.work_order()
    factories.jobs(order, 300)
    assert waiting() > 600 or connection.vendor == "postgresql"
    assert list(orders_found(WorkOrder.objects.all(), "sntest")) == [order]
    assert waiting() == 0
    assert list(orders_found(WorkOrder.objects.all(), "sntest")) == [order]


def waiting() -> int:
    """Return how many terms have no trigrams; PostgreSQL keeps such a list by itself."""
    if connection.vendor == "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM hashmend_search_waiting")
        return int(cursor.fetchone()[0])


def test_a_change_of_other_columns_leaves_the_index_alone() -> None:
    inbound = factories_logistics.an_inbound_container(received=False)
    before = list(SearchTerm.objects.order_by("pk").values())
    Container.objects.filter(pk=inbound.pk).update(expected_count=5)
    assert list(SearchTerm.objects.order_by("pk").values()) == before


@pytest.mark.parametrize(
    ("spoil", "what"),
    [
        ("DELETE FROM hashmend_searchterm WHERE kind = 11", "missing"),
        ("UPDATE hashmend_searchterm SET text = '<OTHER>' WHERE kind = 11 AND text NOT LIKE '<#%%'", "too much"),
        ("UPDATE hashmend_searchterm SET customer_id = 0 WHERE kind = 11", "missing"),
    ],
)
def test_a_spoilt_index_is_named_and_made_anew(spoil: str, what: str) -> None:
    factories.work_order()
    with connection.cursor() as cursor:
        cursor.execute(spoil.replace("%%", "%"))
    assert what in str(broken(SEARCH))
    answer = StringIO()
    call_command("search_index", stdout=answer)
    assert "terms were indexed" in answer.getvalue()
    assert broken(SEARCH) == []


def test_rebuilding_changes_nothing_of_a_right_index() -> None:
    factories.jobs(factories.work_order(), 5)
    before = list(SearchTerm.objects.order_by("pk").values())
    assert upkeep.rebuild() == len(before)
    assert list(SearchTerm.objects.order_by("pk").values()) == before


def test_what_was_written_while_the_triggers_were_away_is_made_up_for() -> None:
    factories.work_order()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DROP TRIGGER hashmend_search_miner_insert ON hashmend_miner")
    upkeep.release()
    factories.jobs(factories.work_order(), entries=[factories.machine("MEANWHILE1")])
    assert "MEANWHILE1" not in texts("miner")
    assert upkeep.install()
    assert "MEANWHILE1" in texts("miner")
    assert not upkeep.install(), "Nothing is missing the second time."
    assert broken(SEARCH) == []


@pytest.mark.postgresql
def test_a_server_that_refuses_the_extension_is_searched_without_it(caplog: pytest.LogCaptureFixture) -> None:
    def refuse(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("CREATE EXTENSION"):
            raise DatabaseError("permission denied to create extension")
        return execute(sql, params, many, context)

    factories.jobs(factories.work_order(), entries=[factories.machine("NOGRAMS0001")])
    with connection.execute_wrapper(refuse):
        upkeep.rebuild()
    assert "PostgreSQL refuses the extension pg_trgm" in caplog.text
    assert [match.text for match in matches("grams", SYSTEM)] == ["NOGRAMS0001"]
    assert [match.text for match in matches("nograms-0001", SYSTEM)] == ["NOGRAMS0001"]


def in_the_database(text: str) -> str:
    with connection.cursor() as cursor:
        cast = "::text" if connection.vendor == "postgresql" else ""
        form = plain_sql(connection.vendor, "x.raw").replace("%", "%%")
        cursor.execute(f"SELECT {form} FROM (SELECT %s{cast} AS raw) x", [text])
        return str(cursor.fetchone()[0])


@settings(max_examples=60, deadline=None)
@given(
    st.text(
        st.sampled_from(sorted(LETTERS)) | st.characters(exclude_categories=["Cs"], exclude_characters="\x00"),
        max_size=40,
    )
)
def test_the_database_makes_the_same_plain_form(text: str) -> None:
    assert in_the_database(text) == plain(text)


def test_the_plain_form_of_every_letter_is_final() -> None:
    every = "".join(LETTERS)
    assert plain(plain(every)) == plain(every)
    assert in_the_database(every) == plain(every)
    assert not set(plain(every)) & set(DROPPED)


def test_containers_are_found_by_what_is_written_on_them() -> None:
    inbound = factories_logistics.an_inbound_container(received=False)
    label_containers(row(inbound), "Gate 4 / blue", by=SYSTEM)
    assert "GATE4BLUE" in texts("container")
    delete_containers(row(inbound), by=SYSTEM)
    assert texts("container") == set()
