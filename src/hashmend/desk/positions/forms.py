"""Forms of positions."""

from django import forms

from hashmend.domain.bench.models import BenchPosition
from hashmend.domain.bench.operations.positions import MOST_AT_ONCE


class AddForm(forms.Form):
    """One position, or several that follow by number."""

    code = forms.CharField(
        label="Code of the first one", max_length=40,
        help_text="Letters, digits and dashes, such as B-01 or R1-01. It stands on the label.",
    )  # fmt: skip
    count = forms.IntegerField(
        label="How many", initial=1, min_value=1, max_value=MOST_AT_ONCE,
        help_text="The others follow by number: R1-01, R1-02, …",
    )  # fmt: skip
    purpose = forms.ChoiceField(
        label="What for", choices=BenchPosition.Purpose.choices, widget=forms.RadioSelect, initial="bench"
    )


class RenameForm(forms.Form):
    """Another code."""

    code = forms.CharField(label="Code", max_length=40, help_text="Its label has to be printed again.")
