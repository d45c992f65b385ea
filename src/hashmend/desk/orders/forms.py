"""Forms about a whole order."""

from django import forms

from hashmend.web.fields import DateInput


class NothingForm(forms.Form):
    """Only asks."""


class ReasonForm(forms.Form):
    """Why; the customer reads it."""

    reason = forms.CharField(
        label="Reason", max_length=200, widget=forms.Textarea(attrs={"rows": 2}), help_text="The customer reads it."
    )


class DueForm(forms.Form):
    """By when the order should be done."""

    due_on = forms.DateField(label="Due", required=False, widget=DateInput, help_text="Empty: no due date.")
