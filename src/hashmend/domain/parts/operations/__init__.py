"""The verbs of parts by themselves; what moves them in and out of machines stands in `fitting`."""

from hashmend.domain.parts.operations.filling import fill_slots, forget_parts
from hashmend.domain.parts.operations.stock import (
    Correction,
    correct_spares,
    put_back_spares,
    receive_spares,
    release_spares,
    reserve_spares,
    set_stock_level,
    write_off_spares,
)

__all__ = [
    "Correction",
    "correct_spares",
    "fill_slots",
    "forget_parts",
    "put_back_spares",
    "receive_spares",
    "release_spares",
    "reserve_spares",
    "set_stock_level",
    "write_off_spares",
]
