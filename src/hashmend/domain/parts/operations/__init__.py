"""The verbs of parts; the only writer of their tables."""

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
    "put_back_spares",
    "receive_spares",
    "release_spares",
    "reserve_spares",
    "set_stock_level",
    "write_off_spares",
]
