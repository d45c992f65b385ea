"""What the pages of the catalogues say about a catalogue and about one row."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from hashmend.desk.catalogue.forms import FORMS, bin_words
from hashmend.desk.catalogue.lists import LISTS
from hashmend.domain.catalogue import bundled
from hashmend.domain.catalogue.models import CatalogueRow
from hashmend.kernel.actor import Actor

ABOUT = {
    "miner-models": "Machines, their boards, chips, fans and figures. A model gives a machine its slots.",
    "failure-types": "What can be wrong, per kind of part.",
    "repair-types": "What can be done, per kind of part, and how it is verified.",
    "services": "What a customer can be charged for, with the default price of a new scope.",
    "carriers": "Who transports, and where a tracking number can be followed.",
    "tracking-formats": "Shapes of tracking numbers: a carrier is recognised by them.",
    "mac-prefixes": "MAC prefixes of makers: a hint at intake, never a rule.",
    "serial-shapes": "Shapes of serial numbers: a hint at intake, never a rule.",
    "log-patterns": "Lines of logs and the failure they make likely: a person decides.",
    "error-codes": "Codes of makers' firmware and the failure they make likely: a person decides.",
    "board-numbers": "Part numbers of hashboards, which tell chip, count and family.",
    "test-profiles": "What a machine has to show in a stress test. These are settings of the shop.",
}


@dataclass(frozen=True, slots=True)
class Shelf:
    """One catalogue as pages name it."""

    slug: str
    model: type[CatalogueRow]
    active: int = 0
    retired: int = 0
    edited: int = 0

    @property
    def title(self) -> str:
        """Return its name as a heading: "Miner models"."""
        name = str(self.model._meta.verbose_name_plural)
        return name[:1].upper() + name[1:]

    @property
    def one(self) -> str:
        """Return the noun for one row."""
        return str(self.model._meta.verbose_name)

    @property
    def about(self) -> str:
        """Return what it is for."""
        return ABOUT[self.slug]

    @property
    def url(self) -> str:
        """Return the address of its list."""
        return reverse("desk:catalogue", args=[self.slug])


def shelves(actor: Actor) -> list[Shelf]:
    """Return every catalogue with its counts; one query each."""
    return [
        Shelf(
            slug,
            model,
            **model.objects.visible_to(actor).aggregate(
                active=Count("pk", filter=Q(is_active=True)),
                retired=Count("pk", filter=Q(is_active=False)),
                edited=Count("pk", filter=Q(edited_at__isnull=False)),
            ),
        )
        for slug, (model, _) in LISTS.items()
    ]


def facts_of(row: CatalogueRow) -> list[tuple[str, Any]]:
    """Return the row's figures under their names; what is unknown is None."""
    names = [name for name in FORMS[type(row)].Meta.fields if name not in {"source", "currency"}]
    extra = ["checksum"] if hasattr(row, "checksum") else ["conflicts"] if hasattr(row, "conflicts") else []
    return [(_label(row, name), _value(row, name)) for name in names + extra if name != "hashrate_unit"]


def sources_of(row: CatalogueRow) -> list[dict[str, str]]:
    """Return title, url and licence of the sources a bundled row names, else what its source field says."""
    known = bundled.header(type(row)).get("sources", {})
    keys = [key.strip() for key in row.source.split(",") if key.strip()]
    if keys and all(isinstance(known.get(key), dict) for key in keys):
        return [
            {
                "title": known[key].get("title", key),
                "url": known[key].get("url") or "",
                "licence": known[key].get("licence", ""),
            }
            for key in keys
        ]
    return [{"title": row.source, "url": "", "licence": row.licence}] if row.source else []


def _label(row: CatalogueRow, name: str) -> str:
    label = str(row._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    return label[:1].upper() + label[1:]


def _value(row: CatalogueRow, name: str) -> Any:
    value = getattr(row, name)
    if name == "hashrate_bins":
        return "; ".join(bin_words(one) for one in value)
    if name == "checksum":
        return value.get("name", "")
    if name == "price_amount":
        return "to be agreed" if value is None else f"{value:.2f} {getattr(row, 'currency', '')}"
    if name == "nominal_hashrate":
        return None if value is None else f"{value.normalize():f} {getattr(row, 'hashrate_unit', '')}"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    display = getattr(row, f"get_{name}_display", None)
    return display() if display else value
