"""Forms: errors are said twice and tied to their fields; what was typed stays."""

from decimal import Decimal

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from django.utils.datastructures import MultiValueDict

from hashmend.domain.accounts.models import User
from hashmend.web.fields import FilesField, MoneyField, ScanField, SearchField
from hashmend.web.forms import render_form
from tests.web.toolkit.people import Greeting


class Choosing(forms.Form):
    """A group of buttons, a tick and a hint."""

    kind = forms.ChoiceField(label="Kind", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    sure = forms.BooleanField(label="Sure", help_text="Ask the customer.")


def test_an_error_stands_in_the_summary_and_at_its_field() -> None:
    html = str(Greeting({"word": "Good morning"}))
    words = "Ensure this value has at most 5 characters (it has 12)."
    assert f'<a href="#id_word">Word: {words}</a>' in html
    assert f'id="id_word_error"><p>{words}</p>' in html
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_word_error"' in html
    assert 'value="Good morning"' in html


def test_the_link_of_a_group_leads_to_its_first_button() -> None:
    html = str(Choosing({}))
    assert 'href="#id_kind_0"' in html
    assert '<input type="radio" name="kind" value="a"' in html
    assert "<legend" in html
    assert 'aria-describedby="id_sure_helptext id_sure_error"' in html


def test_a_form_without_errors_has_no_summary() -> None:
    assert "error-summary" not in str(Greeting())


@pytest.mark.parametrize(("data", "status", "begins"), [(None, 200, "People"), ({"word": ""}, 422, "Error: People")])
def test_errors_are_a_422_with_error_in_the_title(
    rf: RequestFactory, templates: None, data: dict[str, str] | None, status: int, begins: str
) -> None:
    request = rf.get("/")
    request.htmx = False
    answer = render_form(request, "form_page.html", Greeting(data), {"who": "Ana"})
    assert answer.status_code == status
    assert f"<title>{begins} –" in answer.content.decode()


def test_htmx_gets_the_part_with_the_form(rf: RequestFactory, templates: None) -> None:
    request = rf.get("/")
    request.htmx = type("Htmx", (), {"history_restore_request": False, "__bool__": lambda self: True})()
    request._messages = []
    answer = render_form(request, "form_page.html", Greeting({}), partial="greeting")
    assert answer.status_code == 422
    assert answer.content.decode().strip().startswith('<div id="greeting">')


@pytest.mark.parametrize(
    "typed", ["-1", "much", "1.234.5", "NaN", "Infinity", "12345678901234", "1.005", "1e3x", "1,250"]
)
def test_money_refuses_what_is_no_amount(typed: str) -> None:
    with pytest.raises(forms.ValidationError):
        MoneyField().clean(typed)


def test_money_is_decimal() -> None:
    assert MoneyField().clean("1 250,50") == Decimal("1250.50")


@pytest.mark.parametrize("typed", ["\x02YNAHA0\r", "YNAHA0\n", "\tYNAHA0\t", "\x1dYNAHA0\x00", " YNAHA0 "])
def test_a_scanners_extra_characters_do_no_harm(typed: str) -> None:
    assert ScanField().clean(typed) == "YNAHA0"


def test_one_row_out_of_many_is_found_by_its_words(people: list[User]) -> None:
    field = SearchField(User.objects.all(), label_of=lambda row: row.name)
    assert field.clean("ada 07").name == "Ada 07"
    assert field.clean("a 07").name == "Ada 07"
    with pytest.raises(forms.ValidationError, match="fits several"):
        field.clean("ada")
    with pytest.raises(forms.ValidationError, match="is not in the list"):
        field.clean("nobody")


def test_the_suggestions_stand_beside_the_field_and_the_label_in_it(people: list[User]) -> None:
    class Asking(forms.Form):
        who = SearchField(User.objects.all(), label_of=lambda row: row.name)

    html = str(Asking(initial={"who": people[7]}))
    assert 'list="id_who_list"' in html
    assert '<datalist id="id_who_list"><option value="Ada 00">' in html
    assert 'value="Ada 07"' in html


def test_the_suggestions_stand_in_the_order_of_their_words_unless_the_rows_have_one(people: list[User]) -> None:
    class Asking(forms.Form):
        who = SearchField(User.objects.all(), label_of=lambda row: row.name[::-1])
        last = SearchField(User.objects.order_by("-name"), label_of=lambda row: row.name)

    labels = {name: list(field.labels) for name, field in Asking().fields.items()}  # type: ignore[attr-defined]
    assert labels["who"] == sorted(labels["who"])
    assert labels["last"] == sorted(labels["last"], reverse=True)


def test_several_files_arrive_as_a_list_and_none_is_refused() -> None:
    class Sending(forms.Form):
        photos = FilesField(accept="image/*")

    files = [SimpleUploadedFile(f"{n}.png", b"x", "image/png") for n in range(3)]
    form = Sending({}, MultiValueDict({"photos": files}))
    assert form.is_valid()
    assert [one.name for one in form.cleaned_data["photos"]] == ["0.png", "1.png", "2.png"]
    assert Sending({}, MultiValueDict()).errors["photos"] == ["Choose at least one file."]
    empty = SimpleUploadedFile("none.png", b"", "image/png")
    form = Sending({}, MultiValueDict({"photos": [*files, empty]}))
    assert form.errors["photos"] == ["“none.png” is empty: choose the file again."]
