"""Forms of the catalogues: shape and types of what is typed. Lists are typed one entry per line."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import escape

from hashmend.domain.catalogue.bench import BoardNumber, ErrorCode, LogPattern, TestProfile
from hashmend.domain.catalogue.models import (
    Carrier,
    CatalogueRow,
    FailureType,
    MacPrefix,
    MinerModel,
    RepairType,
    SerialShape,
    Service,
    TrackingFormat,
)
from hashmend.kernel.actor import Actor
from hashmend.web.fields import MoneyField, SearchField

RESERVED_CODES = {"new", "prices", "retire", "restore"}
_BIN = re.compile(r"(?P<value>\d{1,7}(?:\.\d{1,3})?)\s*(?P<unit>[kMGTP]?(?:H|Sol)/s)(?:[\s,]+(?P<power>\d{1,6})\s*W)?")


class LinesField(forms.CharField):
    """A list of words, one per line."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("required", False)
        options.setdefault("help_text", "One per line.")
        super().__init__(widget=forms.Textarea(attrs={"rows": 3}), max_length=5000, **options)

    def prepare_value(self, value: Any) -> Any:
        """Return the list as lines."""
        return "\n".join(map(str, value)) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        """Return the lines as a list, each once."""
        text = super().to_python(value) or ""
        return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare as lists."""
        return list(initial or []) != self.to_python(data)

    def run_validators(self, value: Any) -> None:
        """Check the length of the whole."""
        super().run_validators("\n".join(map(str, value)))


class BinsField(LinesField):
    """Nominal hashrate bins, each as "104 TH/s 3068 W"; the power may be missing."""

    def prepare_value(self, value: Any) -> Any:
        """Return the bins as lines."""
        if not isinstance(value, list):
            return value
        return "\n".join(bin_words(one) for one in value)

    def to_python(self, value: Any) -> Any:
        """Return the lines as bins."""
        bins = []
        for line in super().to_python(value):
            match = _BIN.fullmatch(line)
            if match is None:
                raise ValidationError(f"“{line}” is not a bin: write it as 104 TH/s 3068 W.")
            number = float(match["value"])
            one: dict[str, Any] = {"value": int(number) if number.is_integer() else number, "unit": match["unit"]}
            bins.append(one | ({"power_w": int(match["power"])} if match["power"] else {}))
        return bins

    def run_validators(self, value: Any) -> None:
        """Check the number of bins."""
        if len(value) > 50:
            raise ValidationError("A model has at most 50 bins.")


def bin_words(one: dict[str, Any]) -> str:
    """Return a bin as people write it."""
    return f"{one['value']} {one['unit']}" + (f" {one['power_w']} W" if one.get("power_w") else "")


class RowForm(forms.ModelForm):
    """Base of every catalogue's form. `code` is given once and stays; `version` is what the person saw."""

    halves: ClassVar[Sequence[str]] = ()
    """Fields that share their line with a neighbour."""
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in self.halves:
            self.fields[name].widget.attrs["data-half"] = True
        if self.instance.pk:
            del self.fields["code"]
            self.initial["version"] = self.instance.version
        for name, rows in self.choices_of(actor).items():
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows

    def choices_of(self, actor: Actor) -> dict[str, Any]:
        """Return the rows that fields naming another catalogue may choose from."""
        return {}

    def clean_code(self) -> str:
        """Refuse a code that would hide a page."""
        code: str = self.cleaned_data["code"]
        if code.lower() in RESERVED_CODES:
            raise ValidationError(f"“{code}” cannot be a code: choose another.")
        return code

    @property
    def values(self) -> dict[str, Any]:
        """Return what was typed, by field of the catalogue."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class MinerModelForm(RowForm):
    """A miner model."""

    halves = (
        "maker", "family", "name", "variant", "level", "base_model", "algorithm", "cooling", "hashboards",
        "chips_per_board", "chip_type", "control_boards", "psus", "fans", "nominal_hashrate", "hashrate_unit",
        "power_w", "confidence",
    )  # fmt: skip
    base_model = SearchField(None, label="Trade model", required=False, help_text="Of a hardware variant only.")
    aliases = LinesField(label="Other names")
    hashrate_bins = BinsField(label="Hashrate bins", help_text="One per line, like 104 TH/s 3068 W.")

    class Meta:
        model = MinerModel
        fields: ClassVar[Sequence[str]] = (
            "code", "maker", "family", "name", "variant", "level", "base_model", "algorithm", "cooling", "hashboards",
            "chips_per_board", "chip_type", "control_boards", "psus", "fans", "nominal_hashrate", "hashrate_unit",
            "power_w", "confidence", "hashrate_bins", "aliases", "source", "notes",
        )  # fmt: skip

    def choices_of(self, actor: Actor) -> dict[str, Any]:
        """Offer trade models."""
        return {"base_model": MinerModel.objects.visible_to(actor).filter(level=MinerModel.Level.MODEL)}


class FailureTypeForm(RowForm):
    """A failure type."""

    aliases = LinesField(label="Other names")
    typical_repairs = LinesField(label="Typical repairs", help_text="Codes of repair types, one per line.")

    class Meta:
        model = FailureType
        fields: ClassVar[Sequence[str]] = (
            "code", "part_type", "name", "description", "severity", "aliases", "typical_repairs", "confidence",
            "source",
        )  # fmt: skip


class RepairTypeForm(RowForm):
    """A repair type."""

    tools = LinesField(label="Tools")
    consumables = LinesField(label="Consumables")

    class Meta:
        model = RepairType
        fields: ClassVar[Sequence[str]] = (
            "code", "part_type", "name", "description", "level", "tools", "consumables", "verification", "confidence",
            "source",
        )  # fmt: skip


class ServiceForm(RowForm):
    """A service and its default price."""

    price_amount = MoneyField(label="Price", required=False, help_text="Empty: to be agreed.")

    class Meta:
        model = Service
        fields: ClassVar[Sequence[str]] = (
            "code", "name", "description", "unit", "price_amount", "currency", "price_note", "default_in_scope",
            "position",
        )  # fmt: skip


class CarrierForm(RowForm):
    """A carrier and its tracking page."""

    class Meta:
        model = Carrier
        fields: ClassVar[Sequence[str]] = ("code", "name", "tracking_url")
        help_texts: ClassVar = {"tracking_url": "Starts with https:// and holds {number}; empty when there is none."}


class TrackingFormatForm(RowForm):
    """A shape of tracking numbers."""

    examples = LinesField(label="Examples")

    class Meta:
        model = TrackingFormat
        fields: ClassVar[Sequence[str]] = ("code", "carrier", "name", "regex", "examples")
        help_texts: ClassVar = {
            "regex": "Over the number without blanks, each repetition with a length: 1Z[A-Z0-9]{16}"
        }

    def choices_of(self, actor: Actor) -> dict[str, Any]:
        """Offer carriers that are in use."""
        return {"carrier": Carrier.objects.visible_to(actor).active()}


class MacPrefixForm(RowForm):
    """A MAC prefix."""

    class Meta:
        model = MacPrefix
        fields: ClassVar[Sequence[str]] = ("code", "prefix", "maker", "kind", "note", "confidence", "source")

    def clean_prefix(self) -> str:
        """Return 6 to 12 hexadecimal digits without separators."""
        digits = re.sub(r"[\s:.\-]", "", self.cleaned_data["prefix"]).upper()
        if not re.fullmatch(r"[0-9A-F]{6,12}", digits):
            raise ValidationError("A prefix has 6 to 12 hexadecimal digits, like E0:A5:09.")
        return digits


class SerialShapeForm(RowForm):
    """A serial number shape."""

    examples = LinesField(label="Examples")

    class Meta:
        model = SerialShape
        fields: ClassVar[Sequence[str]] = (
            "code", "maker", "part_type", "pattern", "length", "encodes", "examples", "note", "confidence", "source",
        )  # fmt: skip


class LogPatternForm(RowForm):
    """A line of logs."""

    halves = ("maker", "platform", "part_type", "failure_code", "rule", "confidence")

    class Meta:
        model = LogPattern
        fields: ClassVar[Sequence[str]] = (
            "code", "maker", "platform", "pattern", "sample", "part_type", "failure_code", "rule", "is_benign",
            "explanation", "suggested_action", "confidence", "source",
        )  # fmt: skip
        help_texts: ClassVar = {
            "pattern": "A regular expression, searched in each line. A group named chain, slot or fan tells the slot.",
            "failure_code": "Code of a failure type; empty when the line only informs.",
            "rule": "Like “found < chips”, “codes code” or “bits err”; empty when the line alone says it.",
        }


class ErrorCodeForm(RowForm):
    """An error code."""

    halves = ("maker", "system", "shown", "failure_code", "part_type", "confidence")

    class Meta:
        model = ErrorCode
        fields: ClassVar[Sequence[str]] = (
            "code", "maker", "system", "shown", "message", "part_type", "failure_code", "confidence", "source",
        )  # fmt: skip
        help_texts: ClassVar = {
            "shown": "As the firmware shows it; x stands for any digit.",
            "message": "{n} is the first of those digits, {c} the last three.",
            "failure_code": "Code of a failure type; empty when the code only informs.",
        }


class BoardNumberForm(RowForm):
    """A part number of hashboards."""

    halves = ("chip_type", "chips")
    used_in = LinesField(label="Used in")

    class Meta:
        model = BoardNumber
        fields: ClassVar[Sequence[str]] = (
            "code", "number", "chip_type", "chips", "family", "used_in", "confidence", "source",
        )  # fmt: skip
        help_texts: ClassVar = {"family": "The first bytes of its EEPROM, such as 04 11: families never mix."}


class TestProfileForm(RowForm):
    """A profile of stress tests."""

    __test__ = False
    halves = ("minutes", "warm_up_minutes", "least_share", "most_errors_share", "hottest_c", "position")

    class Meta:
        model = TestProfile
        fields: ClassVar[Sequence[str]] = (
            "code", "name", "minutes", "warm_up_minutes", "least_share", "most_errors_share", "hottest_c", "position",
            "all_chips", "all_fans", "source",
        )  # fmt: skip
        help_texts: ClassVar = {"minutes": "From start to end, with the warm-up.", "hottest_c": "Empty: not judged."}


FORMS: dict[type[CatalogueRow], type[RowForm]] = {
    MinerModel: MinerModelForm,
    FailureType: FailureTypeForm,
    RepairType: RepairTypeForm,
    Service: ServiceForm,
    Carrier: CarrierForm,
    TrackingFormat: TrackingFormatForm,
    MacPrefix: MacPrefixForm,
    SerialShape: SerialShapeForm,
    LogPattern: LogPatternForm,
    ErrorCode: ErrorCodeForm,
    BoardNumber: BoardNumberForm,
    TestProfile: TestProfileForm,
}


class PricesForm(forms.Form):
    """One price per service; an empty one is to be agreed."""

    def __init__(self, *args: Any, services: Iterable[Service], **options: Any) -> None:
        super().__init__(*args, **options)
        self.services = {f"price-{service.pk}": service for service in services}
        for name, service in self.services.items():
            self.fields[name] = MoneyField(
                label=f"{service.name} ({service.unit}, {service.currency})",
                required=False,
                initial=service.price_amount,
                help_text=escape(service.price_note),
            )

    @property
    def changed_prices(self) -> dict[int, Decimal | None]:
        """Return the prices that differ from what the page showed, by service."""
        return {self.services[name].pk: self.cleaned_data[name] for name in self.changed_data}
