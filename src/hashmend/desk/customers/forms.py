"""Forms about customers."""

from typing import Any

from django import forms

from hashmend.domain.customers.models import Address, Customer
from hashmend.domain.customers.operations import AddressDetails, ContactDetails, CustomerDetails, Term
from hashmend.kernel.money import CURRENCIES
from hashmend.web.fields import DateInput, PdfField


def _text(label: str, most: int, *, required: bool = False, half: bool = True, **more: Any) -> forms.CharField:
    attrs = {"data-half": True} if half else {}
    return forms.CharField(label=label, max_length=most, required=required, widget=forms.TextInput(attrs=attrs), **more)


class CustomerForm(forms.Form):
    """Everything known of a customer. `version` is the one the person saw."""

    alias = _text("Alias", 60, required=True, help_text="The short name used on the floor and in lists.")
    email = forms.EmailField(
        label="E-mail", max_length=254, help_text="Where we reach them.",
        widget=forms.EmailInput(attrs={"data-half": True}),
    )  # fmt: skip
    company_name = _text("Company name", 160, half=False, help_text="As on invoices; empty: the alias.")
    phone = _text("Phone", 40)
    tax_number = _text("Tax number", 40)
    currency = forms.ChoiceField(
        label="Currency", choices=[(code, code) for code in CURRENCIES],
        widget=forms.Select(attrs={"data-half": True}),
    )  # fmt: skip
    tax_percent = forms.DecimalField(
        label="Tax (%)", max_digits=5, decimal_places=2, min_value=0, max_value=100, initial="0.00",
        widget=forms.NumberInput(attrs={"data-half": True, "step": "0.01"}),
    )  # fmt: skip
    payment_days = forms.IntegerField(
        label="Payment term (days)", min_value=0, max_value=365, initial=14,
        help_text="From issue until an invoice is due.",
    )  # fmt: skip
    has_credit_terms = forms.BooleanField(label="May receive containers before paying (credit terms)", required=False)
    internal_note = forms.CharField(
        label="Internal note", required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Never shown to the customer.",
    )  # fmt: skip
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def details(self) -> CustomerDetails:
        """Return what was typed, for the operations."""
        return CustomerDetails(**{k: v for k, v in self.cleaned_data.items() if k != "version"})

    @staticmethod
    def initial_of(customer: Customer) -> dict[str, Any]:
        """Return what the form shows for a customer."""
        return {name: getattr(customer, name) for name in CustomerForm.base_fields}


class ContactForm(forms.Form):
    """A person to talk to."""

    name = _text("Name", 120, required=True, half=False)
    position = _text("Position", 80, half=False)
    email = forms.EmailField(
        label="E-mail", max_length=254, required=False, widget=forms.EmailInput(attrs={"data-half": True})
    )
    phone = _text("Phone", 40)

    def details(self) -> ContactDetails:
        """Return what was typed, for the operations."""
        return ContactDetails(**self.cleaned_data)


class AddressForm(forms.Form):
    """A place to ship to or to write on an invoice."""

    use = forms.ChoiceField(label="For", choices=Address.Use.choices, widget=forms.RadioSelect)
    lines = forms.CharField(
        label="Address", max_length=600, widget=forms.Textarea(attrs={"rows": 4}), help_text="As written on a label."
    )
    country = _text("Country", 60, half=False)

    def details(self) -> AddressDetails:
        """Return what was typed, for the operations."""
        return AddressDetails(**self.cleaned_data)


class AgreementForm(forms.Form):
    """A signed agreement and the days it holds."""

    pdf = PdfField(label="Signed agreement (PDF)")
    starts_on = forms.DateField(label="Holds from", widget=DateInput(attrs={"data-half": True}))
    ends_on = forms.DateField(
        label="Until", required=False, widget=DateInput(attrs={"data-half": True}), help_text="Empty: without an end."
    )

    warranty_days = forms.IntegerField(
        label="Repair warranty (days)", required=False, min_value=1, max_value=3650,
        widget=forms.NumberInput(attrs={"data-half": True}),
        help_text="From the delivery of a repaired machine. Empty: none.",
    )  # fmt: skip

    def term(self) -> Term:
        """Return the days it holds."""
        return Term(*(self.cleaned_data[name] for name in ("starts_on", "ends_on", "warranty_days")))
