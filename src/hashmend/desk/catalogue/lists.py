"""One list per catalogue, with the columns and filters that people look for."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.html import format_html

from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.catalogue.bench import BoardNumber, ErrorCode, LogPattern, TestProfile
from hashmend.domain.catalogue.models import (
    Carrier,
    CatalogueRow,
    Confidence,
    Cooling,
    FailureType,
    MacPrefix,
    MinerModel,
    PartType,
    RepairType,
    SerialShape,
    Service,
    TrackingFormat,
)
from hashmend.kernel.actor import Actor
from hashmend.web import components
from hashmend.web.lists import BulkAction, Choice, Column, Empty, Flag, ListPage

STATE = Choice(
    key="state",
    label="Status",
    options_from=(("active", "Active"), ("retired", "Retired")),
    where=lambda values: Q(is_active__in=[value == "active" for value in values]),
)
EDITED = Flag(key="edited", label="Edited here", where=Q(edited_at__isnull=False))
CONFIDENCE = Choice(key="confidence", label="Confidence", options_from=Confidence.choices, counted=True)
PART = Choice(key="part_type", label="Part", options_from=PartType.choices, counted=True)
STATUS_COLUMN = Column(
    "is_active",
    "Status",
    value=lambda row: "Active" if row.is_active else "Retired",
    cell=lambda row: components.status_tag(*(("Active", "success") if row.is_active else ("Retired", "ended"))),
)


def _values_of(model: type[CatalogueRow], field: str) -> Callable[..., list[tuple[str, str]]]:
    """Return the choices of a filter: every value that stands in the catalogue."""

    def options(actor: Actor, **scope: Any) -> list[tuple[str, str]]:
        rows = model.objects.visible_to(actor).exclude(**{field: ""}).order_by(field)
        return [(value, value) for value in rows.values_list(field, flat=True).distinct()]

    return options


def _label(name: str) -> Callable[[Any], str]:
    return lambda row: str(getattr(row, f"get_{name}_display")())


def _list(
    slug: str,
    model: type[CatalogueRow],
    *,
    columns: Sequence[Column],
    search: Sequence[str],
    filters: Sequence[Any] = (),
    sort: str = "",
) -> ListPage:
    def rows(actor: Actor, **scope: Any) -> QuerySet[Any]:
        visible = model.objects.visible_to(actor)
        if model in (MinerModel, FailureType):
            visible = visible.annotate(alias_text=Cast("aliases", TextField()))
        return visible.select_related("carrier") if model is TrackingFormat else visible

    return ListPage(
        name=f"catalogue-{slug}",
        one=str(model._meta.verbose_name),
        many=str(model._meta.verbose_name_plural),
        title=str(model._meta.verbose_name_plural).capitalize(),
        rows=rows,
        columns=(*columns, STATUS_COLUMN, Column("code", "Code", screen=False)),
        filters=(*filters, STATE, EDITED),
        search=("code__icontains", *search),
        sort=sort or columns[0].key,
        link=lambda row: reverse("desk:catalogue-row", args=[slug, row.code]),
        actions=(BulkAction("Retire", "desk:catalogue-rows-retire", Permission.EDIT_CATALOGUES, "archive"),),
        refresh_on=(f"catalogue-{slug}-changed",),
        empty=Empty(
            "Nothing here yet", "The bundled rows arrive with manage.py load_catalogues.", "Add one",
            "desk:catalogue-row-add", Permission.EDIT_CATALOGUES,
        ),
    )  # fmt: skip


def _hashrate(row: MinerModel) -> str:
    return "" if row.nominal_hashrate is None else f"{row.nominal_hashrate.normalize():f} {row.hashrate_unit}"


MINER_MODELS = _list(
    "miner-models",
    MinerModel,
    columns=(
        Column(
            "name", "Model", value=str, sort=("name", "variant"),
            cell=lambda row: format_html('<span class="text-nowrap">{}</span>', row),
        ),
        Column("maker", "Maker", sort=True),
        Column("family", "Family", screen=False),
        Column("algorithm", "Algorithm", sort=True),
        Column("cooling", "Cooling", value=_label("cooling"), sort="cooling"),
        Column("hashboards", "Boards", sort=True, align="end", hint="Hashboards"),
        Column("chips_per_board", "Chips", sort=True, align="end", hint="Chips per hashboard"),
        Column("fans", "Fans", sort=True, align="end"),
        Column("nominal_hashrate", "Hashrate", value=_hashrate, sort=True, align="end"),
        Column("power_w", "Power (W)", sort=True, align="end"),
        Column("confidence", "Confidence", value=_label("confidence"), screen=False),
    ),
    filters=(
        Choice(key="maker", label="Maker", options_from=_values_of(MinerModel, "maker"), counted=True),
        Choice(key="level", label="Kind", options_from=MinerModel.Level.choices, counted=True),
        Choice(key="cooling", label="Cooling", options_from=Cooling.choices, counted=True),
        Choice(key="algorithm", label="Algorithm", options_from=_values_of(MinerModel, "algorithm")),
        CONFIDENCE,
    ),
    search=(
        "name__icontains", "variant__icontains", "maker__icontains", "chip_type__icontains", "alias_text__icontains",
    ),
)  # fmt: skip

FAILURE_TYPES = _list(
    "failure-types",
    FailureType,
    columns=(
        Column("name", "Failure", sort=True),
        Column("part_type", "Part", value=_label("part_type"), sort=True),
        Column("severity", "Severity", value=_label("severity"), sort=True),
        Column("description", "Description"),
    ),
    filters=(
        PART,
        Choice(key="severity", label="Severity", options_from=FailureType.Severity.choices, counted=True),
        CONFIDENCE,
    ),
    search=("name__icontains", "description__icontains", "alias_text__icontains"),
)  # fmt: skip

REPAIR_TYPES = _list(
    "repair-types",
    RepairType,
    columns=(
        Column("name", "Repair", sort=True),
        Column("part_type", "Part", value=_label("part_type"), sort=True),
        Column("level", "Level", value=_label("level"), sort=True),
        Column("description", "Description"),
    ),
    filters=(PART, Choice(key="level", label="Level", options_from=RepairType.Level.choices, counted=True), CONFIDENCE),
    search=("name__icontains", "description__icontains"),
)  # fmt: skip

SERVICES = _list(
    "services",
    Service,
    columns=(
        Column("name", "Service", sort=True),
        Column("position", "No.", sort=True, align="end"),
        Column("unit", "Unit", sort=True),
        Column(
            "price_amount", "Price", sort=True, align="end", currency=lambda row: row.currency,
            cell=lambda row: components.money(row.price_amount, row.currency),
        ),
        Column("default_in_scope", "In a new scope"),
    ),
    filters=(Flag(key="default", label="In a new scope", where=Q(default_in_scope=True)),),
    search=("name__icontains", "description__icontains"),
    sort="position",
)  # fmt: skip

CARRIERS = _list(
    "carriers",
    Carrier,
    columns=(Column("name", "Carrier", sort=True), Column("tracking_url", "Tracking page")),
    search=("name__icontains",),
)  # fmt: skip

TRACKING_FORMATS = _list(
    "tracking-formats",
    TrackingFormat,
    columns=(
        Column("name", "Format", sort=True),
        Column("carrier", "Carrier", sort="carrier__name"),
        Column("regex", "Pattern", cell=lambda row: components.serial(row.regex, copy=False)),
        Column("checksum", "Checksum", value=lambda row: row.checksum.get("name", "")),
    ),
    search=("name__icontains", "carrier__name__icontains"),
)  # fmt: skip

MAC_PREFIXES = _list(
    "mac-prefixes",
    MacPrefix,
    columns=(
        Column("prefix", "Prefix", sort=True, cell=lambda row: components.serial(row.prefix, copy=False)),
        Column("maker", "Maker", sort=True),
        Column("kind", "Kind", value=_label("kind"), sort=True),
        Column("note", "Note"),
    ),
    filters=(Choice(key="kind", label="Kind", options_from=MacPrefix.Kind.choices, counted=True), CONFIDENCE),
    search=("prefix__icontains", "maker__icontains"),
)  # fmt: skip

SERIAL_SHAPES = _list(
    "serial-shapes",
    SerialShape,
    columns=(
        Column("maker", "Maker", sort=True),
        Column("part_type", "Part", value=_label("part_type"), sort=True),
        Column("pattern", "Pattern", cell=lambda row: components.serial(row.pattern, copy=False)),
        Column("length", "Length", sort=True, align="end"),
        Column("note", "Note"),
    ),
    filters=(PART, CONFIDENCE),
    search=("maker__icontains", "pattern__icontains"),
)  # fmt: skip

LOG_PATTERNS = _list(
    "log-patterns",
    LogPattern,
    columns=(
        Column("pattern", "Pattern", cell=lambda row: components.serial(row.pattern, copy=False)),
        Column("failure_code", "Failure", sort=True),
        Column("part_type", "Part", value=_label("part_type"), sort=True),
        Column("rule", "Condition"),
        Column("is_benign", "Healthy too", sort=True, hint="Seen on healthy machines: proposes nothing"),
        Column("maker", "Maker", sort=True),
        Column("platform", "Firmware", screen=False),
        Column("sample", "Sample", screen=False),
    ),
    filters=(
        PART,
        Choice(key="maker", label="Maker", options_from=_values_of(LogPattern, "maker"), counted=True),
        Flag(key="benign", label="Seen on healthy machines", where=Q(is_benign=True)),
        CONFIDENCE,
    ),
    search=("pattern__icontains", "sample__icontains", "explanation__icontains", "failure_code__icontains"),
    sort="failure_code",
)  # fmt: skip

ERROR_CODES = _list(
    "error-codes",
    ErrorCode,
    columns=(
        Column("shown", "Code", sort=True, cell=lambda row: components.serial(row.shown, copy=False)),
        Column("message", "Meaning"),
        Column("part_type", "Part", value=_label("part_type"), sort=True),
        Column("failure_code", "Failure", sort=True),
        Column("maker", "Maker", sort=True),
        Column("system", "Kind", screen=False),
    ),
    filters=(
        Choice(key="maker", label="Maker", options_from=_values_of(ErrorCode, "maker"), counted=True),
        PART,
        CONFIDENCE,
    ),
    search=("shown__icontains", "message__icontains", "failure_code__icontains"),
)  # fmt: skip

BOARD_NUMBERS = _list(
    "board-numbers",
    BoardNumber,
    columns=(
        Column("number", "Part number", sort=True, cell=lambda row: components.serial(row.number, copy=False)),
        Column("chip_type", "Chip", sort=True),
        Column("chips", "Chips", sort=True, align="end"),
        Column("family", "Family", sort=True, hint="The first bytes of the board's EEPROM"),
        Column("used_in", "Used in", value=lambda row: ", ".join(row.used_in)),
    ),
    filters=(CONFIDENCE,),
    search=("number__icontains", "chip_type__icontains"),
)

TEST_PROFILES = _list(
    "test-profiles",
    TestProfile,
    columns=(
        Column("name", "Profile", sort=True),
        Column("position", "No.", sort=True, align="end"),
        Column("minutes", "Minutes", sort=True, align="end"),
        Column("warm_up_minutes", "Warm-up", align="end", hint="Minutes of warm-up, not judged"),
        Column("least_share", "Hashrate (%)", align="end", hint="Share of the nominal hashrate, at least"),
        Column("all_chips", "All chips"),
        Column("all_fans", "All fans"),
        Column("hottest_c", "At most (°C)", align="end"),
        Column("most_errors_share", "Errors (%)", align="end", hint="Hardware errors, at most"),
    ),
    search=("name__icontains",),
    sort="position",
)

LISTS: dict[str, tuple[type[CatalogueRow], ListPage]] = {
    "miner-models": (MinerModel, MINER_MODELS),
    "failure-types": (FailureType, FAILURE_TYPES),
    "repair-types": (RepairType, REPAIR_TYPES),
    "services": (Service, SERVICES),
    "carriers": (Carrier, CARRIERS),
    "tracking-formats": (TrackingFormat, TRACKING_FORMATS),
    "mac-prefixes": (MacPrefix, MAC_PREFIXES),
    "serial-shapes": (SerialShape, SERIAL_SHAPES),
    "log-patterns": (LogPattern, LOG_PATTERNS),
    "error-codes": (ErrorCode, ERROR_CODES),
    "board-numbers": (BoardNumber, BOARD_NUMBERS),
    "test-profiles": (TestProfile, TEST_PROFILES),
}
