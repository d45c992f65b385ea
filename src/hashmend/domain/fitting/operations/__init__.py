"""The verbs of parts in machines."""

from hashmend.domain.fitting.operations.conditions import Reading, read_part, set_condition
from hashmend.domain.fitting.operations.identity import FirmwareIdentity
from hashmend.domain.fitting.operations.missing import find_again, mark_missing
from hashmend.domain.fitting.operations.moving import Move, move_parts
from hashmend.domain.fitting.operations.places import (
    Fitted,
    NewPart,
    OldPart,
    add_part,
    attach,
    remove_to_stock,
    replace,
)
from hashmend.domain.fitting.operations.undoing import undo_parts

__all__ = [
    "FirmwareIdentity",
    "Fitted",
    "Move",
    "NewPart",
    "OldPart",
    "Reading",
    "add_part",
    "attach",
    "find_again",
    "mark_missing",
    "move_parts",
    "read_part",
    "remove_to_stock",
    "replace",
    "set_condition",
    "undo_parts",
]
