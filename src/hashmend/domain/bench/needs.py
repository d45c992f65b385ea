"""Which parts the machines that wait for parts lack, and how many spares lie in the stock that fit."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from hashmend.domain.bench.models import Failure
from hashmend.domain.catalogue.models import MinerModel
from hashmend.domain.fitting.rules import trade_of
from hashmend.domain.parts.models import SLOT_TYPES, Condition, Part
from hashmend.domain.work_orders.models import Job
from hashmend.domain.work_orders.statuses import Status
from hashmend.kernel.actor import Actor

Kind = tuple[str, int]
"""A type of part and the key of the trade model it is for."""


@dataclass(frozen=True, slots=True)
class Need:
    """Parts of one type for one trade model: so many machines lack so many; `fitting` spares are there for them.

    `kinds` are the keys of the models these machines have: the trade model, variants of it.
    """

    part_type: str
    model: MinerModel
    kinds: Sequence[int]
    machines: int
    parts: int
    fitting: int

    @property
    def is_met(self) -> bool:
        """Tell whether the stock has a spare for each."""
        return self.fitting >= self.parts

    @property
    def label(self) -> str:
        """Return what the part is called: "Hashboard"."""
        return str(next(kind.label for kind in SLOT_TYPES if kind.value == self.part_type))


@dataclass(frozen=True, slots=True)
class Needs:
    """What all machines that wait for parts lack, per machine and together, beside the stock."""

    lacking: Mapping[int, Mapping[str, int]]
    fitting: Mapping[Kind, int]
    together: Sequence[Need]
    unknown: int

    def of(self, job: Job) -> Iterator[tuple[str, int, int]]:
        """Yield of one machine the name of a part it lacks, how many, and how many spares fit."""
        trade = trade_of(job.miner.model) if job.miner.model else 0
        for kind in SLOT_TYPES:
            if count := self.lacking.get(job.miner_id, {}).get(kind.value):
                yield str(kind.label), count, self.fitting.get((kind.value, trade), 0)


def needs(actor: Actor) -> Needs:
    """Return what the machines in *Awaiting parts* lack, with four queries.

    A slot lacks a part when it is empty, or holds one that is known to be faulty or scrap. Spares fit when they are for
    the same trade model, usable, the repair centre's or their customer's, and reserved for nobody or for one of these
    machines; of unknown condition only those that no failure waits on. Machines of which nobody noted what they lack
    are counted as `unknown`.
    """
    waiting = Job.objects.visible_to(actor).open().filter(status=Status.AWAITING_PARTS)
    machines = list(waiting.order_by("pk").values_list("miner_id", "miner__model_id", "miner__customer_id"))
    known = {model for _, model, _ in machines if model}
    models = {
        model.pk: model for model in MinerModel.objects.filter(Q(pk__in=known) | Q(variants__in=known)).distinct()
    }
    these, of_machine = waiting.values("miner_id"), {miner: models.get(model or 0) for miner, model, _ in machines}
    lacking = _lacking(actor, these, of_machine)
    fitting = _fitting(actor, these, models, {customer for *_, customer in machines})
    count, parts, kinds = Counter[Kind](), Counter[Kind](), defaultdict[Kind, set[int]](set)
    for miner, missing in lacking.items():
        if model := of_machine[miner]:
            for part_type, number in missing.items():
                kind = (part_type, trade_of(model))
                count[kind] += 1
                parts[kind] += number
                kinds[kind].add(model.pk)
    together = [
        Need(kind[0], models[kind[1]], sorted(kinds[kind]), count[kind], number, fitting.get(kind, 0))
        for kind, number in parts.items()
    ]
    together.sort(key=lambda need: (not need.fitting, -need.machines, need.label, str(need.model)))
    return Needs(lacking, fitting, together, sum(miner not in lacking for miner in of_machine))


def _lacking(actor: Actor, waiting: object, machines: Mapping[int, MinerModel | None]) -> dict[int, dict[str, int]]:
    usable = Part.objects.visible_to(actor).in_slots().usable().filter(miner__in=waiting).order_by()
    held = {(miner, kind): n for miner, kind, n in usable.values_list("miner_id", "part_type").annotate(Count("pk"))}
    kinds = {model for model in machines.values() if model}
    wanted = {model.pk: Counter(str(slot.part_type.value) for slot in model.slots()) for model in kinds}
    found: dict[int, dict[str, int]] = {}
    for miner, model in machines.items():
        slots = wanted[model.pk] if model else {}
        short = {kind: n - held.get((miner, kind), 0) for kind, n in slots.items() if n > held.get((miner, kind), 0)}
        if short:
            found[miner] = short
    return found


def _fitting(actor: Actor, waiting: object, models: Mapping[int, MinerModel], customers: set[int]) -> Counter[Kind]:
    free = Q(reserved_for=None) | Q(reserved_for__in=waiting)
    theirs = Q(owner=None) | Q(owner__in=customers)
    trades = {trade_of(model) for model in models.values()}
    fits = Q(model__in=trades) | Q(model__base_model__in=trades)
    spares = Part.objects.visible_to(actor).in_stock().usable().filter(free, theirs, fits).order_by()
    spares = spares.exclude(Failure.objects.visible_to(actor).waits_on_part(), condition=Condition.UNKNOWN)
    found = Counter[Kind]()
    for part_type, model, trade, number in spares.values_list("part_type", "model_id", "model__base_model_id").annotate(
        Count("pk")
    ):
        found[part_type, trade or model or 0] += number
    return found
