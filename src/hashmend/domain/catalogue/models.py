"""The catalogues: rows that ship with the product, that an admin may edit and that history keeps pointing at.

A figure that nobody published is `None` ("" for words); it is never guessed. Rows are retired, never deleted.
"""

from dataclasses import dataclass
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from hashmend.domain.scoping import M, Scoped, ScopedQuerySet


class PartType(models.TextChoices):
    """What can fail or be repaired. The first four have slots in a machine, the others are its surroundings."""

    HASHBOARD = "hashboard", "Hashboard"
    CONTROL_BOARD = "control_board", "Control board"
    PSU = "psu", "PSU"
    FAN = "fan", "Fan"
    MINER = "miner", "Miner"
    CHASSIS = "chassis", "Chassis"
    CABLE = "cable", "Cable"
    COOLING_LOOP = "cooling_loop", "Cooling loop"
    FIRMWARE = "firmware", "Firmware"
    IDENTITY = "identity", "Identity"
    ENVIRONMENT = "environment", "Environment"
    NETWORK = "network", "Network"


class Confidence(models.TextChoices):
    """How well a row is supported: by a maker's document, by one good list, by a single weak source, by nothing."""

    HIGH = "high", "High"
    MEDIUM = "medium", "Medium"
    LOW = "low", "Low"
    UNKNOWN = "unknown", "Unknown"


class CatalogueQuerySet(ScopedQuerySet[M]):
    """Catalogue rows belong to no customer: everybody signed in may read them."""

    def active(self) -> Self:
        """Rows that may be chosen for new work."""
        return self.filter(is_active=True)


