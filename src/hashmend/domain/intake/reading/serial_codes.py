"""The three letters in a Bitmain serial that stand for the product, where lists have shown which product.

Observed in lists that give both serial and model (each code with one model only). It is a hint: a row without a model
is proposed the model of its serial, and the row says so.
"""

import re

_PRODUCTS = {
    "POC": "Antminer S19 Pro",
    "Q9I": "Antminer S19",
    "ON8": "Antminer S19k Pro",
    "RRO": "Antminer S19j Pro",
    "BUD": "Antminer S19 XP",
    "B8O": "Antminer S21",
    "04B": "Antminer T21",
    "578": "Antminer L7",
}
_BITMAIN = re.compile(r"[A-Z]{4}([A-Z0-9]{3})[A-J0-9]{6}[0-9A-Z]{4}")


def model_by_serial(serial: str) -> str:
    """Return the name of the model a normalised serial belongs to, or ""."""
    found = _BITMAIN.fullmatch(serial)
    return _PRODUCTS.get(found[1], "") if found else ""
