"""The trade models of the catalogue, as the reader of lists needs them."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from hashmend.domain.catalogue import bundled
from hashmend.domain.catalogue.models import MinerModel
from hashmend.domain.intake.reading.matching import KnownModel

_FIELDS = ("code", "maker", "name", "aliases", "nominal_hashrate", "hashrate_unit", "hashrate_bins")


def known_models() -> list[KnownModel]:
    """Return the active trade models of the database."""
    rows = MinerModel.objects.active().filter(level=MinerModel.Level.MODEL).order_by("pk").values(*_FIELDS)
    return [_known(row) for row in rows]


def bundled_models() -> list[KnownModel]:
    """Return the trade models that ship with the product, for a reader without a database."""
    return [_known(row) for row in bundled.rows(MinerModel) if row["level"] == MinerModel.Level.MODEL]


def _known(row: Mapping[str, Any]) -> KnownModel:
    return KnownModel(
        id=row["code"],
        maker=row["maker"],
        name=row["name"],
        aliases=tuple(row.get("aliases") or ()),
        bins=tuple(sorted(_terahashes(row))),
    )


def _terahashes(row: Mapping[str, Any]) -> set[Decimal]:
    listed: Iterable[Mapping[str, Any]] = row.get("hashrate_bins") or ()
    found = {
        Decimal(str(each["value"])).normalize() for each in listed if each.get("unit") == "TH/s" and each.get("value")
    }
    if row.get("hashrate_unit") == "TH/s" and row.get("nominal_hashrate"):
        found.add(Decimal(str(row["nominal_hashrate"])).normalize())
    return found
