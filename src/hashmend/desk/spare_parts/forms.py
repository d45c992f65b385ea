"""Forms of the spare stock."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from hashmend.domain.catalogue.models import MinerModel
from hashmend.domain.customers.models import Customer
from hashmend.domain.intake.reading.grid import MAX_BYTES
from hashmend.domain.intake.spares import Spares, Usual, read_spares
from hashmend.domain.miners.models import Miner
from hashmend.domain.parts.entries import SpareEntry
from hashmend.domain.parts.models import SLOT_TYPES, Condition
from hashmend.domain.parts.operations import Correction
from hashmend.domain.parts.operations.stock import STOCKED_CONDITIONS
from hashmend.kernel.actor import Actor
from hashmend.kernel.identifiers import normal_mac, normal_serial
from hashmend.web.fields import FilesField, ScanField, SearchField

MOST_AT_ONCE = 500
_KINDS = [(kind.value, kind.label) for kind in SLOT_TYPES]
_CONDITIONS = [(str(one), Condition(one).label) for one in STOCKED_CONDITIONS]
_HALF = {"data-half": True}


class ReceiveForm(forms.Form):
    """Spares of one kind that came together: one serial number a line, or how many without any."""

    part_type = forms.ChoiceField(label="Kind", choices=_KINDS, widget=forms.Select(attrs=_HALF))
    condition = forms.ChoiceField(choices=_CONDITIONS, initial=Condition.GOOD, widget=forms.Select(attrs=_HALF))
    model = SearchField(None, label="Fits", required=False, help_text="The miner model; empty when not known.")
    serials = forms.CharField(
        label="Serial numbers", required=False, max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 6, "class": "form-control scan", "spellcheck": "false"}),
        help_text="One a line: scan them one after another.",
    )  # fmt: skip
    count = forms.IntegerField(
        label="How many without a serial number", required=False, min_value=0, max_value=MOST_AT_ONCE,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    source = forms.CharField(
        label="Source", max_length=120, help_text="The purchase, such as supplier and order number."
    )
    shelf = forms.CharField(required=False, max_length=60, widget=forms.TextInput(attrs=_HALF))
    part_number = forms.CharField(required=False, max_length=40, widget=forms.TextInput(attrs=_HALF))
    hash_bin = forms.CharField(label="Bin", required=False, max_length=20)
    owner = SearchField(None, required=False, help_text="A customer; empty: the repair centre.")
    despite = forms.BooleanField(
        label="Receive them although a part with that number is known", required=False,
        help_text="For one that came back without its machine, or two parts that do share a number.",
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        offer_models(self, actor)
        offer_owners(self, actor)

    def clean_serials(self) -> list[str]:
        """Return the serial numbers as typed."""
        lines = [line.strip() for line in self.cleaned_data["serials"].splitlines()]
        serials = [line for line in lines if line]
        if too_long := next((serial for serial in serials if len(serial) > 80), ""):
            raise ValidationError(f"{too_long[:40]}… is longer than 80 characters: write one serial number a line.")
        return serials

    def clean(self) -> dict[str, Any]:
        """Refuse to receive nothing, or more than a list should be used for."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        number = len(cleaned.get("serials", ())) + (cleaned.get("count") or 0)
        if "serials" in cleaned and number == 0:
            self.add_error("serials", "Scan a serial number, or say how many came without one.")
        if number > MOST_AT_ONCE:
            self.add_error("serials", f"These are {number} parts: receive up to {MOST_AT_ONCE} here, more by a list.")
        return cleaned

    def entries(self) -> list[SpareEntry]:
        """Return the spares."""
        given = self.cleaned_data
        names = ("part_type", "condition", "model", "source", "shelf", "part_number", "hash_bin", "owner")
        alike = {name: given[name] for name in names}
        return [
            SpareEntry(serial_typed=serial, **alike) for serial in [*given["serials"], *[""] * (given["count"] or 0)]
        ]


class LabelForm(forms.Form):
    """What stands on the label of a spare; empty when nothing does."""

    serial = ScanField(label="Serial number", required=False, max_length=80)
    part_number = forms.CharField(required=False, max_length=40, widget=forms.TextInput(attrs=_HALF))
    hash_bin = forms.CharField(label="Bin", required=False, max_length=20, widget=forms.TextInput(attrs=_HALF))


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(max_length=200)


