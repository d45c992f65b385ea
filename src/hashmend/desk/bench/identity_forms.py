"""The fields behind the pen: what a person types, beside what they saw when they began."""

from typing import Any, Self

from django import forms

from hashmend.domain.miners.labels import Labels
from hashmend.web.fields import SearchField


def _text(label: str, longest: int, **attrs: Any) -> forms.CharField:
    look = {"autocomplete": "off", "spellcheck": "false", "class": "form-control serial"}
    widget = forms.TextInput(attrs=look | attrs)
    return forms.CharField(label=label, max_length=longest, required=False, strip=True, widget=widget)


def _seen() -> forms.CharField:
    return forms.CharField(required=False, strip=False, widget=forms.HiddenInput())


class PenForm(forms.Form):
    """Serial number and model, as the pen edits them in a row."""

    serial = _text("Serial number", 120, autofocus=True)
    model = SearchField(None, label="Model", required=False)
    seen_serial = _seen()
    seen_model = _seen()

    def __init__(self, *arguments: Any, models: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["model"].queryset = models  # type: ignore[attr-defined]
        self.models = models

    @classmethod
    def showing(cls, labels: Labels, models: Any, *, typed: "PenForm | None" = None) -> Self:
        """Return the form with what stands on the machine now, or with what the person typed over it."""
        seen = {
            "seen_serial": labels.serial,
            "seen_mac": labels.mac,
            "seen_asset_tag": labels.asset_tag,
            "seen_model": str(labels.model.pk) if labels.model else "",
        }
        new = typed.labels if typed else labels
        values = {"serial": new.serial, "mac": new.mac, "asset_tag": new.asset_tag, "model": new.model}
        return cls(initial=values | seen, models=models)

    @property
    def labels(self) -> Labels:
        """Return what the person typed; a field that is not on the form counts as left alone."""
        values = self.cleaned_data
        return Labels(values["serial"], values.get("mac", ""), values.get("asset_tag", ""), values["model"])

    @property
    def seen(self) -> Labels:
        """Return what the person saw when they began."""
        values = self.cleaned_data
        model = self.models.filter(pk=values["seen_model"]).first() if values["seen_model"].isdecimal() else None
        serial, mac, tag = (values.get(f"seen_{name}", "").strip() for name in ("serial", "mac", "asset_tag"))
        return Labels(serial, mac, tag, model)


class IdentityForm(PenForm):
    """Everything that stands on a machine."""

    mac = _text("MAC", 60)
    asset_tag = _text("Asset tag", 60)
    seen_mac = _seen()
    seen_asset_tag = _seen()
    field_order = ("serial", "mac", "asset_tag", "model")
