"""What people type in billing: payments, reasons, confirmations."""

from typing import Any

from django import forms

from hashmend.domain.billing.operations import Received
from hashmend.domain.scoping import public_id
from hashmend.web.fields import DateInput, MoneyField


class PaymentForm(forms.Form):
    """Money received. `key` is made with the form, so that sending it twice records it once."""

    amount = MoneyField(label="Amount")
    received_on = forms.DateField(label="Received on", widget=DateInput(attrs={"data-half": True}))
    reference = forms.CharField(label="Reference", max_length=120, required=False, help_text="From the bank statement.")
    may_overpay = forms.BooleanField(label="It is more than what is open, and that is right", required=False)
    key = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput, initial=public_id)

    @property
    def received(self) -> Received:
        """Return what was typed, for the operation."""
        told: dict[str, Any] = self.cleaned_data
        return Received(
            amount=told["amount"],
            received_on=told["received_on"],
            reference=told["reference"],
            key=told["key"],
            may_overpay=told.get("may_overpay", False),
        )


class RefundForm(PaymentForm):
    """Money paid back."""

    received_on = forms.DateField(label="Paid back on", widget=DateInput(attrs={"data-half": True}))
    may_overpay = None  # type: ignore[assignment]


class ReasonForm(forms.Form):
    """Why something is done; the reason stays in the history."""

    reason = forms.CharField(label="Reason", max_length=300, help_text="Stays in the history.")


class ZeroForm(forms.Form):
    """Whether an invoice over nothing is meant; asked only when the total is zero."""

    allow_zero = forms.BooleanField(label="An invoice over nothing is meant", required=False)
