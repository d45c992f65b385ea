"""What people keep of a list: which columns they see, and filters under names."""

import csv
import re
from io import StringIO

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from hashmend.domain.accounts.models import ListPreference, User
from hashmend.domain.accounts.permissions import Role

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.web.toolkit.people")]

ALL = ["email", "is_active", "created_at", "secret", "icon"]
COLUMNS = "/account/lists/people/columns/"
FILTERS = "/account/lists/people/filters/"
HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/people/?q=ada"}


def _headings(client: Client, query: str = "") -> list[str]:
    html = client.get(f"/people/{query}").content.decode()
    return re.findall(r'<th role="columnheader" scope="col" class="[^"]*"[^>]*>(?:<a[^>]*>)?([^<]+)<', html)


def _choose(client: Client, *ticked: str, **more: str) -> None:
    answer = client.post(
        COLUMNS, {"offered": ALL, "column": ticked, **more}, headers={"Referer": "http://testserver/people/?q=a"}
    )
    assert answer.headers["Location"] == "/people/?q=a"


def _save(client: Client, name: str, query: str = "q=ada") -> ListPreference:
    answer = client.post(
        f"{FILTERS}save/", {"name": name, "query": query}, headers={"Referer": "http://testserver/people/"}
    )
    assert answer.status_code == 302
    return ListPreference.objects.get(name=name)


def test_a_list_shows_the_columns_it_declares_until_somebody_chooses(client: Client, people: list[User]) -> None:
    assert _headings(client) == ["Name", "E-mail", "Active", "Since", "Icon"]
    _choose(client, "email", "secret")
    assert _headings(client) == ["Name", "E-mail", "Note"]
    _choose(client)
    assert _headings(client) == ["Name"]
    _choose(client, "email", usual="yes")
    assert _headings(client) == ["Name", "E-mail", "Active", "Since", "Icon"]


def test_the_choice_is_ticked_in_the_menu_and_the_first_column_is_no_choice(client: Client, people: list[User]) -> None:
    _choose(client, "secret")
    html = client.get("/people/").content.decode()
    choices = re.findall(r'name="column" value="(\w+)" data-usual="(yes|no)"( checked)?', html)
    assert [(key, usual, bool(ticked)) for key, usual, ticked in choices] == [
        ("email", "yes", False), ("is_active", "yes", False), ("created_at", "yes", False),
        ("secret", "no", True), ("icon", "yes", False),
    ]  # fmt: skip


def test_columns_that_were_never_offered_stand_as_the_list_declares_them(client: Client, people: list[User]) -> None:
    client.post(COLUMNS, {"offered": ["email", "no-such-column"], "column": ["no-such-column"]})
    assert _headings(client) == ["Name", "Active", "Since", "Icon"]


def test_files_hold_exactly_the_columns_that_are_shown(client: Client, people: list[User]) -> None:
    _choose(client, "secret", "icon")
    answer = client.get("/people/?q=ada+01&export=csv")
    assert list(csv.reader(StringIO(answer.getvalue().decode("utf-8-sig")))) == [
        ["Name", "Note"],
        ["Ada 01", "'=Ada 01"],
    ]


def test_a_choice_is_nobody_elses(client: Client, people: list[User]) -> None:
    _choose(client, "email")
    other = Client()
    other.force_login(User.objects.create(email="t@demo.test", name="Tom", roles=[Role.TECHNICIAN]))
    assert _headings(other) == ["Name", "E-mail", "Active", "Since", "Icon"]


def test_htmx_is_told_to_fetch_the_list_again(client: Client, people: list[User]) -> None:
    answer = client.post(COLUMNS, {"offered": ALL, "column": ["email"]}, headers=HTMX)
    assert (answer.status_code, answer.content) == (200, b"")
    assert "people-columns" in answer.headers["HX-Trigger-After-Settle"]
    assert "people-columns from:body" in client.get("/people/").content.decode()


def test_what_are_no_columns_is_refused(client: Client, people: list[User]) -> None:
    answer = client.post(COLUMNS, {"offered": [f"c{n}" for n in range(101)]}, headers=HTMX)
    assert answer.status_code == 409
    assert b"not the columns of a list" in answer.content


def test_a_filter_is_saved_and_chosen_from_the_menu(client: Client, people: list[User]) -> None:
    _save(client, "Only <Ada>", "q=ada&sort=-name&page=2")
    html = client.get("/people/?per=50").content.decode()
    assert 'href="/people/?q=ada&amp;sort=-name&amp;per=50"' in html
    assert "Only &lt;Ada&gt;" in html
    assert 'data-saved-query="q=ada&amp;sort=-name" aria-current="true"' not in html
    html = client.get("/people/?sort=-name&q=ada&per=50").content.decode()
    assert 'data-saved-query="q=ada&amp;sort=-name" aria-current="true"' in html


