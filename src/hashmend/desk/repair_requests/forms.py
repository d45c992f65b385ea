"""Forms about repair requests."""

from typing import Any

from django import forms
from django.http import QueryDict

from hashmend.desk.repair_requests.scope import ScopeForm
from hashmend.domain.catalogue.models import Service
from hashmend.domain.customers.models import Customer
from hashmend.domain.work_orders.operations import RequestDetails
from hashmend.domain.work_orders.operations.scope import MOST_MACHINES
from hashmend.kernel.actor import Actor
from hashmend.kernel.money import CURRENCIES
from hashmend.web.fields import DateInput, PdfField, SearchField


class RequestForm(ScopeForm):
    """What a customer asks for. On a new request the customer is chosen too; `version` is the one the person saw."""

    customer = SearchField(None, label="Customer", help_text="Type a part of the name.")
    quantity = forms.IntegerField(
        label="Machines", min_value=1, max_value=MOST_MACHINES, widget=forms.NumberInput(attrs={"data-half": True}),
        help_text="How many the customer means to send.",
    )  # fmt: skip
    families = forms.CharField(
        label="Model families", required=False, max_length=300, widget=forms.TextInput(attrs={"data-half": True}),
        help_text="With commas: S19, M30S.",
    )  # fmt: skip
    currency = forms.ChoiceField(
        label="Currency", required=False, widget=forms.Select(attrs={"data-half": True}),
        choices=[("", "The customer's own"), *((code, code) for code in CURRENCIES)],
    )  # fmt: skip
    due_on = forms.DateField(label="Due", required=False, widget=DateInput(attrs={"data-half": True}))
    description = forms.CharField(
        label="What is wrong, what is wanted", required=False, max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    document = PdfField(label="Document (PDF)", required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        actor: Actor,
        without: tuple[str, ...] = (),
        needs_prices: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(data, services=Service.objects.visible_to(actor), **options)
        self.needs_prices = needs_prices
        for name in without:
            del self.fields[name]
        if "customer" in self.fields:
            chosen: Any = self.fields["customer"]
            chosen.queryset = Customer.objects.visible_to(actor).active().order_by("alias")

    def clean(self) -> dict[str, Any]:
        """Where prices have to be agreed, say at its field which one is missing."""
        data = super().clean()
        customer = data.get("customer")
        if self.needs_prices and customer:
            currency = data.get("currency") or customer.currency
            for line in self.scope(currency):
                name = f"price_{line.service.pk}"
                if line.price is None and name not in self.errors:
                    self.add_error(name, f"Give a price: the catalogue has none in {currency}.")
        return data

    def details(self, own_currency: str) -> RequestDetails:
        """Return what was typed, for the operations; `own_currency` is the customer's."""
        data = self.cleaned_data
        currency = data.get("currency") or own_currency
        return RequestDetails(
            quantity=data["quantity"],
            families=data["families"],
            description=data["description"],
            scope=self.scope(currency),
            fees=self.fees(),
            currency=currency,
        )


class ApproveForm(forms.Form):
    """What an approval may add."""

    due_on = forms.DateField(
        label="Due", required=False, widget=DateInput, help_text="By when the work order should be done."
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class DenyForm(forms.Form):
    """Why a request is denied."""

    reason = forms.CharField(
        label="Reason", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The customer reads it.",
    )  # fmt: skip


class DocumentForm(forms.Form):
    """A document to keep with a request."""

    document = PdfField(label="Document (PDF)")
