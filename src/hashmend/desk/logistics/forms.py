"""Forms of logistics."""

from typing import Any

from django import forms

from hashmend.both.tracking import TrackingForm
from hashmend.domain.catalogue.queries import model_choices
from hashmend.domain.customers.models import Customer
from hashmend.domain.logistics.models import Container, Direction
from hashmend.kernel.actor import Actor
from hashmend.web.fields import FilesField, MomentField, ScanField, SearchField, Suggestions


class ShipmentForm(TrackingForm):
    """A new shipment."""

    customer = SearchField(None)
    direction = forms.ChoiceField(choices=Direction.choices, widget=forms.RadioSelect)
    note = forms.CharField(required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    field_order = ("customer", "direction", "tracking_number", "carrier", "is_by_hand", "note")

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, actor=actor, **options)
        self.fields["customer"].queryset = Customer.objects.visible_to(actor).order_by("alias")  # type: ignore[attr-defined]


class MomentForm(forms.Form):
    """When something happened."""

    at = MomentField(required=False, label="When", help_text="Leave it empty for now.")


class ContainersForm(forms.Form):
    """New containers of an order."""

    direction = forms.ChoiceField(choices=Direction.choices, widget=forms.RadioSelect)
    kind = forms.ChoiceField(choices=Container.Kind.choices, widget=forms.Select(attrs={"data-half": True}))
    count = forms.IntegerField(
        label="How many", initial=1, min_value=1, max_value=200,
        widget=forms.NumberInput(attrs={"data-half": True, "inputmode": "numeric"}),
    )  # fmt: skip
    label = forms.CharField(required=False, max_length=80, help_text="What is written on it, if anything.")


class LabelForm(forms.Form):
    """What is written on a container."""

    label = forms.CharField(required=False, max_length=80)


class ScanForm(forms.Form):
    """One machine at the dock: its serial number by scan, the rest when it is at hand."""

    use_required_attribute = False  # One of serial number, MAC and asset tag is enough: the operation says so.

    serial = ScanField(label="Serial number", max_length=120)
    mac = ScanField(label="MAC", required=False, max_length=60)
    model = forms.CharField(required=False, max_length=120, widget=Suggestions)
    asset_tag = forms.CharField(required=False, max_length=60)
    keep_model = forms.BooleanField(required=False, initial=True, label="Keep the model for the next one")

    def __init__(self, *args: Any, with_mac: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["serial"].widget.attrs["data-scan-focus"] = True
        self.fields["serial"].required = not self.is_bound
        if not with_mac:
            self.fields["mac"].widget.attrs.pop("data-scan")

    def offer_models(self) -> "ScanForm":
        """Read the models to suggest; a scan that is answered with its line alone needs none."""
        self.fields["model"].widget.suggestions = [choice.label for choice in model_choices()]  # type: ignore[attr-defined]
        return self


class PackScanForm(forms.Form):
    """One machine on its way into a container."""

    serial = ScanField(label="Serial number or MAC", max_length=120)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["serial"].widget.attrs["data-scan-focus"] = True


class DamageForm(forms.Form):
    """Shipping damage, on the container or on one machine of it."""

    machine = SearchField(
        None, required=False, label_of=lambda job: f"{job.miner} (#{job.position})",
        help_text="Leave it empty for damage on the container itself.",
    )  # fmt: skip
    description = forms.CharField(required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    photos = FilesField(
        required=False, accept="image/jpeg,image/png,image/webp",
        help_text="Up to 20 photos of 15 MB each: JPEG, PNG or WebP.",
    )  # fmt: skip

    def __init__(self, *args: Any, jobs: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["machine"].queryset = jobs  # type: ignore[attr-defined]


class PhotosForm(forms.Form):
    """More photos of damage noted before."""

    photos = FilesField(accept="image/jpeg,image/png,image/webp")
