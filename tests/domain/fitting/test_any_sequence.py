"""Whatever is done with parts, in whichever order: each is in one place, stays its owner's, and undo restores it."""

from collections import Counter
from collections.abc import Callable

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from hashmend.domain.fitting.operations import (
    FirmwareIdentity,
    Move,
    NewPart,
    OldPart,
    add_part,
    attach,
    find_again,
    mark_missing,
    move_parts,
    read_part,
    remove_to_stock,
    replace,
    set_condition,
    undo_parts,
)
from hashmend.domain.history.models import Event
from hashmend.domain.miners.models import Miner
from hashmend.domain.parts.models import Part
from hashmend.domain.parts.operations import reserve_spares
from hashmend.domain.work_orders.models import Job
from hashmend.kernel.actor import SYSTEM
from hashmend.kernel.errors import Outcome, Refused
from tests import factories
from tests.domain.fitting.places import everything, only
from tests.factories_parts import bench_jobs, spare

KINDS = ("hashboard", "control_board", "fan")
VERBS = (
    "condition", "read", "missing", "find", "stock", "stock", "attach", "attach", "add", "replace-spare",
    "replace-spare", "replace-new", "move", "swap",
)  # fmt: skip
STEP = st.tuples(st.sampled_from(VERBS), st.integers(0, 99), st.integers(0, 99), st.integers(0, 2), st.booleans())
Step = tuple[str, int, int, int, bool]


def a_shop() -> list[Job]:
    """Return two machines of one customer and one of another, with spares of ours and theirs."""
    model = factories.miner_model(hashboards=2, fans=1)
    (theirs,), (first, second) = bench_jobs(1, model=model), bench_jobs(2, model=model)
    for part_type in KINDS:
        spare(part_type=part_type, model=model)
        spare(f"SP{part_type[:2]}".upper(), part_type=part_type, owner=first.miner.customer)
    reserve_spares(only(spare("KEPT", model=model)), second.miner, by=SYSTEM)
    return [first, second, theirs]


def act(jobs: list[Job], step: Step) -> object:
    """Do one thing with the parts and the machine that the numbers choose; of four tries one is any, fit or not."""
    verb, this, that, where, is_yes = step
    wild = this % 4 == 0
    parts = list(Part.objects.select_related("miner__model").order_by("pk"))
    inside = parts if wild else [part for part in parts if part.is_in_slot] or parts
    one = inside[this % len(inside)]
    alike = [part for part in parts if part.part_type == one.part_type and part.place == "stock"]
    spare_part = (parts if wild else alike or parts)[that % len(parts if wild else alike or parts)]
    others = [part for part in inside if part.part_type == one.part_type and part.owner_id == one.owner_id]
    other = (others or parts)[that % len(others or parts)]
    emptied = Part.objects.exclude(left_miner=None).filter(part_type=spare_part.part_type)
    left = emptied.order_by("-changed_at").first()
    machine, position = jobs[where].miner, 1 + that % 3
    if left and not wild:
        machine, position = left.left_miner or machine, left.left_position or position
    condition = ("good", "faulty", "scrap", "unknown")[that % 4]
    old = OldPart(("stock", "scrap")[that % 2], "S1", "OLD" if is_yes else "")
    is_board = is_yes and one.part_type == "control_board"
    identity = FirmwareIdentity(f"SYNNEW{this:02}{that:02}", "") if is_board else None
    verbs: dict[str, Callable[[], object]] = {
        "condition": lambda: set_condition(only(one), condition, by=SYSTEM),
        "read": lambda: read_part(one, serial_typed=f"sn {that}", hash_bin="2", by=SYSTEM),
        "missing": lambda: mark_missing(only(one) | only(other), by=SYSTEM),
        "find": lambda: find_again(Part.objects.missing(), by=SYSTEM),
        "stock": lambda: remove_to_stock(only(one), shelf="S2", by=SYSTEM),
        "attach": lambda: attach(only(spare_part), machine, position, by=SYSTEM),
        "add": lambda: add_part(machine, spare_part.part_type, position, NewPart(owner=machine.customer), by=SYSTEM),
        "replace-spare": lambda: replace(one, spare=spare_part, old=old, identity=identity, by=SYSTEM),
        "replace-new": lambda: replace(one, new=NewPart(f"N{that}"), old=old, by=SYSTEM),
        "move": lambda: move_parts([Move(one.pk, machine.pk, position)], by=SYSTEM),
        "swap": lambda: move_parts(
            [Move(a.pk, b.miner_id or 0, b.position or 0) for a, b in ((one, other), (other, one))], by=SYSTEM
        ),
    }
    answer = verbs[verb]()
    return answer.or_refuse() if isinstance(answer, Outcome) else answer


def owners() -> Counter[int | None]:
    """Return how many parts each owner has."""
    return Counter(Part.objects.values_list("owner", flat=True))


def labels() -> list[tuple[str, str, str]]:
    """Return what stands on the machines."""
    return list(Miner.objects.order_by("pk").values_list("serial", "mac", "asset_tag"))


def check_places() -> None:
    """Every part is in one place, no slot holds two, and none is in a machine of somebody else."""
    for part in Part.objects.select_related("miner"):
        assert (part.place == "slot") == bool(part.miner_id and part.position)
        assert not part.miner or part.owner_id in (None, part.miner.customer_id)
        assert part.condition != "missing" or part.place == "gone"
        assert not part.reserved_for_id or part.place == "stock"
    slots = Counter(Part.objects.in_slots().values_list("miner", "part_type", "position"))
    assert set(slots.values()) <= {1}


class AnySequence(TestCase):
    """A shop of three machines, and up to twelve things done in it, each taken back again at the end."""

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(steps=st.lists(STEP, min_size=4, max_size=12))
    def test_every_part_stays_in_one_place_and_its_owners_and_undo_restores_all(self, steps: list[Step]) -> None:
        jobs = a_shop()
        done: list[tuple[str, list[dict[str, object]], list[tuple[str, str, str]]]] = []
        for step in steps:
            before, named, had, told = everything(), labels(), owners(), Event.objects.count()
            try:
                act(jobs, step)
            except Refused:
                event("refused")
                assert (everything(), labels(), Event.objects.count()) == (before, named, told)
                continue
            check_places()
            came = owners() - had
            assert not had - owners()
            assert came.total() == (1 if step[0] in ("add", "replace-new") else 0)
            if Event.objects.count() > told:
                event(step[0])
                done.append((Event.objects.latest("pk").group, before, named))
        for group, before, named in reversed(done):
            undo_parts(Event.objects.filter(group=group), by=SYSTEM)
            assert (everything(), labels()) == (before, named)
