"""What is measured, each beside the SQL a careful person would write by hand for the same work."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import connection
from django.test import Client

from hashmend.domain.work_orders.models import WorkOrder
from tests.load import lists

BOARD = """
    SELECT status, inbound_container_id, outbound_container_id, received_at IS NULL, count(*)
    FROM hashmend_job WHERE work_order_id = %s GROUP BY 1, 2, 3, 4
"""
PAGE = """
    SELECT j.position, j.status, j.changed_at, m.serial, m.mac, k.name, c.number
    FROM hashmend_job j JOIN hashmend_miner m ON m.id = j.miner_id
    LEFT JOIN hashmend_minermodel k ON k.id = m.model_id
    LEFT JOIN hashmend_container c ON c.id = j.outbound_container_id
    WHERE j.work_order_id = %s ORDER BY j.position LIMIT 50
"""


@dataclass(frozen=True)
class Bench:
    """A piece of work, and the bare SQL beside it."""

    name: str
    jobs: int
    work: Callable[[], object]
    bare_sql: Callable[[], object]


def benches(client: Client, order: WorkOrder) -> Iterator[Bench]:
    """Yield every measurement: pages of the big order as an admin sees them."""
    address = f"/work-orders/{order.number}/"
    yield Bench("summary", order.last_position, getting(client, address), reading(order, BOARD, PAGE))
    listed = lists.a_list()
    preview, taken = lists.previewing(listed), lists.importing(listed)
    yield Bench("list-preview", 1200, preview, lists.bare_sql_of(preview, "SELECT"))
    yield Bench("list-import", 1200, taken, lists.bare_sql_of(taken, *lists.WRITES))


def getting(client: Client, address: str, **headers: str) -> Callable[[], None]:
    """Return the work of asking for a page and reading all of it."""

    def work() -> None:
        response = client.get(address, headers=headers)
        assert response.status_code == 200, f"{address} answers {response.status_code}"
        for _ in response:
            pass

    return work


def reading(order: WorkOrder, *statements: str) -> Callable[[], None]:
    """Return the work of sending the statements about the order and fetching every row."""

    def work() -> None:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement, [order.pk])
                cursor.fetchall()

    return work
