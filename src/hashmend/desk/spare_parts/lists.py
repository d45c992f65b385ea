"""The table of spare parts: those in the stock, and where those that were in it went."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from hashmend.both.parts import CONDITION_TONES
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.bench.spare_returns import spares_back
from hashmend.domain.catalogue.models import MinerModel
from hashmend.domain.customers.models import Customer
from hashmend.domain.miners.models import Miner
from hashmend.domain.parts.models import SLOT_TYPES, Condition, Part, Place
from hashmend.kernel.actor import SYSTEM, Actor
from hashmend.kernel.identifiers import part_of_serial
from hashmend.web import components
from hashmend.web.lists import BulkAction, Choice, Column, DateRange, Empty, Flag, ListPage

CHANGED = ("spare-parts-changed",)
RC, RC_LABEL = "rc", "Repair centre"
ANY = "any"
_CALLED = re.compile(r"(?:no number, )?(?:part )?#?([0-9]{1,18})", re.IGNORECASE)
_COLUMNS = (
    "id", "part_type", "serial", "part_number", "hash_bin", "condition", "place", "position", "shelf", "gone_reason",
    "came_from_slot", "source", "added_at", "changed_at", "owner__alias", "model__name", "model__variant",
)  # fmt: skip
_MACHINES = tuple(
    f"{way}__{name}"
    for way in ("miner", "came_in", "reserved_for")
    for name in ("public_id", "serial", "asset_tag", "mac")
)


def _spares(actor: Actor) -> QuerySet[Part]:
    rows = Part.objects.visible_to(actor).spares()
    return rows.select_related("owner", "model", "miner", "came_in", "reserved_for").only(*_COLUMNS, *_MACHINES)


def _customers(actor: Actor) -> list[tuple[str, str]]:
    rows = Customer.objects.visible_to(actor).order_by("alias").values_list("public_id", "alias")
    return [(RC, RC_LABEL), *((str(public_id), alias) for public_id, alias in rows)]


def _owned_by(values: Sequence[str]) -> Q:
    return Q(owner__public_id__in=values) | (Q(owner=None) if RC in values else Q(pk__in=()))


def _models(actor: Actor) -> list[tuple[str, str]]:
    """Return the models that a spare in the stock fits."""
    fitting = Part.objects.visible_to(actor).in_stock().exclude(model=None).order_by().values("model").distinct()
    rows = MinerModel.objects.visible_to(actor).filter(pk__in=fitting).order_by("name", "variant", "pk")
    return [(ANY, "Any or not known"), *((model.code, str(model)) for model in rows.only("code", "name", "variant"))]


def _fits(values: Sequence[str]) -> Q:
    return Q(model__code__in=values) | (Q(model=None) if ANY in values else Q(pk__in=()))


def _found(rows: QuerySet[Part], text: str) -> QuerySet[Part]:
    """Find spares by serial or part number, purchase or shelf, or by the machine they came from or went to.

    One without a serial number is found by the number it is called by: "part 12475".
    """
    condition = Q(part_number__icontains=text) | Q(source__icontains=text) | Q(shelf__iexact=text)
    if called := _CALLED.fullmatch(text.strip()):
        condition |= Q(pk=int(called[1]), serial="")
    if serial := part_of_serial(text):
        machines = Miner.objects.visible_to(SYSTEM).filter(serial__contains=serial).values("pk")
        condition |= Q(serial__contains=serial) | Q(miner__in=machines) | Q(came_in__in=machines)
    return rows.filter(condition)


@dataclass(frozen=True, slots=True, kw_only=True)
class Back(Flag):
    """Parts of customers that came back alone, within the warranty on their repair."""

    where: Q = field(default=Q())

    def apply(self, rows: QuerySet[Part], params: Any) -> QuerySet[Part]:
        """Return those of the rows; which ones is counted from the dates, as nothing about it is stored."""
        candidates = rows.filter(place=Place.STOCK, owner__isnull=False).exclude(serial="").order_by()
        return rows.filter(pk__in=list(spares_back(candidates)))


def name_of(part: Part) -> str:
    """Return what tells the part from others."""
    return part.history_label()


def _identity(part: Part) -> str:
    return components.serial(part.serial, copy=False) if part.serial else f"No number, part {part.pk}"


def _link(part: Part) -> str:
    return reverse("desk:spare-part", args=[part.pk])


def machine_link(miner: Miner | None) -> str:
    """Return the link to a machine, "" without one."""
    return components.link(reverse("desk:miner", args=[miner.public_id]), str(miner)) if miner else ""


def _owner(part: Part) -> str:
    return part.owner.alias if part.owner else RC_LABEL


def _source(part: Part) -> str:
    """Return where it came from: the purchase, or the machine and the slot it was in."""
    machine = f"{part.came_in}, {part.came_from_slot}" if part.came_from_slot else str(part.came_in or "")
    return part.source or machine.removesuffix(", ")


def _source_cell(part: Part) -> str:
    if part.source or part.came_in is None:
        return part.source
    return components.joined([machine_link(part.came_in), part.came_from_slot])


def _destination(part: Part) -> str:
    """Return where it went: the machine and its slot, or why it is gone."""
    if part.place == Place.SLOT:
        return f"{part.miner}, {part.get_part_type_display()} {part.position}"
    return part.gone_reason if part.place == Place.GONE else ""


def _destination_cell(part: Part) -> str:
    if part.place == Place.SLOT:
        return components.joined([machine_link(part.miner), f"{part.get_part_type_display()} {part.position}"])
    return _destination(part)


def _condition(part: Part) -> str:
    return str(Condition(part.condition).label)


SPARES = ListPage(
    name="spare-parts",
    one="spare part",
    rows=_spares,
    columns=(
        Column("serial", "Serial number", sort=True, cell=_identity),
        Column("part_type", "Kind", sort=True, value=lambda part: part.get_part_type_display()),
        Column("model", "Fits", sort=("model__name", "model__variant"), value=lambda part: str(part.model or "")),
        Column("condition", "Condition", sort=True, value=_condition,
               cell=lambda part: components.status_tag(_condition(part), CONDITION_TONES[part.condition])),
        Column("place", "Place", sort=True, value=lambda part: Place(part.place).label),
        Column("shelf", "Shelf", sort=True),
        Column("reserved_for", "Reserved for", value=lambda part: str(part.reserved_for or ""),
               cell=lambda part: machine_link(part.reserved_for)),
        Column("owner", "Owner", sort="owner__alias", value=_owner),
        Column("source", "Source", value=_source, cell=_source_cell, hint="The purchase or the miner it came from"),
        Column("destination", "Destination", value=_destination, cell=_destination_cell, hint="Where it went"),
        Column("part_number", "Part number", sort=True, screen=False),
        Column("hash_bin", "Bin", sort=True, screen=False),
        Column("added_at", "First seen", sort=True, screen=False),
        Column("changed_at", "Last change", sort=True, screen=False),
    ),
    filters=(
        Choice(key="place", label="Place", options_from=Place.choices, counted=True, quick=True),
        Choice(key="kind", label="Kind", options_from=[(kind.value, kind.label) for kind in SLOT_TYPES],
               field="part_type", counted=True),
        Choice(key="condition", label="Condition", options_from=Condition.choices, counted=True),
        Choice(key="fits", label="Fits", options_from=_models, where=_fits),
        Choice(key="owner", label="Owner", options_from=_customers, where=_owned_by),
        Flag(key="free", label="Not reserved", where=Q(place=Place.STOCK, reserved_for=None)),
        Flag(key="reserved", label="Reserved", where=Q(reserved_for__isnull=False)),
        Back(key="back", label="Back within our warranty"),
        DateRange(key="added", label="First seen", field="added_at"),
    ),
    search=_found,
    search_label="Serial or part number, purchase, shelf or miner",
    sort="-place",
    link=_link,
    name_of=name_of,
    actions=(
        BulkAction("Reserve for a miner", "desk:spare-parts-reserve", Permission.EDIT_PARTS, icon="lock"),
        BulkAction("Release", "desk:spare-parts-release", Permission.EDIT_PARTS, icon="lock-open"),
        BulkAction("Correct", "desk:spare-parts-correct", Permission.EDIT_PARTS, icon="pencil"),
        BulkAction("Take out of the stock", "desk:spare-parts-write-off", Permission.EDIT_PARTS, icon="trash"),
        BulkAction("Put back", "desk:spare-parts-put-back", Permission.EDIT_PARTS, icon="arrow-back-up"),
    ),
    empty=Empty(
        "No spare parts yet", "Spares are received from a purchase, or taken out of a miner.", "Receive spares",
        "desk:spare-parts-receive", Permission.EDIT_PARTS,
    ),
    refresh_on=CHANGED,
)  # fmt: skip