class CatalogueRow(Scoped):
    """What every catalogue row has: a stable code, where it comes from, whether it may still be chosen.

    `edited_at` is set by the first edit of a person; from then on the loader leaves the row alone. `version` grows with
    every change, so that a form opened before the change cannot overwrite it.
    """

    SHARED: ClassVar[bool] = True
    NATURAL_KEY: ClassVar[tuple[str, ...]] = ("code",)
    """Fields that name the row to people; no two rows may agree in all of them."""

    code = models.SlugField("code", max_length=64, unique=True)
    is_active = models.BooleanField(default=True, editable=False)
    source = models.CharField("source", max_length=400, blank=True)
    licence = models.CharField("licence", max_length=200, blank=True)
    confidence = models.CharField(
        "confidence", max_length=8, choices=Confidence.choices, default=Confidence.UNKNOWN, blank=True
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    edited_at = models.DateTimeField(null=True, editable=False)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )

    objects = CatalogueQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def natural_key(self) -> tuple[object, ...]:
        """Return what names the row to people."""
        return tuple(getattr(self, name) for name in self.NATURAL_KEY)


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for one part in a machine, counted from 1 within its part type."""

    part_type: PartType
    position: int
    is_only_one: bool = False

    @property
    def label(self) -> str:
        """Name the slot as people do: "Hashboard 2", "PSU"."""
        return str(self.part_type.label) if self.is_only_one else f"{self.part_type.label} {self.position}"


class Cooling(models.TextChoices):
    """How the machine gets rid of its heat."""

    AIR = "air", "Air"
    HYDRO = "hydro", "Hydro"
    IMMERSION = "immersion", "Immersion"


class MinerModel(CatalogueRow):
    """A trade model, or a hardware variant of one (Whatsminer V codes differ in boards and chips).

    `hashrate_bins` is a list of `{"value": 104, "unit": "TH/s", "power_w": 3068}`; the true nominal of a machine is the
    bin on its own label. `nominal_hashrate` is the highest bin listed. `fans` counts chassis fans; 0 is liquid cooled.
    """

    NATURAL_KEY = ("maker", "name", "variant")

    class Level(models.TextChoices):
        """Whether people order it by this name, or only its hardware differs."""

        MODEL = "model", "Trade model"
        VARIANT = "variant", "Hardware variant"

    maker = models.CharField("maker", max_length=60)
    family = models.CharField("family", max_length=60, blank=True)
    name = models.CharField("name", max_length=80)
    variant = models.CharField("variant", max_length=20, blank=True)
    level = models.CharField("level", max_length=8, choices=Level.choices, default=Level.MODEL)
    base_model = models.ForeignKey(
        "self", verbose_name="trade model", null=True, blank=True, on_delete=models.PROTECT, related_name="variants"
    )
    algorithm = models.CharField("algorithm", max_length=40, blank=True)
    cooling = models.CharField("cooling", max_length=10, choices=Cooling.choices, blank=True)
    hashboards = models.PositiveSmallIntegerField("hashboards", null=True, blank=True)
    chips_per_board = models.PositiveSmallIntegerField("chips per board", null=True, blank=True)
    chip_type = models.CharField("chip", max_length=30, blank=True)
    control_boards = models.PositiveSmallIntegerField("control boards", null=True, blank=True)
    psus = models.PositiveSmallIntegerField("PSUs", null=True, blank=True)
    fans = models.PositiveSmallIntegerField("fans", null=True, blank=True)
    nominal_hashrate = models.DecimalField("nominal hashrate", max_digits=12, decimal_places=3, null=True, blank=True)
    hashrate_unit = models.CharField("hashrate unit", max_length=10, blank=True)
    hashrate_bins = models.JSONField("hashrate bins", default=list, blank=True)
    power_w = models.PositiveIntegerField("power (W)", null=True, blank=True)
    aliases = models.JSONField("other names", default=list, blank=True)
    conflicts = models.JSONField("conflicting sources", default=list, blank=True)
    notes = models.TextField("notes", blank=True)

    class Meta:
        ordering = ["maker", "name", "variant", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["maker", "name", "variant"], name="miner_model_named_once"),
            models.CheckConstraint(
                condition=Q(level="model", base_model=None) | Q(level="variant", base_model__isnull=False),
                name="variant_has_a_trade_model",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.variant}".rstrip()

    def slots(self) -> list[Slot]:
        """Return the places for parts, in the order of the parts index; an unknown count gives none."""
        counts = (
            (PartType.HASHBOARD, self.hashboards),
            (PartType.CONTROL_BOARD, self.control_boards),
            (PartType.PSU, self.psus),
            (PartType.FAN, self.fans),
        )
        return [
            Slot(part_type, position, is_only_one=count == 1)
            for part_type, count in counts
            for position in range(1, (count or 0) + 1)
        ]


class FailureType(CatalogueRow):
    """What can be wrong with a part of one type. `typical_repairs` are codes of repair types, the usual ones first."""

    class Severity(models.TextChoices):
        """How bad it is, on a scale of our own."""

        COSMETIC = "cosmetic", "Cosmetic"
        INFO = "info", "Information"
        MINOR = "minor", "Minor"
        MAJOR = "major", "Major"
        CRITICAL = "critical", "Critical"
        SCRAP_CANDIDATE = "scrap_candidate", "Scrap candidate"
        SCRAP = "scrap", "Scrap"
        UNKNOWN = "unknown", "Unknown"

    part_type = models.CharField("part", max_length=16, choices=PartType.choices)
    name = models.CharField("name", max_length=100)
    description = models.TextField("description", blank=True)
    severity = models.CharField("severity", max_length=16, choices=Severity.choices, default=Severity.UNKNOWN)
    aliases = models.JSONField("other names", default=list, blank=True)
    typical_repairs = models.JSONField("typical repairs", default=list, blank=True)

    class Meta:
        ordering = ["part_type", "name", "pk"]

    def __str__(self) -> str:
        return f"{self.get_part_type_display()}: {self.name}"


class RepairType(CatalogueRow):
    """What can be done to a part, with how it is verified. `level` is the skill it takes."""

    class Level(models.TextChoices):
        """The skill it takes."""

        INTAKE = "L0", "L0 intake"
        SWAP = "L1", "L1 swap"
        BOARD = "L2", "L2 board"
        BGA = "L3", "L3 BGA"

    part_type = models.CharField("part", max_length=16, choices=PartType.choices)
    name = models.CharField("name", max_length=100)
    description = models.TextField("description", blank=True)
    level = models.CharField("level", max_length=2, choices=Level.choices, blank=True)
    tools = models.JSONField("tools", default=list, blank=True)
    consumables = models.JSONField("consumables", default=list, blank=True)
    verification = models.TextField("verified by", blank=True)

    class Meta:
        ordering = ["part_type", "name", "pk"]

    def __str__(self) -> str:
        return f"{self.get_part_type_display()}: {self.name}"


class Service(CatalogueRow):
    """What a customer can be charged for. `price_amount` is the default of a new scope; None: to be agreed.

    A later price changes no scope and no invoice: both keep their own copy.
    """

    name = models.CharField("name", max_length=100)
    description = models.TextField("description", blank=True)
    unit = models.CharField("unit", max_length=30, default="per miner")
    price_amount = models.DecimalField("price", max_digits=12, decimal_places=2, null=True, blank=True)
    currency = models.CharField("currency", max_length=3, default="USD")
    price_note = models.CharField("note on the price", max_length=300, blank=True)
    default_in_scope = models.BooleanField("in a new scope", default=False)
    position = models.PositiveIntegerField("position", default=0)

    class Meta:
        ordering = ["position", "name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(price_amount=None) | Q(price_amount__gte=0), name="service_price_is_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Carrier(CatalogueRow):
    """Who transports. `tracking_url` holds `{number}`; "" when the carrier has no public page per number."""

    NATURAL_KEY = ("name",)

    name = models.CharField("name", max_length=100, unique=True)
    tracking_url = models.CharField("tracking page", max_length=300, blank=True)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class TrackingFormat(CatalogueRow):
    """One shape of a carrier's tracking numbers: a bounded pattern over the number without blanks, and its checksum.

    `checksum` is `{"name": "mod10", …}` over the pattern's `SerialNumber` and `CheckDigit`; empty when there is none.
    """

    carrier = models.ForeignKey(Carrier, verbose_name="carrier", on_delete=models.PROTECT, related_name="formats")
    name = models.CharField("name", max_length=100)
    regex = models.CharField("pattern", max_length=900)
    checksum = models.JSONField("checksum", default=dict, blank=True)
    examples = models.JSONField("examples", default=list, blank=True)

    class Meta:
        ordering = ["carrier__name", "name", "pk"]

    def __str__(self) -> str:
        return self.name


class MacPrefix(CatalogueRow):
    """A MAC prefix seen on machines of a maker: hexadecimal digits without separators. A hint, never a rule."""

    class Kind(models.TextChoices):
        """Whether the prefix is the maker's own, or was only seen."""

        REGISTERED = "ieee_registered", "Registered with IEEE"
        OBSERVED = "observed", "Observed"

    NATURAL_KEY = ("prefix",)

    prefix = models.CharField("prefix", max_length=12, unique=True)
    maker = models.CharField("maker", max_length=60)
    kind = models.CharField("kind", max_length=16, choices=Kind.choices, default=Kind.OBSERVED)
    note = models.CharField("note", max_length=300, blank=True)

    class Meta:
        ordering = ["maker", "prefix", "pk"]
        verbose_name = "MAC prefix"
        verbose_name_plural = "MAC prefixes"

    def __str__(self) -> str:
        return f"{self.prefix} ({self.maker})"


class SerialShape(CatalogueRow):
    """What the serial numbers of a maker's miner or part usually look like. A hint, never a rule.

    `pattern` is over the normalised serial number; "" when no public sample exists.
    """

    maker = models.CharField("maker", max_length=60)
    part_type = models.CharField("part", max_length=16, choices=PartType.choices)
    pattern = models.CharField("pattern", max_length=200, blank=True)
    length = models.PositiveSmallIntegerField("length", null=True, blank=True)
    encodes = models.CharField("what it says", max_length=300, blank=True)
    examples = models.JSONField("examples", default=list, blank=True)
    note = models.CharField("note", max_length=400, blank=True)

    class Meta:
        ordering = ["maker", "part_type", "pk"]

    def __str__(self) -> str:
        return f"{self.maker}: {self.get_part_type_display()}"
