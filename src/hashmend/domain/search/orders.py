"""Finding orders by what stands on a machine, now or formerly, and saying which machine it was."""

from collections.abc import Iterable

from django.db.models import Count, F, Min, Q, QuerySet

from hashmend.domain.miners.models import Miner
from hashmend.domain.search.finding import typed
from hashmend.domain.search.kinds import BY_CODE
from hashmend.domain.search.models import KIND, SLOTS, SearchTerm
from hashmend.domain.work_orders.models import Job, WorkOrder
from hashmend.kernel.identifiers import shown_mac
from hashmend.kernel.plain import plain


def orders_found(orders: QuerySet[WorkOrder], text: str) -> QuerySet[WorkOrder]:
    """Return the orders whose number or customer holds the text, or one of whose machines carries it.

    Serial numbers (also former ones), MACs and asset tags are found in any spelling: case, blanks, dashes and colons
    do not matter. The machines are looked for here and now (one query), so that no later query does it again.
    """
    words, sought = text.replace("\x00", "").strip(), typed(text)
    found = Q(number__icontains=words) | Q(customer__alias__icontains=words) | Q(
        customer__company_name__icontains=words
    )  # fmt: skip
    if not sought:
        return orders.filter(found)
    holding = Job.objects.filter(miner__in=_rows("miner", sought)).order_by().values_list("work_order", flat=True)
    return orders.filter(found | Q(pk__in=_rows("work-order", sought)) | Q(pk__in=set(holding)))


def why_found(orders: Iterable[WorkOrder], text: str) -> dict[int, str]:
    """Return, per order (by primary key) found by a machine, which one it was: "SN SYN…", "formerly SN … and 2 more".

    Two queries, however many orders; nothing is told of those that their own number or customer names.
    """
    sought = typed(text)
    keys = [order.pk for order in orders if not _names(order, text.strip().casefold(), sought)]
    jobs = Job.objects.filter(work_order__in=keys, miner__in=_rows("miner", sought)).order_by()
    firsts = jobs.values("work_order").annotate(first=Min("pk"), number=Count("pk"))
    numbers = dict(firsts.values_list("first", "number")) if sought else {}
    machines = Job.objects.filter(pk__in=list(numbers)).select_related("miner")
    return {job.work_order_id: _told(_label(job.miner, sought), numbers[job.pk]) for job in machines}


def _rows(code: str, sought: str) -> QuerySet[SearchTerm, int]:
    """Return the keys of the rows of a kind of which a text in the index holds what is sought."""
    first = BY_CODE[code].number * KIND
    terms = SearchTerm.objects.filter(pk__gte=first, pk__lt=first + KIND, text__contains=sought)
    return terms.order_by().annotate(row_id=F("pk") % KIND / SLOTS).values_list("row_id", flat=True)


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


def _names(order: WorkOrder, words: str, sought: str) -> bool:
    named = (order.number, order.customer.alias, order.customer.company_name)
    return sought in plain(order.number) or any(words in name.casefold() for name in named)
