"""What a customer's person types about a shipment."""

from django import forms

from hashmend.both.tracking import TrackingForm
from hashmend.domain.logistics.models import Container
from hashmend.domain.logistics.operations import Announcement


class AnnouncementForm(TrackingForm):
    """How many pallets or boxes are on their way, and how."""

    kind = forms.ChoiceField(
        label="What you send", choices=[(Container.Kind.PALLET, "Pallets"), (Container.Kind.BOX, "Boxes")],
        widget=forms.Select(attrs={"data-half": True}),
    )  # fmt: skip
    count = forms.IntegerField(
        label="How many", initial=1, min_value=1, max_value=200,
        widget=forms.NumberInput(attrs={"data-half": True, "inputmode": "numeric"}),
    )  # fmt: skip
    label = forms.CharField(
        label="What is written on them", required=False, max_length=80, help_text="Your own number, if there is one."
    )
    note = forms.CharField(
        label="Note", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="What we should know when it arrives.",
    )  # fmt: skip
    field_order = ("kind", "count", "tracking_number", "carrier", "is_by_hand", "label", "note")

    @property
    def announcement(self) -> Announcement:
        """Return what was entered."""
        data = self.cleaned_data
        return Announcement(data["kind"], data["count"], data["label"], self.tracking, data["note"])
