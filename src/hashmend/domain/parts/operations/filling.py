"""The parts a machine comes with, as its model tells: nobody has looked at them yet."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Q, QuerySet

from hashmend.domain.catalogue.models import MinerModel, PartType
from hashmend.domain.history.models import Event
from hashmend.domain.miners.models import Miner
from hashmend.domain.parts.models import Condition, Part, Place
from hashmend.domain.writing import insert
from hashmend.kernel import clock
from hashmend.kernel.actor import Actor

_OWN = ("part_type", "owner_id", "model_id", "miner_id", "position", "came_in_id")


@dataclass(slots=True)
class _Known:
    """The parts of one type that are in a machine (position → key), and how many of that type it came with.

    `own` are those of them that it came with and that nobody moved: key → model.
    """

    taken: dict[int, int] = field(default_factory=dict)
    came: int = 0
    own: dict[int, int | None] = field(default_factory=dict)


@transaction.atomic
def fill_slots(miners: Sequence[Miner], *, by: Actor) -> int:
    """Give every slot of the machines' models that never had a part one of unknown condition; return how many.

    It belongs to the machine's customer. A slot that was emptied stays empty, however often the machine comes back.
    Parts that nobody has touched leave the slots that a corrected model does not have; the parts it came with and still
    has fit the corrected model. That a machine came with its parts is told by the event of its arrival, or of the
    correction of its model, here or in the catalogue: the caller holds its order.
    """
    models = MinerModel.objects.in_bulk({miner.model_id for miner in miners if miner.model_id})
    machines = [miner for miner in miners if miner.model_id in models]
    known = _known([miner.pk for miner in machines])
    new, surplus = [], []
    fits: dict[int | None, list[int]] = defaultdict(list)
    for miner in machines:
        for part_type, count in _counts(models[miner.model_id or 0]):
            has = known[miner.pk, part_type]
            surplus += [key for position, key in has.taken.items() if position > count]
            fits[miner.model_id] += [key for key, model in has.own.items() if model != miner.model_id]
            free = [position for position in range(1, count + 1) if position not in has.taken]
            for position in free[max(0, len(free) - max(0, count - has.came)) :]:
                new.append((str(part_type), miner.customer_id, miner.model_id, miner.pk, position, miner.pk))
    if surplus:
        _untouched(Part.objects.filter(pk__in=surplus)).delete()
    for model, keys in fits.items():
        if keys:
            Part.objects.filter(pk__in=keys).update(model=model)
    now = clock.now()
    same = {**_BLANK, "condition": Condition.UNKNOWN, "place": Place.SLOT, "added_at": now, "changed_at": now}
    insert(Part, same, _OWN, new)
    return len(new)


_BLANK = dict.fromkeys(
    ("serial", "serial_typed", "part_number", "hash_bin", "shelf", "gone_reason", "came_from_slot", "source"), ""
)


def _counts(model: MinerModel) -> Iterator[tuple[PartType, int]]:
    """Return how many slots the model has of each type it tells; one it does not tell is left alone."""
    yield from (
        (part_type, count)
        for part_type, count in (
            (PartType.HASHBOARD, model.hashboards),
            (PartType.CONTROL_BOARD, model.control_boards),
            (PartType.PSU, model.psus),
            (PartType.FAN, model.fans),
        )
        if count is not None
    )


def _known(machines: Sequence[int]) -> dict[tuple[int, str], _Known]:
    known: dict[tuple[int, str], _Known] = defaultdict(_Known)
    found = Part.objects.filter(Q(miner__in=machines) | Q(came_in__in=machines)).order_by()
    for key, part_type, miner, position, came_in, model in found.values_list(
        "pk", "part_type", "miner_id", "position", "came_in_id", "model_id"
    ):
        if miner and position:
            known[miner, part_type].taken[position] = key
            if came_in == miner:
                known[miner, part_type].own[key] = model
        if came_in:
            known[came_in, part_type].came += 1
    return known


def _untouched(parts: QuerySet[Part]) -> QuerySet[Part]:
    """Return the parts nobody did anything with: no history names them."""
    return parts.exclude(pk__in=Event.objects.filter(part__in=parts.values("pk")).values("part"))


@transaction.atomic
def forget_parts(miners: QuerySet[Miner], *, by: Actor) -> int:
    """Remove the untouched parts of machines that are about to be forgotten; return how many.

    That the machine itself was noted by mistake is told by the caller.
    """
    parts = _untouched(Part.objects.filter(miner__in=miners.values("pk")))
    return parts.delete()[0]
