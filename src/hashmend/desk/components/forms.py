"""The form on the component page: one field of each kind."""

from django import forms

from hashmend.domain.catalogue.models import MinerModel
from hashmend.kernel.actor import Actor
from hashmend.web.fields import DateInput, FilesField, MoneyField, ScanField, SearchField


class ExampleForm(forms.Form):
    """One of each."""

    serial = ScanField(label="Serial number", help_text="Type it or scan it.")
    model = SearchField(None, label="Model", required=False)
    amount = MoneyField(label="Amount", widget=forms.TextInput(attrs={"inputmode": "decimal", "data-half": True}))
    day = forms.DateField(label="Due", required=False, widget=DateInput(attrs={"data-half": True}))
    terms = forms.ChoiceField(label="Payment terms", choices=[("0", "Prepaid"), ("14", "14 days"), ("30", "30 days")])
    kind = forms.ChoiceField(label="Kind", choices=[("p", "Pallet"), ("b", "Box")], widget=forms.RadioSelect)
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    sure = forms.BooleanField(label="The customer has agreed in writing")
    photos = FilesField(label="Photos", required=False, accept="image/*", camera=True)

    def __init__(self, actor: Actor, *args: object, **options: object) -> None:
        super().__init__(*args, **options)
        self.fields["model"].queryset = MinerModel.objects.visible_to(actor).active()
