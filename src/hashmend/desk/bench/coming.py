"""What a form says of a part that comes into a machine: which spare, or what is new; and of its new labels."""

from django.urls import reverse

from hashmend.desk.bench.frame import Bench
from hashmend.desk.work_orders.undoing import undo_url
from hashmend.domain.bench.models import Failure
from hashmend.domain.fitting.operations import FirmwareIdentity, NewPart
from hashmend.domain.fitting.spares import spare_called
from hashmend.domain.miners.models import Miner
from hashmend.domain.miners.queries import oddities
from hashmend.domain.parts.models import Part
from hashmend.kernel.errors import Refused
from hashmend.kernel.identifiers import clean_scan, shown_mac
from hashmend.web.actors import PageRequest
from hashmend.web.pages import one

_LONGEST = {"serial": 80, "old_serial": 80, "part_number": 40, "hash_bin": 20, "shelf": 60, "source": 120}
_WORDS = {
    "serial": "serial number", "old_serial": "serial number", "part_number": "part number", "hash_bin": "bin",
    "source": "purchase",
}  # fmt: skip
_SCANNED = ("serial", "old_serial", "part_number")


def text_of(request: PageRequest, field: str) -> str:
    """Return what a field says, without what scanners add; refuses what is too long for a label."""
    text = request.POST.get(field, "")
    text = clean_scan(text) if field in _SCANNED else text.replace("\x00", "").strip()
    most = _LONGEST[field]
    if len(text) > most:
        raise Refused(f"“{text[:30]}…” is longer than {most} characters: that is no {_WORDS.get(field, field)}.")
    return text


def is_new(request: PageRequest) -> bool:
    """Tell whether the part that comes is one nobody has entered yet."""
    return "is_new" in request.POST


def new_part(request: PageRequest, bench: Bench) -> NewPart:
    """Return the part that is entered, as its form tells it; the customer's where the form says so, else ours."""
    owner = bench.miner.customer if request.POST.get("owner") == "customer" else None
    return NewPart(
        text_of(request, "serial"), text_of(request, "part_number"), text_of(request, "hash_bin"), owner,
        text_of(request, "source"),
    )  # fmt: skip


def spare_of(request: PageRequest, part_type: str) -> Part:
    """Return the spare that was pressed in the list, else the one whose number was scanned; refuses an unknown one."""
    chosen = request.POST.get("spare", "")
    if chosen.isascii() and chosen.isdecimal() and len(chosen) < 19:
        return one(Part.objects.visible_to(request.actor), pk=int(chosen))
    typed = text_of(request, "serial")
    if not typed:
        raise Refused("Scan the part that comes in, or press one in the list of spares that fit.")
    if found := spare_called(typed, part_type, request.actor):
        return found
    raise Refused(f"No spare carries {typed}: scan it again, or tick “New, not in the stock yet” to enter it.")


def broken_in(request: PageRequest, bench: Bench, spare: Part | None = None) -> frozenset[int]:
    """Return the parts of the machine, by key, that a failure waits on, and the spare if one waits on it.

    No board is compared with them.
    """
    failures, stays = Failure.objects.visible_to(request.actor), [bench.stay.pk] if bench.stay else []
    here = failures.lasting([part.pk for part in bench.parts], stays).broken_parts()
    return here | failures.filter(part=spare.pk).broken_parts() if spare else here


def identity_of(request: PageRequest) -> FirmwareIdentity | None:
    """Return what the machine says of itself with its new control board, or None when nothing of it was typed."""
    serial, mac = (clean_scan(request.POST.get(name, "")) for name in ("new_serial", "new_mac"))
    if len(serial) > 120 or len(mac) > 60:
        raise Refused("The new serial number or MAC is too long for a label: scan it again.")
    return FirmwareIdentity(serial, mac) if serial or mac else None


def said_of_labels(request: PageRequest, bench: Bench) -> tuple[str, list[str]]:
    """Return in words how the machine is called now, where a new control board changed that, and what is odd in it."""
    if identity_of(request) is None:
        return "", []
    now = one(Miner.objects.visible_to(request.actor).select_related("model", "customer"), pk=bench.miner.pk)
    tag = f", asset tag {now.asset_tag}" if now.asset_tag else ""
    formerly = f", formerly {bench.miner.serial}" if bench.miner.serial != now.serial else ""
    said = f"The machine is {now.serial or now} now{formerly}; MAC {shown_mac(now.mac) or 'unknown'}{tag}."
    return said, oddities(now)


def undo_of(bench: Bench, part: Part, group: str) -> str:
    """Return where the action is taken back: with those of the order, or of the part when its stay is over."""
    if not group:
        return ""
    if bench.job.closed_at is None:
        return undo_url(bench.order)(group)
    return reverse("desk:spare-parts-undo", args=[part.pk, group])
