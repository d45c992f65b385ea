"""The verbs of the catalogues; the only writers of their tables."""

from hashmend.domain.catalogue.operations.editing import (
    add_row,
    change_row,
    restore_rows,
    retire_rows,
    set_prices,
    why_not_retire,
)
from hashmend.domain.catalogue.operations.loading import LoadCount, load_catalogues

__all__ = [
    "LoadCount",
    "add_row",
    "change_row",
    "load_catalogues",
    "restore_rows",
    "retire_rows",
    "set_prices",
    "why_not_retire",
]
