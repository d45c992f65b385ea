"""What a rule says about a move or about a machine."""

from collections.abc import Sequence
from dataclasses import dataclass

from hashmend.domain.consolidation.machines import Machine
from hashmend.domain.parts.models import Part


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
class Coming:
    """A usable part that comes from another machine; `receiver` is as it will be, with the part in `place`."""

    part: Part
    giver: Machine
    receiver: Machine
    place: str

    @property
    def name(self) -> str:
        """Return what the part is called: by its number, else by where it comes from."""
        label = self.part.history_label()
        return label if self.part.serial else f"{label} of {self.giver}"

    def block(self, code: str, sentence: str) -> Finding:
        """Return that the move is stopped."""
        return Finding(code, sentence, self.receiver.miner.pk, self.place, self.part.pk, is_block=True)

    def warning(self, code: str, sentence: str) -> Finding:
        """Return that a person has to accept something about the move."""
        return Finding(code, sentence, self.receiver.miner.pk, self.place, self.part.pk)

    def beside(self, boards: Sequence[Part]) -> list[Part]:
        """Return those boards that the part has not run beside before."""
        return [board for board in boards if board.pk != self.part.pk and board.miner_id != self.part.miner_id]
