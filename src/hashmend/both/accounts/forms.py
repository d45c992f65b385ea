"""What people type to sign in, to set up the site, or to change their password."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError

from hashmend.domain.accounts.models import User


def _input(kind: type[forms.Widget], autocomplete: str, **attributes: Any) -> forms.Widget:
    return kind(attrs={"autocomplete": autocomplete, **attributes})


def _password(label: str, autocomplete: str) -> forms.CharField:
    return forms.CharField(label=label, strip=False, max_length=200, widget=_input(forms.PasswordInput, autocomplete))


class SignInForm(forms.Form):
    """E-mail and password. Whether they are right is not the form's to say."""

    email = forms.CharField(
        label="E-mail",
        max_length=254,
        widget=_input(forms.EmailInput, "username", autofocus=True, autocapitalize="none"),
    )
    password = _password("Password", "current-password")


class NewPasswordForm(forms.Form):
    """A new password, typed twice. `about` is the person it is for, whose name it must not resemble."""

    password = _password("New password", "new-password")
    again = _password("New password again", "new-password")

    def __init__(self, *args: Any, about: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.about = about
        self.fields["password"].help_text = " ".join(password_validators_help_texts())

    def clean_password(self) -> str:
        """Refuse a weak password."""
        password: str = self.cleaned_data["password"]
        validate_password(password, self.about)
        return password

    def clean_again(self) -> str:
        """Refuse a typing mistake."""
        again: str = self.cleaned_data["again"]
        if "password" in self.cleaned_data and again != self.cleaned_data["password"]:
            raise ValidationError("The two passwords differ: type the new one twice.")
        return again


class ChangePasswordForm(NewPasswordForm):
    """One's own new password, with the present one as proof."""

    current = _password("Present password", "current-password")
    field_order = ["current", "password", "again"]


class SetupForm(NewPasswordForm):
    """The first admin."""

    name = forms.CharField(label="Name", max_length=120, widget=_input(forms.TextInput, "name"))
    email = forms.EmailField(label="E-mail", widget=_input(forms.EmailInput, "username"))
    field_order = ["name", "email", "password", "again"]
