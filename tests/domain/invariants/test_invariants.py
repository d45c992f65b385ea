"""`manage.py invariants`: quiet about a world that operations made, and naming each thing spoilt by hand."""

import json
import os
import re
import time
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from hashmend.domain.accounts.models import User
from hashmend.domain.batches import row
from hashmend.domain.billing.operations import assign_to_shipment, record_refund
from hashmend.domain.customers.models import Agreement
from hashmend.domain.files import path_of
from hashmend.domain.invariants.checking import broken
from hashmend.domain.invariants.equipment import EQUIPMENT
from hashmend.domain.invariants.history import HISTORY
from hashmend.domain.invariants.money import MONEY
from hashmend.domain.logistics.models import Container
from hashmend.domain.logistics.operations import close_inventory, mark_delivered, mark_picked_up
from hashmend.domain.messaging.operations import send_message
from hashmend.domain.work_orders.models import WorkOrder
from hashmend.domain.work_orders.operations import complete_order
from hashmend.kernel.actor import SYSTEM
from tests import factories
from tests import factories_billing as billing
from tests import factories_logistics as logistics
from tests.domain.invariants.spoils import BARRIERS, SPOILS

TABLES = sorted((t.removeprefix("hashmend_") for t in connection.introspection.django_table_names()), key=len)
SAME_IDENTITY = "No two open jobs hold the same identity"
pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> WorkOrder:
    """Return a complete order beside an open one of the same customer, a request under review and a stranger."""
    buyer = factories.customer()
    factories.miner_model()
    factories.repair_request(buyer)
    order, other = factories.work_order(buyer, fees=(factories.fee(),)), factories.work_order(buyer)
    container = billing.ready_container(order)
    close_inventory(Container.objects.inbound(), by=SYSTEM).or_refuse()
    invoice = billing.paid(container)
    shipment = logistics.a_shipment(buyer, tracking=logistics.BY_HAND)
    assign_to_shipment(row(container), shipment, by=SYSTEM)
    mark_picked_up(row(shipment), by=SYSTEM).or_refuse()
    mark_delivered(row(shipment), by=SYSTEM).or_refuse()
    complete_order(row(order), by=SYSTEM)
    billing.draft(order=other)
    refunded = billing.paid(order=other)
    record_refund(row(refunded), billing.received("5.00"), by=SYSTEM)
    billing.packed_container(other)
    logistics.a_shipment(buyer, tracking=logistics.BY_HAND)
    send_message(order, "Where are they?", by=factories.customer_user(buyer).as_actor())
    factories.customer()
    assert invoice.number
    return order


def run(*options: str) -> str:
    answer = StringIO()
    call_command("invariants", *options, stdout=answer)
    return answer.getvalue()


def spoil(statement: str) -> None:
    """Run a statement that the database's own guards would stop."""
    named = re.sub(rf"\b({'|'.join(TABLES)})\b", r"hashmend_\1", statement)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for barrier in BARRIERS:
            cursor.execute(f"DROP INDEX IF EXISTS {barrier}")
        for table in TABLES if connection.vendor == "postgresql" else ():
            for name, kind in connection.introspection.get_constraints(cursor, f"hashmend_{table}").items():
                if kind["check"]:
                    cursor.execute(f'ALTER TABLE hashmend_{table} DROP CONSTRAINT "{name}"')
        cursor.execute(named)
        assert cursor.rowcount > 0, f"Nothing was spoilt: {named}"


@pytest.fixture
def _unguarded() -> Iterator[None]:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA ignore_check_constraints=ON")
    yield
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA ignore_check_constraints=OFF")


def test_every_rule_holds_in_a_world_made_by_operations(world: WorkOrder) -> None:
    assert re.fullmatch(r"All \d+ rules hold \(\d+\.\d\d s\)\.\n", run())


def test_every_rule_holds_in_an_empty_database() -> None:
    assert "rules hold" in run()


@pytest.mark.usefixtures("_unguarded")
def test_what_is_spoilt_by_hand_is_named(world: WorkOrder) -> None:
    silent = []
    for beginning, (statement, named) in SPOILS.items():
        with transaction.atomic():
            spoil(statement)
            found = {b.rule: b for b in broken((*EQUIPMENT, *MONEY, *HISTORY)) if b.rule.startswith(beginning)}
            if not any(named in f"{thing} {what}" for b in found.values() for thing, what in b.things):
                silent.append((beginning, [b.things for b in found.values()]))
            transaction.set_rollback(True)
    assert silent == []


def test_every_rule_has_been_seen_broken() -> None:
    unseen = [
        invariant.rule
        for invariant in (*EQUIPMENT, *MONEY, *HISTORY)
        if not invariant.rule.startswith((*SPOILS, SAME_IDENTITY))
    ]
    assert unseen == []


@pytest.mark.postgresql
def test_two_stays_of_one_identity_are_named(world: WorkOrder) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE hashmend_job DROP CONSTRAINT hashmend_job_open_key_key")
    spoil("UPDATE job SET open_key = 'SN:TWICE' WHERE closed_at IS NULL")
    assert any(b.rule.startswith(SAME_IDENTITY) for b in broken(EQUIPMENT))


def test_the_command_fails_and_names_rule_row_and_number(world: WorkOrder) -> None:
    spoil("UPDATE workorder SET last_position = 0")
    answer = StringIO()
    with pytest.raises(CommandError, match=r"1 of .* rules do not hold") as failure:
        call_command("invariants", stdout=answer)
    assert failure.value.returncode == 1
    assert "BROKEN: An order has given every position up to its last one. (2)" in answer.getvalue()
    assert f"  {world.number}: position 2 after the last, 0" in answer.getvalue()


def test_the_answer_comes_as_json_too(world: WorkOrder) -> None:
    assert json.loads(run("--json"))["broken"] == []
    assert json.loads(run("--json", "--without-history"))["rules"] == len(EQUIPMENT) + len(MONEY) + 4


def test_a_missing_file_and_an_orphan_are_named(world: WorkOrder) -> None:
    agreement = path_of(Agreement.objects.latest("pk").file_name)
    stray = Path(agreement.parent) / "stray.pdf.tmp"
    stray.write_bytes(b"half")
    assert "rules hold" in run()
    os.utime(stray, (time.time() - 7200,) * 2)
    agreement.unlink()
    answer = StringIO()
    with pytest.raises(CommandError):
        call_command("invariants", stdout=answer)
    assert f"{agreement.name}: not on the disk" in answer.getvalue()
    assert "stray.pdf.tmp: no row names it" in answer.getvalue()


@pytest.mark.django_db(transaction=True)
def test_it_cannot_write(monkeypatch: pytest.MonkeyPatch) -> None:
    """Inside the check the database itself refuses a change, on both databases; afterwards it writes again."""

    class Writing:
        rule = "writes"

        def violations(self, cursor: object) -> list[tuple[str, str]]:
            User.objects.create(email="no@example.com", name="No")
            return []

    with pytest.raises(Exception, match=r"readonly|read-only"):
        broken([Writing()])  # type: ignore[list-item]
    assert factories.customer().pk
