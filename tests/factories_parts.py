"""Spares that tests start from: made by operations."""

from collections.abc import Sequence
from typing import Any

from hashmend.domain.catalogue.models import PartType
from hashmend.domain.parts.entries import SpareEntry
from hashmend.domain.parts.models import Condition, Part
from hashmend.domain.parts.operations import receive_spares
from hashmend.kernel.actor import SYSTEM


def entry(serial: str = "", **values: Any) -> SpareEntry:
    """Return a good hashboard of the repair centre as somebody would type it in."""
    usual = {"part_type": PartType.HASHBOARD, "condition": Condition.GOOD, "source": "Purchase 1"}
    return SpareEntry(serial_typed=serial, **{**usual, **values})


def spares(*serials: str, **values: Any) -> Sequence[Part]:
    """Return spares in the stock with these serial numbers."""
    return receive_spares([entry(serial, **values) for serial in serials or ("",)], by=SYSTEM).done


def spare(serial: str = "", **values: Any) -> Part:
    """Return one spare in the stock."""
    (part,) = spares(serial, **values)
    return part
