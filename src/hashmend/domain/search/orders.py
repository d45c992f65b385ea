"""Finding orders by what stands on a machine, now or formerly, and saying which machine it was."""

from collections.abc import Collection, Iterable

from django.db import connection
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Replace

from hashmend.domain.miners.models import Miner
from hashmend.domain.search.finding import typed
from hashmend.domain.search.machines import MACHINE, how_many_wait, machine_terms
from hashmend.domain.search.upkeep import fold_many
from hashmend.domain.work_orders.models import Job, WorkOrder
from hashmend.kernel.identifiers import shown_mac
from hashmend.kernel.plain import plain

Found = dict[int, tuple[int, int]]
"""Order → the first of its jobs whose machine carries the text, and how many do."""

_WAITING = 0
"""Stands for an order in the row that tells how many terms wait for their trigrams."""


def orders_found(orders: QuerySet[WorkOrder], text: str) -> QuerySet[WorkOrder]:
    """Return the orders whose number or customer holds the text, or one of whose machines carries it.

    Serial numbers (also former ones), MACs and asset tags are found in any spelling, and so is the beginning of a
    number: case, blanks, dashes and colons do not matter. The machines are looked for here and now (one query), so that
    no later query does it again.
    """
    words, sought = text.replace("\x00", "").strip(), typed(text)
    found = Q(number__icontains=words) | Q(customer__alias__icontains=words) | Q(
        customer__company_name__icontains=words
    )  # fmt: skip
    if sought:
        found |= Q(bare_number__startswith=sought) | Q(pk__in=list(_holding(sought)))
    return orders.alias(bare_number=Replace("number", Value("-"), Value(""))).filter(found)


def why_found(orders: Iterable[WorkOrder], text: str) -> dict[int, str]:
    """Return, per order (by primary key) found by a machine, which one it was: "SN SYN…", "formerly SN … and 2 more".

    Two queries, however many orders; nothing is told of those that their own number or customer names.
    """
    sought = typed(text)
    keys = [order.pk for order in orders if not _names(order, text.strip().casefold())]
    found = _holding(sought, keys) if sought and keys else {}
    machines = Job.objects.filter(pk__in=[first for first, _ in found.values()]).select_related("miner")
    return {job.work_order_id: _told(_label(job.miner, sought), found[job.work_order_id][1]) for job in machines}


def _holding(sought: str, orders: Collection[int] | None = None) -> Found:
    """Return the orders (of these) with machines that carry the text in plain form."""
    of_orders = f"AND j.work_order_id IN ({', '.join(map(str, orders))})" if orders is not None else ""
    join = "CROSS JOIN" if connection.vendor == "sqlite" else "JOIN"
    terms, holds, values = machine_terms(sought)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT j.work_order_id, min(j.id), count(DISTINCT j.id) FROM {terms} {join} hashmend_job j"
            f" ON j.miner_id = {MACHINE} WHERE {holds} {of_orders} GROUP BY j.work_order_id"
            f" UNION ALL SELECT {_WAITING}, 0, ({how_many_wait()})",
            values,
        )
        found = {order: (job, number) for order, job, number in cursor.fetchall()}
    fold_many(found.pop(_WAITING)[1])
    return found


def _label(miner: Miner, sought: str) -> str:
    """Return what of a machine holds the text."""
    if sought in plain(miner.serial):
        return f"SN {miner.serial}"
    former = next((serial for serial in miner.former_serials.split() if sought in plain(serial)), "")
    if former:
        return f"formerly SN {former}"
    return f"MAC {shown_mac(miner.mac)}" if sought in plain(miner.mac) else f"asset tag {miner.asset_tag}"


def _told(label: str, number: int) -> str:
    return f"{label} and {number - 1:,} more" if number > 1 else label


def _names(order: WorkOrder, words: str) -> bool:
    named = (order.number, order.customer.alias, order.customer.company_name)
    return plain(order.number).startswith(plain(words)) or any(words in name.casefold() for name in named)