def test_htmx_gets_the_menu_anew_for_the_page_it_stands_on(client: Client, people: list[User]) -> None:
    answer = client.post(f"{FILTERS}save/", {"name": "Ada", "query": "q=ada"}, headers=HTMX)
    html = answer.content.decode()
    assert html.lstrip().startswith('<details class="menu list-saved" id="people-saved"')
    assert 'href="/people/?q=ada" hx-get="/people/?q=ada" data-saved-query="q=ada" aria-current="true"' in html
    assert "Filter “Ada” saved." in html


@pytest.mark.parametrize(("name", "query"), [("", "q=x"), ("ADA", "q=x"), ("New", "page=3"), ("x" * 61, "q=x")])
def test_a_name_that_is_taken_and_a_filter_of_nothing_are_refused(
    client: Client, people: list[User], name: str, query: str
) -> None:
    _save(client, "Ada")
    answer = client.post(f"{FILTERS}save/", {"name": name, "query": query}, headers=HTMX)
    assert answer.status_code == 409
    assert ListPreference.objects.count() == 1


def test_filters_are_renamed_replaced_and_deleted_without_scripts(client: Client, people: list[User]) -> None:
    saved = _save(client, "Ada")
    html = client.get(
        f"{FILTERS}?query=q%3Dbob", headers={"Referer": "http://testserver/people/?q=bob"}
    ).content.decode()
    assert 'value="Ada"' in html
    assert 'name="back" value="/people/?q=bob"' in html
    form = {"query": "q=bob", "back": "/people/?q=bob"}
    for verb, more, sentence in (
        ("rename", {"name": "Bob"}, "Filter “Ada” is “Bob” now."),
        ("replace", {}, "Filter “Bob” means what the list shows now."),
        ("delete", {}, "Filter “Bob” deleted."),
    ):
        answer = client.post(f"{FILTERS}{saved.pk}/{verb}/", {**form, **more}, follow=True)
        assert answer.redirect_chain == [("/people/?q=bob", 302)]
        assert sentence in answer.content.decode()
        assert ListPreference.objects.filter(query="q=bob").exists() == (verb == "replace")


def test_the_dialog_shows_its_list_and_the_menu_anew(client: Client, people: list[User]) -> None:
    saved = _save(client, "Ada")
    answer = client.get(FILTERS, headers=HTMX)
    assert answer.content.lstrip().startswith(b"<dialog")
    headers = {**HTMX, "HX-Target": "saved-filters"}
    html = client.post(f"{FILTERS}{saved.pk}/rename/", {"name": "Bob"}, headers=headers).content.decode()
    assert 'id="people-saved" data-menu data-saved hx-swap-oob="true"' in html
    assert 'id="saved-filters" tabindex="-1" autofocus' in html
    assert client.post(f"{FILTERS}{saved.pk}/rename/", {"name": ""}, headers=headers).status_code == 409


@pytest.mark.parametrize("verb", ["rename", "replace", "delete"])
def test_what_others_saved_cannot_be_reached(client: Client, people: list[User], verb: str) -> None:
    saved = _save(client, "Ada")
    other = Client()
    other.force_login(User.objects.create(email="o@demo.test", name="Olga", roles=[Role.ADMIN]))
    assert other.post(f"{FILTERS}{saved.pk}/{verb}/", {"name": "Mine", "query": "q=x"}).status_code == 404
    assert client.post(f"/account/lists/users/filters/{saved.pk}/{verb}/", {"name": "x"}).status_code == 404
    assert "Ada" not in other.get(FILTERS).content.decode()
    saved.refresh_from_db()
    assert (saved.name, saved.query) == ("Ada", "q=ada")


@pytest.mark.parametrize("back", ["https://evil.test/", "//evil.test/", "/\\evil.test/", "javascript:alert(1)"])
def test_it_never_leads_to_another_site(client: Client, people: list[User], back: str) -> None:
    saved = _save(client, "Ada")
    answer = client.post(f"{FILTERS}{saved.pk}/rename/", {"name": "Bob", "back": back})
    assert answer.headers["Location"] == "/"


def test_everything_kept_takes_one_query(
    client: Client, people: list[User], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(20):
        _save(client, f"Filter {number}", f"q={number}")
    _choose(client, "email", "secret")
    with django_assert_max_num_queries(6):
        client.get("/people/")
