"""Reading a log, or codes, on the page of a machine: proposals with their lines, which a technician ticks."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse

from hashmend.desk.bench.diagnosis import TONES
from hashmend.desk.bench.frame import CHANGED, Bench, InSlot, section, the_bench
from hashmend.desk.bench.page import show
from hashmend.desk.doors import page
from hashmend.desk.work_orders.undoing import undo_url
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.batches import row
from hashmend.domain.bench.log_reading import Proposal, read_log
from hashmend.domain.bench.models import Failure
from hashmend.domain.bench.operations import Found, note_failures
from hashmend.domain.catalogue.models import FailureType
from hashmend.kernel.errors import Refused
from hashmend.web import htmx
from hashmend.web.actors import PageRequest
from hashmend.web.components import Tone

TEMPLATE = "desk/bench/log.html"
MOST_BYTES = 2_000_000
"""A log that is longer is read as far as this."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A proposal as the page offers it: with the slots it may concern, and whether it is noted there already.

    `empty` names the slot that the lines tell when no part is in it now: then no other part is blamed.
    """

    proposal: Proposal
    tone: Tone
    slots: Sequence[InSlot]
    is_noted: bool
    empty: str = ""

    @property
    def evidence(self) -> list[str]:
        """Return the lines as they are kept with the failure."""
        return [f"{number}: {line}" for number, line in self.proposal.lines]


@page(Permission.DIAGNOSE, methods=("POST",))
def read(request: PageRequest, number: str, position: int) -> HttpResponse:
    """Read what was pasted or dropped, and propose failures; nothing is noted."""
    bench = the_bench(request, number, position)
    text = _text(request)
    if not text.strip():
        raise Refused("Paste a log or an error code, or choose a file.")
    reading = read_log(text, bench.miner.model)
    noted = set(Failure.objects.visible_to(request.actor).filter(job=bench.job.pk).values_list("failure_type", "part"))
    it = {
        "reading": reading,
        "offered": [_offered(bench, proposal, noted) for proposal in reading.proposals],
        "text": text if len(text) < MOST_BYTES // 100 else "",
    }
    if htmx.wants_part(request):
        return section(request, bench, TEMPLATE, it, status=200)
    return show(request, bench, instead={"log": it})


@page(Permission.DIAGNOSE, methods=("POST",))
def note(request: PageRequest, number: str, position: int) -> HttpResponse:
    """Note the proposals that were ticked, each with its lines."""
    bench, sent = the_bench(request, number, position), request.POST
    types = {str(kind.pk): kind for kind in FailureType.objects.visible_to(request.actor).active()}
    parts = {str(part.pk): part for part in bench.parts}
    found = []
    for at in sent.getlist("tick"):
        kind, part = types.get(sent.get(f"kind-{at}", "")), parts.get(sent.get(f"part-{at}", ""))
        if kind is None:
            raise Refused("A failure type was retired meanwhile: read the log again.")
        evidence = sent.getlist(f"line-{at}")
        found.append(Found(kind.part_type, part.pk if part else None, kind.pk, evidence=evidence))
    if not found:
        raise Refused("Tick the proposals that are right; those that are wrong stay as they are.")
    outcome = note_failures(row(bench.job), found, by=request.actor).or_refuse()
    names = ", ".join(str(failure) for failure in outcome.done)
    what = htmx.Told(f"Noted for {bench.miner}: {names}.", outcome.refused, undo_url(bench.order)(outcome.group))
    if not htmx.wants_part(request):
        return htmx.told(request, what, to=f"{bench.url}#diagnosis")
    answer = section(request, bench, TEMPLATE, {}, status=200)
    answer.write(htmx.notice(what.words, what.tone, undo_url=what.undo_url))
    return htmx.triggering(answer, *CHANGED)


def _text(request: PageRequest) -> str:
    """Return the pasted text and the file, as text whatever their encoding."""
    text = request.POST.get("text", "")[:MOST_BYTES]
    if file := request.FILES.get("file"):
        content = file.read(MOST_BYTES)
        text += "\n" + content.decode("utf-8", errors="replace").replace("\x00", "")
    return text.replace("\x00", "").strip("\n")


def _offered(bench: Bench, proposal: Proposal, noted: set[tuple[int | None, int | None]]) -> Offered:
    """Return a proposal with the slots of its kind that hold a part; the one that the lines tell, if they do."""
    same = [each for each in bench.slots if each.slot.part_type == proposal.part_type]
    told = [each for each in same if each.slot.position == proposal.position]
    slots = [each for each in told or same if each.part]
    empty = "" if slots or not told else told[0].slot.label
    known = {each.part.pk for each in slots if each.part} or {None}
    is_noted = all((proposal.failure_type.pk, key) in noted for key in known)
    return Offered(proposal, TONES[proposal.failure_type.severity], slots, is_noted, empty)
