"""Forms about people."""

from typing import Any

from django import forms

from hashmend.both.accounts.forms import NewPasswordForm
from hashmend.domain.accounts.operations import NewToken, NewUser, role_names
from hashmend.domain.accounts.permissions import TOKEN_PERMISSIONS, Permission, Role
from hashmend.domain.customers.models import Customer
from hashmend.kernel.actor import Actor
from hashmend.web.fields import DateInput, SearchField

STAFF_ROLE_CHOICES = [(str(role), role_names([role])) for role in Role if role is not Role.CUSTOMER]

TOKEN_WORDS = {str(Permission.STRESS_TEST): "Post readings of stress tests"}
"""What a token may do, as people say it."""


class TokenForm(forms.Form):
    """A token for a machine."""

    name = forms.CharField(
        label="Name", max_length=60, help_text="Who acts in the history, such as Bench rig 3: one token for each rig."
    )
    permissions = forms.MultipleChoiceField(
        label="It may",
        choices=[(str(one), TOKEN_WORDS[one]) for one in sorted(TOKEN_PERMISSIONS)],
        widget=forms.CheckboxSelectMultiple,
        initial=[str(Permission.STRESS_TEST)],
    )
    expires_on = forms.DateField(
        label="Last day", required=False, widget=DateInput, help_text="Without one it opens until it is revoked."
    )

    @property
    def new_token(self) -> NewToken:
        """Return the token as the operation takes it."""
        told = self.cleaned_data
        return NewToken(told["name"], tuple(told["permissions"]), told["expires_on"])


class DetailsForm(forms.Form):
    """Name and address."""

    name = forms.CharField(label="Name", max_length=120)
    email = forms.EmailField(label="E-mail", max_length=254)


class RolesForm(forms.Form):
    """What a person of the centre may do."""

    roles = forms.MultipleChoiceField(
        label="Roles", choices=STAFF_ROLE_CHOICES, widget=forms.CheckboxSelectMultiple, required=False
    )


class NewUserForm(NewPasswordForm, RolesForm, DetailsForm):
    """A new person: with roles for the centre's own, with a customer for a customer's."""

    customer = SearchField(
        None,
        label="Customer",
        required=False,
        help_text="For a person of a customer: they get the role Customer and see that customer only.",
    )
    field_order = ["name", "email", "roles", "customer", "password", "again"]

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["password"].label, self.fields["again"].label = "Password", "Password again"
        field = self.fields["customer"]
        assert isinstance(field, SearchField)
        field.queryset = Customer.objects.visible_to(actor).order_by("alias")

    @property
    def new_user(self) -> NewUser:
        """Return the person as the operation takes it."""
        told = self.cleaned_data
        customer: Customer | None = told["customer"]
        roles = tuple(told["roles"]) or ((str(Role.CUSTOMER),) if customer else ())
        return NewUser(told["email"], told["name"], roles, told["password"], customer.pk if customer else None)
