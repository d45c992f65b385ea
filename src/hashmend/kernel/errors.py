"""What an operation answers: done, or refused with a sentence for a person."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why one thing was left unchanged.

    `thing` names it as people call it ("C-00042"), `why` is a whole sentence that names the thing and the way out.
    """

    thing: str
    why: str
    pk: Any = None


class Refused(Exception):
    """An operation changed nothing; `sentence` says why, to a person, with the way out."""

    def __init__(self, sentence: str, refusals: Sequence[Refusal] = ()) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.refusals = tuple(refusals)


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """What a set-wise operation did: the rows it changed and the rows it refused, each with its reason.

    `group` is what the events of the action share, where it can be undone.
    """

    done: Sequence[T] = ()
    refused: Sequence[Refusal] = field(default=())
    group: str = ""

    def or_refuse(self) -> "Outcome[T]":
        """Return itself, or raise `Refused` with every reason when nothing at all could be done."""
        if self.refused and not self.done:
            raise Refused(" ".join(dict.fromkeys(r.why for r in self.refused)), self.refused)
        return self
