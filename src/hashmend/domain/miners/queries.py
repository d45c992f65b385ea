"""Finding the machine somebody means."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from django.db.models import Q

from hashmend.domain.catalogue.queries import HintBook
from hashmend.domain.miners.entries import MachineEntry
from hashmend.domain.miners.models import Miner
from hashmend.kernel.identifiers import mac_oddity, part_of_mac, part_of_serial, serial_oddity
from hashmend.kernel.plain import plain

T = TypeVar("T")

_CHUNK = 5000


def in_chunks(values: Iterable[T], size: int = _CHUNK) -> Iterator[list[T]]:
    """Return the values in lists that a database takes in one statement."""
    left = iter(values)
    while chunk := list(islice(left, size)):
        yield chunk


def labelled(text: str, *, at: str = "") -> Q:
    """Return the condition for machines whose asset tag, serial number (also a former one) or MAC holds the text.

    Case, blanks, dashes and colons do not matter. `at` is the path from a row to its machine ("miner__").
    """
    words = text.replace("\x00", "").strip()
    condition = Q(**{f"{at}asset_tag__icontains": words})
    for serial in {part_of_serial(words), plain(words)} - {""}:
        condition |= Q(**{f"{at}serial__icontains": serial}) | Q(**{f"{at}former_serials__icontains": serial})
    if mac := part_of_mac(words):
        condition |= Q(**{f"{at}mac__icontains": mac})
    return condition


def find_miners(customer_id: int, entries: Sequence[MachineEntry]) -> list[Miner | None]:
    """Return, per entry, the customer's machine it means, or None when there is none yet.

    By serial number; without one by MAC, when only one machine of the customer has it.
    """
    serials = {entry.serial for entry in entries if entry.serial}
    macs = {entry.mac for entry in entries if entry.mac and not entry.serial}
    mine = Miner.objects.filter(customer_id=customer_id)
    by_serial = {m.serial: m for chunk in in_chunks(sorted(serials)) for m in mine.filter(serial__in=chunk)}
    by_mac: dict[str, list[Miner]] = defaultdict(list)
    for chunk in in_chunks(sorted(macs)):
        for miner in mine.filter(mac__in=chunk):
            by_mac[miner.mac].append(miner)
    return [by_serial.get(entry.serial) if entry.serial else _only(by_mac.get(entry.mac, ())) for entry in entries]


def oddities(miner: Miner) -> list[str]:
    """Return what looks odd about the labels of a machine, in sentences; none of it forbids anything."""
    maker = miner.model.maker if miner.model else ""
    hints = HintBook.read()
    odd = [
        serial_oddity(miner.serial),
        mac_oddity(miner.mac),
        hints.mac(miner.mac, maker),
        hints.serial(miner.serial, maker),
    ]
    return [sentence for sentence in odd if sentence]


def _only(miners: Sequence[Miner]) -> Miner | None:
    return miners[0] if len(miners) == 1 else None
