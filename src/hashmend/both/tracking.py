"""How a shipment travels, as people on both sides type it."""

from typing import Any

from django import forms

from hashmend.domain.catalogue.models import Carrier
from hashmend.domain.logistics.operations import Tracking
from hashmend.kernel.actor import Actor


class TrackingForm(forms.Form):
    """How a shipment travels."""

    tracking_number = forms.CharField(
        max_length=100, required=False, help_text="The carrier is recognised from the number.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "form-control scan"}),
    )  # fmt: skip
    carrier: "forms.ModelChoiceField[Carrier]" = forms.ModelChoiceField(
        None, required=False, empty_label="Recognise it from the number"
    )
    is_by_hand = forms.BooleanField(required=False, label="By hand: delivered or picked up without a carrier")

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        carriers = Carrier.objects.visible_to(actor).active()
        self.fields["carrier"].queryset = carriers  # type: ignore[attr-defined]

    @property
    def tracking(self) -> Tracking:
        """Return what was entered."""
        data = self.cleaned_data
        return Tracking(data["tracking_number"], data["carrier"], is_by_hand=data["is_by_hand"])
