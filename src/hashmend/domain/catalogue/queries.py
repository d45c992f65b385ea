"""Reads over the catalogues: which carrier a number belongs to, hints about MACs and serials, models to choose from."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import quote

from hashmend.domain.catalogue import tracking
from hashmend.domain.catalogue.models import (
    Carrier,
    FailureType,
    MacPrefix,
    MinerModel,
    PartType,
    RepairType,
    SerialShape,
    TrackingFormat,
)
from hashmend.kernel.actor import Actor
from hashmend.kernel.identifiers import is_valid_mac, normal_mac, normal_serial, shown_mac


@dataclass(frozen=True, slots=True)
class CarrierGuess:
    """A carrier whose numbers look like this one. A greater `strength` is a better guess; it has no unit."""

    carrier: Carrier
    format_name: str
    strength: int
    has_checksum: bool


def recognise_carrier(number: str) -> list[CarrierGuess]:
    """Return the carriers a tracking number may belong to, the best guess first, each once; none when none fits.

    A number whose check digit is wrong is no guess. Blanks are ignored; dashes too where the number does not fit with
    them.
    """
    typed = tracking.compact(number)
    formats = list(
        TrackingFormat.objects.active().filter(carrier__is_active=True).select_related("carrier").order_by("pk")
    )
    guesses = _guesses(typed, formats) or (_guesses(typed.replace("-", ""), formats) if "-" in typed else [])
    guesses.sort(key=lambda guess: (-guess.strength, guess.carrier.name))
    best: dict[int, CarrierGuess] = {}
    for guess in guesses:
        best.setdefault(guess.carrier.pk, guess)
    return list(best.values())


def tracking_url(carrier: Carrier | None, number: str) -> str:
    """Return the carrier's public page for a number, or "" when there is none."""
    if carrier is None or not carrier.tracking_url or not number.strip():
        return ""
    return carrier.tracking_url.replace("{number}", quote(tracking.compact(number), safe=""))


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """A miner model as a select or a matcher needs it."""

    pk: int
    code: str
    maker: str
    name: str
    variant: str
    aliases: tuple[str, ...]
    base_pk: int | None

    @property
    def label(self) -> str:
        """Name the model as pages do."""
        return f"{self.name} {self.variant}".rstrip()


def model_choices(*, with_variants: bool = True) -> list[ModelChoice]:
    """Return the models that may be chosen, by maker and name; one query."""
    models = MinerModel.objects.active().order_by("maker", "name", "variant", "pk")
    if not with_variants:
        models = models.filter(level=MinerModel.Level.MODEL)
    return [
        ModelChoice(pk, code, maker, name, variant, tuple(aliases), base_pk)
        for pk, code, maker, name, variant, aliases, base_pk in models.values_list(
            "pk", "code", "maker", "name", "variant", "aliases", "base_model_id"
        )
    ]


@dataclass(frozen=True, slots=True)
class TypeChoice:
    """A type of failure or repair as people choose it: by its name or one of the `aliases`; `supplies` go with it."""

    pk: int
    code: str
    part_type: str
    name: str
    aliases: tuple[str, ...] = ()
    supplies: tuple[str, ...] = ()


def failure_choices(actor: Actor) -> list[TypeChoice]:
    """Return the types of failures that may be noted; one query."""
    types = FailureType.objects.visible_to(actor).active().order_by()
    rows = types.values_list("pk", "code", "part_type", "name", "aliases")
    return [TypeChoice(pk, code, kind, name, tuple(aliases)) for pk, code, kind, name, aliases in rows]


def repair_choices(actor: Actor) -> list[TypeChoice]:
    """Return the types of repairs that may be recorded; one query."""
    types = RepairType.objects.visible_to(actor).active().order_by()
    rows = types.values_list("pk", "code", "part_type", "name", "consumables")
    return [TypeChoice(pk, code, kind, name, (), tuple(supplies)) for pk, code, kind, name, supplies in rows]


@dataclass(frozen=True)
class HintBook:
    """Prefixes and shapes read once, to look at many machines. A hint is a sentence to show, "" when nothing is odd."""

    makers_by_prefix: dict[str, str] = field(default_factory=dict)
    shapes: dict[tuple[str, str], list[tuple[re.Pattern[str], int | None]]] = field(default_factory=dict)

    @classmethod
    def read(cls) -> Self:
        """Read both catalogues; two queries."""
        shapes: dict[tuple[str, str], list[tuple[re.Pattern[str], int | None]]] = defaultdict(list)
        known = SerialShape.objects.active().exclude(pattern="").order_by("pk")
        for maker, kind, pattern, length in known.values_list("maker", "part_type", "pattern", "length"):
            shapes[maker, kind].append((re.compile(pattern, re.ASCII), length))
        prefixes = MacPrefix.objects.active().order_by()
        return cls(dict(prefixes.values_list("prefix", "maker")), dict(shapes))

    def maker_of_mac(self, mac: str) -> str:
        """Return the maker whose machines carry MACs like this one, by the longest known prefix, or ""."""
        digits = normal_mac(mac)
        if is_valid_mac(digits):
            for length in range(12, 5, -1):
                if digits[:length] in self.makers_by_prefix:
                    return self.makers_by_prefix[digits[:length]]
        return ""

    def mac(self, mac: str, maker: str = "") -> str:
        """Say when a MAC looks like another maker's."""
        seen = self.maker_of_mac(mac)
        if not seen or not maker or seen == maker:
            return ""
        return f"MAC {shown_mac(normal_mac(mac))} looks like one of {seen}, the model is by {maker}."

    def serial(self, serial: str, maker: str, part_type: str = PartType.MINER) -> str:
        """Say when a serial number does not look like the maker's usual ones."""
        text = normal_serial(serial)
        usual = self.shapes.get((maker, part_type), [])
        if not text or not usual or any(pattern.fullmatch(text[: tracking.MAX_LENGTH]) for pattern, _ in usual):
            return ""
        for (other, other_part), shapes in self.shapes.items():
            if other != maker and other_part == part_type and any(pattern.fullmatch(text) for pattern, _ in shapes):
                return f"Serial number {text} looks like one of {other}, the model is by {maker}."
        lengths = sorted({length for _, length in usual if length})
        is_other = lengths and len(text) not in lengths
        usually = f" ({' or '.join(map(str, lengths))} characters, this has {len(text)})" if is_other else ""
        return f"Serial number {text} does not look like those of {maker}{usually}."


def mac_hint(mac: str, maker: str = "") -> str:
    """Return what is odd about one MAC for a maker's machine, or ""; for many use `HintBook`."""
    return HintBook.read().mac(mac, maker)


def serial_hint(serial: str, maker: str) -> str:
    """Return what is odd about one serial number for a maker's machine, or ""; for many use `HintBook`."""
    return HintBook.read().serial(serial, maker)


def _guesses(number: str, formats: list[TrackingFormat]) -> list[CarrierGuess]:
    found = []
    for shape in formats:
        match = re.fullmatch(shape.regex, number, re.ASCII)
        if match and tracking.passes(shape.checksum, match):
            found.append(
                CarrierGuess(
                    carrier=shape.carrier,
                    format_name=shape.name,
                    strength=tracking.strength(shape.checksum, shape.regex),
                    has_checksum=bool(shape.checksum),
                )
            )
    return found
