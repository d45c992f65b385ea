"""Importing a customer's list of 1,200 machines, beside the bare writes of the same import."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.core.files.base import ContentFile
from django.db import connection, transaction

from hashmend.domain.batches import row
from hashmend.domain.intake.known_models import known_models
from hashmend.domain.intake.models import ListUpload
from hashmend.domain.intake.operations import import_list, upload_list
from hashmend.domain.intake.preview import preview_import
from hashmend.domain.intake.reading.reader import read_list
from hashmend.domain.logistics.models import Container
from hashmend.domain.miners.entries import MachineEntry
from hashmend.domain.work_orders.models import WorkOrder
from hashmend.domain.work_orders.operations import add_jobs
from hashmend.kernel.actor import SYSTEM
from tests import factories
from tests.factories_logistics import an_inbound_container, an_order
from tests.lists import MANIFESTS

LIST = MANIFESTS / "01_hosting_fleet_export.csv"
WRITES = ("INSERT", "UPDATE", "DELETE")
Statement = tuple[str, Any, bool]


def a_list() -> ListUpload:
    """Return the list of 1,200 machines, uploaded for an empty container."""
    container = an_inbound_container()
    return upload_list(row(container), ContentFile(LIST.read_bytes(), name=LIST.name), by=SYSTEM)


def importing(upload: ListUpload) -> Callable[[], None]:
    """Return the work of importing the list, taken back at its end."""

    def work() -> None:
        with transaction.atomic():
            assert len(import_list(row(upload), by=SYSTEM).done) > 1000
            transaction.set_rollback(True)

    return work


def adding(number: int) -> Callable[[], None]:
    """Return the work of taking new machines into an order of their own, taken back at its end."""

    @cache
    def given() -> tuple[WorkOrder, list[MachineEntry]]:
        return an_order(), [factories.machine(f"ADDED{n:08d}") for n in range(number)]

    def work() -> None:
        order, entries = given()
        with transaction.atomic():
            assert len(add_jobs(order, entries, container=None, received=True, by=SYSTEM).done) == number
            transaction.set_rollback(True)

    return work


def previewing(upload: ListUpload) -> Callable[[], None]:
    """Return the work of reading the file and judging every row, with nothing kept from before."""
    container = Container.objects.select_related("work_order").get(pk=upload.container_id)

    def work() -> None:
        read = read_list(LIST.read_bytes(), LIST.name, known_models())
        assert len(preview_import(read, upload.reading, container, by=SYSTEM).rows) == 1200

    return work


def bare_sql_of(work: Callable[[], object], *kinds: str) -> Callable[[], None]:
    """Return the work of sending the statements of these kinds that `work` sends again, bare, taken back at its end."""
    sent: list[Statement] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(kinds):
            sent.append((sql, list(params) if many else params, many))
        return execute(sql, sent[-1][1] if many and sql.startswith(kinds) else params, many, context)

    def replay() -> None:
        if not sent:
            with connection.execute_wrapper(note):
                work()
        with transaction.atomic(), connection.cursor() as cursor:
            for sql, params, many in sent:
                cursor.executemany(sql, params) if many else cursor.execute(sql, params)
                if sql.startswith("SELECT"):
                    cursor.fetchall()
            transaction.set_rollback(True)

    return replay
