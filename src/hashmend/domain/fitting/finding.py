"""What a rule of fit says about a part that comes into a place of a machine, and what it is judged by."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from hashmend.domain.catalogue.bench import BoardNumber
from hashmend.domain.catalogue.models import MinerModel, PartType
from hashmend.domain.miners.models import Miner
from hashmend.domain.parts.models import Condition, Part

USABLE = (Condition.GOOD, Condition.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that stops what is planned (`is_block`) or warns of it: in words, for a machine or one of its places.

    `code` names the rule; `place` is the key of the slot ("" for the machine), `part` that of the part that comes.
    """

    code: str
    sentence: str
    miner: int
    place: str = ""
    part: int = 0
    is_block: bool = False

    @property
    def token(self) -> str:
        """Return the name by which a person accepts exactly this warning."""
        return f"{self.code}.{self.miner}.{self.part}"


@dataclass(frozen=True, slots=True)
class Opening:
    """A place of a machine that a part may come into.

    `before` is the part that was in it; `boards` are the usable hashboards the machine will have beside; `numbers` is
    what the catalogue knows of boards, by part number; `place` is the key of the slot, where findings are shown by it.
    """

    machine: Miner
    before: Part | None = None
    boards: Sequence[Part] = ()
    numbers: Mapping[str, BoardNumber] = field(default_factory=dict)
    place: str = ""

    @property
    def model(self) -> MinerModel | None:
        """Return the machine's model, if anybody knows it."""
        return self.machine.model

    def board(self, part: Part) -> BoardNumber | None:
        """Return what the catalogue knows about a part's number."""
        return self.numbers.get(normal_number(part.part_number))


@dataclass(frozen=True, slots=True)
class Coming:
    """A usable part that comes into an opening from another machine, the `giver`; None: from the spare stock."""

    part: Part
    opening: Opening
    giver: Miner | None = None

    @property
    def machine(self) -> Miner:
        """Return the machine it comes into."""
        return self.opening.machine

    @property
    def model(self) -> MinerModel | None:
        """Return the model of the machine it comes into, if anybody knows it."""
        return self.opening.model

    @property
    def name(self) -> str:
        """Return what the part is called: by its number, else by where it comes from."""
        if self.part.pk is None and not self.part.serial:
            return f"The new {self.part.get_part_type_display()}"
        label = self.part.history_label()
        return label if self.part.serial or self.giver is None else f"{label} of {self.giver}"

    @property
    def beside(self) -> list[Part]:
        """Return the boards of the machine that the part has not run beside before: in the giver, or as they came."""
        return [board for board in self.opening.boards if board.pk != self.part.pk and not self._knows(board)]

    def _knows(self, board: Part) -> bool:
        came_together = self.part.came_in_id is not None and self.part.came_in_id == board.came_in_id
        return came_together or (self.giver is not None and board.miner_id == self.giver.pk)

    def block(self, code: str, sentence: str) -> Finding:
        """Return that the move is stopped."""
        return Finding(code, sentence, self.machine.pk, self.opening.place, self.part.pk or 0, is_block=True)

    def warning(self, code: str, sentence: str) -> Finding:
        """Return that a person has to know something about the move."""
        return Finding(code, sentence, self.machine.pk, self.opening.place, self.part.pk or 0)


def normal_number(number: str) -> str:
    """Return a part number as compared."""
    return "".join(number.split()).upper()


def numbers_of(parts: Collection[Part]) -> dict[str, BoardNumber]:
    """Return what the catalogue knows of boards, by part number; one query, none where nobody noted any number."""
    noted = any(part.part_number.strip() for part in parts if part.part_type == PartType.HASHBOARD)
    return {normal_number(board.number): board for board in BoardNumber.objects.active()} if noted else {}


def opening(
    machine: Miner, inside: Collection[Part], coming: Collection[Part], *, before: Part | None, broken: Collection[int]
) -> Opening:
    """Return the place of a machine that one of the parts `coming` may come into, `before` being what is in it now.

    `inside` are the machine's parts; of its boards the `broken`, by key, and those in bad condition count for nothing.
    One query at most.
    """
    boards = [
        part
        for part in inside
        if part.part_type == PartType.HASHBOARD
        and part != before
        and part.condition in USABLE
        and part.pk not in broken
    ]
    return Opening(machine, before, boards, numbers_of([*boards, *coming]))