class CorrectForm(ReasonForm):
    """What is set right; empty fields leave things as they are."""

    condition = forms.ChoiceField(choices=[("", "Unchanged"), *_CONDITIONS], required=False)
    model = SearchField(None, label="Fits", required=False, help_text="Empty: unchanged.")
    shelf = forms.CharField(required=False, max_length=60, help_text="Empty: unchanged.")
    has_no_shelf = forms.BooleanField(label="On no shelf any more", required=False)
    source = forms.CharField(required=False, max_length=120, help_text="The purchase. Empty: unchanged.")
    owner = SearchField(None, required=False, help_text="A customer. Empty: unchanged.")
    is_ours = forms.BooleanField(label="The repair centre’s own", required=False)
    field_order = ("condition", "model", "shelf", "has_no_shelf", "source", "owner", "is_ours", "reason")

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        offer_models(self, actor)
        offer_owners(self, actor)

    def clean(self) -> dict[str, Any]:
        """Refuse a shelf and none, an owner and the house."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("shelf") and cleaned.get("has_no_shelf"):
            self.add_error("has_no_shelf", "Name a shelf, or say that they are on none.")
        if cleaned.get("owner") and cleaned.get("is_ours"):
            self.add_error("is_ours", "Name a customer, or say that they are the repair centre’s.")
        return cleaned

    def correction(self) -> Correction:
        """Return what is set right."""
        given = self.cleaned_data
        shelf = "" if given["has_no_shelf"] else given["shelf"] or None
        return Correction(
            reason=given["reason"], condition=given["condition"] or None, model=given["model"], shelf=shelf,
            source=given["source"] or None, owner=given["owner"], is_ours=given["is_ours"],
        )  # fmt: skip


class WriteOffForm(ReasonForm):
    """Why spares leave the stock."""

    is_scrap = forms.BooleanField(label="They are scrap", required=False)
    field_order = ("reason", "is_scrap")


class PutBackForm(ReasonForm):
    """Why, and to which shelf."""

    shelf = forms.CharField(required=False, max_length=60)


class ReserveForm(forms.Form):
    """The machine that spares are kept for, typed or scanned."""

    miner = ScanField(label="Miner", max_length=120, help_text="Its serial number, MAC or asset tag.")

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        self.actor = actor

    def clean_miner(self) -> Miner:
        """Return the machine; none or several are an error."""
        text = self.cleaned_data["miner"]
        named = Q(asset_tag=text)
        if serial := normal_serial(text):
            named |= Q(serial=serial)
        if mac := normal_mac(text):
            named |= Q(mac=mac)
        found = list(Miner.objects.visible_to(self.actor).filter(named)[:2])
        if len(found) != 1:
            reason = "belongs to several miners: use its serial number" if found else "is no miner we know"
            raise ValidationError(f"“{text}” {reason}.")
        return found[0]


class LevelForm(forms.Form):
    """How many spares there should be."""

    part_type = forms.ChoiceField(label="Kind", choices=_KINDS)
    model = SearchField(None, label="For", required=False, help_text="The miner model; empty: of any model.")
    at_least = forms.IntegerField(
        label="At least", min_value=0, max_value=100_000, help_text="0 when no number is wanted any more.",
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        offer_models(self, actor)


def offer_models(form: forms.Form, actor: Actor) -> None:
    """Let the form's field `model` find the models that may be chosen."""
    rows = MinerModel.objects.visible_to(actor).active().order_by("name", "variant", "pk")
    form.fields["model"].queryset = rows.only("name", "variant")  # type: ignore[attr-defined]


def offer_owners(form: forms.Form, actor: Actor) -> None:
    """Let the form's field `owner` find the customers."""
    form.fields["owner"].queryset = Customer.objects.visible_to(actor).order_by("alias")  # type: ignore[attr-defined]


class ListForm(forms.Form):
    """A list of spares: a file, or rows pasted from a spreadsheet."""

    file = FilesField(
        label="The list", required=False, accept=".csv,.tsv,.txt,.xlsx", several=False,
        help_text="CSV, TSV or XLSX. Its first row names the columns, as the list's own export does.",
    )  # fmt: skip
    text = forms.CharField(
        label="Or paste it", required=False, max_length=1_000_000,
        widget=forms.Textarea(attrs={"rows": 5, "class": "form-control scan", "spellcheck": "false"}),
    )  # fmt: skip
    part_type = forms.ChoiceField(
        label="Kind, where the list does not say", choices=[("", "The list says"), *_KINDS], required=False
    )
    condition = forms.ChoiceField(
        label="Condition, where the list does not say", choices=_CONDITIONS, initial=Condition.UNKNOWN
    )
    source = forms.CharField(label="Source, where the list does not say", required=False, max_length=120)

    def clean(self) -> dict[str, Any]:
        """Refuse neither a file nor text."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not cleaned["file"] and not cleaned["text"].strip():
            self.add_error("file", "Choose a file, or paste the list.")
        return cleaned

    def read(self, actor: Actor) -> Spares:
        """Return what receiving the list would do; refuses what is no list."""
        given = self.cleaned_data
        usual = Usual(**{name: given[name] for name in ("part_type", "condition", "source")})
        if given["file"]:
            (file,) = given["file"]
            return read_spares(file.read(MAX_BYTES + 1), file.name or "The list", usual, actor)
        return read_spares(given["text"].encode(), "The pasted list", usual, actor)
