"""What a customer's person types to ask for repairs. Prices come from the repair centre."""

from typing import Any

from django import forms

from hashmend.domain.catalogue.models import Service
from hashmend.domain.work_orders.operations import RequestDetails, ScopeLine
from hashmend.domain.work_orders.operations.scope import MOST_MACHINES, usual_price
from hashmend.kernel.actor import Actor
from hashmend.web.fields import PdfField


class ServiceChoice(forms.ModelMultipleChoiceField):
    """Services to tick, with their descriptions."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        """Return name and description."""
        return f"{obj.name}: {obj.description}" if obj.description else obj.name


class RequestForm(forms.Form):
    """How many machines, which ones, what is wrong, which services."""

    quantity = forms.IntegerField(
        label="Machines", min_value=1, max_value=MOST_MACHINES, widget=forms.NumberInput(attrs={"data-half": True}),
        help_text="How many you mean to send.",
    )  # fmt: skip
    families = forms.CharField(
        label="Model families", required=False, max_length=300, widget=forms.TextInput(attrs={"data-half": True}),
        help_text="With commas: S19, M30S.",
    )  # fmt: skip
    description = forms.CharField(
        label="What is wrong, what do you want", required=False, max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    services = ServiceChoice(
        None, label="Services", required=False,
        help_text="Tick what you know you want; we add what is missing and send you the prices.",
    )  # fmt: skip
    document = PdfField(label="Document (PDF)", required=False)

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        services = Service.objects.visible_to(actor).active()
        self.fields["services"].queryset = services  # type: ignore[attr-defined]
        self.fields["services"].initial = [service.pk for service in services if service.default_in_scope]

    def details(self, currency: str) -> RequestDetails:
        """Return what was typed, for the operations; prices are the usual ones until somebody agrees on others."""
        data = self.cleaned_data
        return RequestDetails(
            quantity=data["quantity"],
            families=data["families"],
            description=data["description"],
            scope=tuple(ScopeLine(service, usual_price(service, currency)) for service in data["services"]),
            currency=currency,
        )
