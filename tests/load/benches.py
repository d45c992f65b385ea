"""What is measured, each beside the SQL a careful person would write by hand for the same work."""

import csv
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import cycle, islice
from pathlib import Path

from django.db import connection, transaction
from django.test import Client

from hashmend.domain.work_orders.models import Job, WorkOrder
from hashmend.domain.work_orders.statuses import Status
from tests.load import consolidations, lists, machines, orders, search, sql
from tests.load.goals import at_p95, page, stream, times_sql
from tests.load.measure import Bench

CHANGED = 1_000
TURNS = (Status.IN_REPAIR, Status.STRESS_TEST)


SUMMARY = page(3, queries=12)
FILE = stream(5, first_ms=200, peak_mb=20)


def benches(client: Client, order: WorkOrder) -> Iterator[Bench]:
    """Yield every measurement: pages of the big order as an admin sees them, and work on its machines."""
    address, size, all_jobs = f"/work-orders/{order.number}/", order.last_position, Job.objects.count()
    table = {"HX-Request": "true", "HX-Target": "summary"}
    board = (sql.BOARD, sql.PLACES)
    shown = reading(order, *board, sql.PAGE)
    yield Bench("summary", size, getting(client, address), shown, goal=SUMMARY)
    turned = getting(client, f"{address}?per=100&page=3", **table)
    yield Bench("table", size, turned, reading(order, *board, sql.HUNDRED), goal=SUMMARY)
    filtered = getting(client, f"{address}?per=100&status=in-repair", **table)
    yield Bench("filtered", size, filtered, reading(order, *board, sql.IN_REPAIR), goal=SUMMARY)
    yield a_file("csv-order", size, client, f"{address}?export=csv", sql.ROWS % order.pk)
    yield a_file("csv-miners", all_jobs, client, "/miners/?export=csv", sql.MINERS)
    yield from of_machines(client, order, all_jobs)
    held = WorkOrder.objects.count()
    yield Bench("orders", held, getting(client, "/work-orders/"), reading(None, *orders.LIST))
    found = getting(client, "/work-orders/?q=load-0000-000042")
    yield Bench("orders-found", held, found, reading(None, orders.FACETS, orders.FOUND))
    by_money = getting(client, "/work-orders/?money=unpaid&flag=approval&sort=-age")
    yield Bench("orders-filtered", held, by_money, reading(None, *orders.LIST))
    changed = changing_status(client, order), bare_status(order)
    yield Bench("status-1000", size, *changed, goal=times_sql(6, queries=15))
    taken_in = lists.adding(10_000)
    yield Bench("add-10000", size, taken_in, lists.bare_sql_of(taken_in, *lists.WRITES), repeat=3)
    listed = lists.a_list()
    preview, taken = lists.previewing(listed), lists.importing(listed)
    yield Bench("list-preview", 1200, preview, lists.bare_sql_of(preview, "SELECT"), repeat=5)
    yield Bench("list-import", 1200, taken, lists.bare_sql_of(taken, *lists.WRITES), repeat=5)
    mended = consolidations.an_order_with_bad_parts()
    suggested = getting(client, f"/work-orders/{mended.number}/consolidations/")
    read = reading(mended, *consolidations.READ)
    yield Bench("consolidations", consolidations.MACHINES, suggested, read, repeat=5, goal=at_p95(2000))
    for name, *works in search.searches(client):
        yield Bench(name, all_jobs, *works, repeat=40, goal=at_p95(100))


def of_machines(client: Client, order: WorkOrder, all_jobs: int) -> Iterator[Bench]:
    """Yield the Miner repairs page, also with a part chosen, and the table of all machines, also searched."""
    one = getting(client, f"/work-orders/{order.number}/miners/{machines.POSITION}/")
    yield Bench("repairs", 6 * all_jobs, one, machines.about(order), goal=page(3, queries=machines.REPAIRS_QUERIES))
    chosen = getting(client, f"/work-orders/{order.number}/miners/{machines.POSITION}/?slot=hashboard-1")
    panel, bare = page(3, queries=machines.REPAIRS_QUERIES), machines.about(order, machines.PART)
    yield Bench("repairs-part", 6 * all_jobs, chosen, bare, goal=panel)
    goal = page(3, queries=machines.MINERS_QUERIES)
    yield Bench("miners", all_jobs, getting(client, "/miners/"), reading(None, *machines.MINERS), goal=goal)
    found = getting(client, f"/miners/?q={machines.FOUND}")
    yield Bench("miners-found", all_jobs, found, reading(None, *machines.MINERS_FOUND), goal=goal)


def a_file(name: str, jobs: int, client: Client, address: str, statement: str) -> Bench:
    """Return the measurement of a CSV beside the database's own copy of the same rows."""
    begun = getting(client, address, most=1)
    return Bench(name, jobs, getting(client, address), copying(statement), repeat=3, goal=FILE, first=begun)


def copying(statement: str) -> Callable[[], None]:
    """Return the work of writing the rows as CSV without Django: COPY, or SQLite's cursor into the writer in C."""

    def copy() -> None:
        connection.ensure_connection()
        with (
            connection.connection.cursor() as cursor,
            cursor.copy(f"COPY ({statement}) TO STDOUT (FORMAT csv)") as data,
        ):
            for _ in data:
                pass

    def write() -> None:
        with closing(sqlite3.connect(connection.settings_dict["NAME"])) as bare, Path(os.devnull).open("w") as file:
            csv.writer(file).writerows(bare.execute(statement))

    return copy if connection.vendor == "postgresql" else write


def getting(client: Client, address: str, *, most: int | None = None, **headers: str) -> Callable[[], None]:
    """Return the work of asking for a page and reading all of it, or the first pieces of it."""

    def work() -> None:
        response = client.get(address, headers=headers)
        assert response.status_code == 200, f"{address} answers {response.status_code}"
        for _ in islice(response, most):
            pass
        response.close()

    return work


def reading(order: WorkOrder | None, *statements: str) -> Callable[[], None]:
    """Return the work of sending the statements, about the order when there is one, and fetching every row."""

    def work() -> None:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement, [order.pk] if order else [])
                while cursor.fetchmany(2000):
                    pass

    return work


def changing_status(client: Client, order: WorkOrder) -> Callable[[], None]:
    """Return the work of setting the status of a thousand ticked machines, as the dialog does; it alternates."""
    waiting = Job.objects.filter(work_order=order, outbound_container=None).exclude(status__in=TURNS)
    ids = ",".join(str(pk) for pk in waiting.exclude(status=Status.DONOR).values_list("pk", flat=True)[:CHANGED])
    turns = cycle(TURNS)

    def work() -> None:
        posted = {"ids": ids, "confirmed": "yes", "status": next(turns)}
        answer = client.post(f"/work-orders/{order.number}/update-status/", posted, headers={"HX-Request": "true"})
        assert answer.status_code == 200, answer.content
        assert "1000 miners" in answer.content.decode().replace(",", ""), answer.content

    return work


def bare_status(order: WorkOrder) -> Callable[[], None]:
    """Return the bare statements of the same change: read, update, one line of history each."""
    jobs = Job.objects.filter(work_order=order, outbound_container=None).values_list("pk", "miner_id", "work_order_id")
    told = [(*keys, order.customer_id) for keys in jobs[2 * CHANGED : 3 * CHANGED]]
    turns = cycle(TURNS)

    def work() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            sql.change_status(cursor, next(turns), told)

    return work
