"""Finding orders by what stands on a machine, now or formerly, and saying which machine it was."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import CharField, Count, F, Min, Q, QuerySet, Value
from django.db.models.functions import Replace
from django.db.models.lookups import Contains, IContains

from hashmend.domain.miners.models import Miner
from hashmend.domain.work_orders.models import Job, WorkOrder
from hashmend.kernel.identifiers import normal_mac, normal_serial, shown_mac

_BETWEEN = re.compile(r"[\s:._/-]")


@dataclass(frozen=True, slots=True)
class Sought:
    """A text in the forms that labels are compared by."""

    words: str
    serial: str
    mac: str
    bare: str

    @classmethod
    def of(cls, text: str) -> "Sought":
        """Read what somebody typed or pasted."""
        words = text.replace("\x00", "").strip()
        mac = normal_mac(words)
        is_mac = re.fullmatch(r"[0-9A-F]{4,12}", mac) is not None
        return cls(words, normal_serial(words), mac if is_mac else "", _BETWEEN.sub("", words).upper())

    def on_machine(self, prefix: str = "") -> Q:
        """Return the condition for machines with the text on a label; `prefix` leads to them ("miner__")."""
        found = Q(**{f"{prefix}asset_tag__icontains": self.words})
        if self.serial:
            found |= Q(**{f"{prefix}serial__contains": self.serial})
            found |= Q(**{f"{prefix}former_serials__contains": self.serial})
        if self.bare:
            found |= Q(Contains(_without_dashes(f"{prefix}serial"), self.bare))
            found |= Q(Contains(_without_dashes(f"{prefix}former_serials"), self.bare))
            found |= Q(IContains(_without_dashes(f"{prefix}asset_tag"), self.bare))
        return found | Q(**{f"{prefix}mac__contains": self.mac}) if self.mac else found

    def name_on(self, miner: Miner) -> str:
        """Return what of a machine holds the text: "SN …", "MAC …", "asset tag …", "formerly SN …"."""
        if self._is_in(miner.serial):
            return f"SN {miner.serial}"
        former = next((serial for serial in miner.former_serials.split() if self._is_in(serial)), "")
        if former:
            return f"formerly SN {former}"
        if self.mac and self.mac in miner.mac:
            return f"MAC {shown_mac(miner.mac)}"
        return f"asset tag {miner.asset_tag}"

    def _is_in(self, serial: str) -> bool:
        return bool(self.serial and self.serial in serial) or bool(self.bare and self.bare in serial.replace("-", ""))


def _without_dashes(path: str) -> Replace:
    return Replace(F(path), Value("-"), Value(""), output_field=CharField())


def orders_found(orders: QuerySet[WorkOrder], text: str) -> QuerySet[WorkOrder]:
    """Return the orders whose number or customer holds the text, or one of whose machines carries it.

    Serial numbers (also former ones), MACs and asset tags are found in any spelling: case, blanks, dashes and colons
    do not matter.
    """
    sought = Sought.of(text)
    machines = Miner.objects.filter(sought.on_machine()).order_by().values("pk")
    holding = Job.objects.filter(miner__in=machines).order_by().values("work_order")
    return orders.filter(_on_order(sought) | Q(pk__in=holding))


def why_found(orders: Iterable[WorkOrder], text: str) -> dict[int, str]:
    """Return, per order (by primary key) found by a machine, which one it was; two queries."""
    sought = Sought.of(text)
    keys = [order.pk for order in orders if not _names(order, sought.words.casefold())]
    jobs = Job.objects.filter(work_order__in=keys).filter(sought.on_machine("miner__"))
    firsts = {first: (pk, number) for pk, first, number in _firsts(jobs)}
    machines = Job.objects.filter(pk__in=list(firsts)).select_related("miner")
    return {firsts[job.pk][0]: _told(sought.name_on(job.miner), firsts[job.pk][1]) for job in machines}


def _firsts(jobs: QuerySet[Job]) -> Iterable[tuple[int, int, int]]:
    counted = jobs.order_by().values_list("work_order").annotate(first=Min("pk"), number=Count("pk"))
    return counted.values_list("work_order", "first", "number")


def _told(name: str, number: int) -> str:
    return f"{name} and {number - 1:,} more" if number > 1 else name


def _on_order(sought: Sought) -> Q:
    return (
        Q(number__icontains=sought.words)
        | Q(customer__alias__icontains=sought.words)
        | Q(customer__company_name__icontains=sought.words)
    )


def _names(order: WorkOrder, words: str) -> bool:
    named = (order.number, order.customer.alias, order.customer.company_name)
    return any(words in name.casefold() for name in named)
