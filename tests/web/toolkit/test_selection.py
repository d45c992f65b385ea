"""Which rows a bulk action is about, and the dialog before it."""

import re

import pytest
from django.test import Client

from hashmend.domain.accounts.models import User
from hashmend.domain.accounts.permissions import Role

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.web.toolkit.people")]

HTMX = {"HX-Request": "true", "HX-Target": "dialog"}


def _post(
    client: Client, path: str = "greet/", *, headers: dict[str, str] | None = None, **data: object
) -> tuple[int, str]:
    answer = client.post(f"/people/{path}", data, headers=headers)
    return answer.status_code, answer.content.decode()


def test_the_dialog_says_how_many_and_which_are_left_out_and_why(client: Client, people: list[User]) -> None:
    chosen = [one for one in people if one.name in {"Ada 08", "Ada 09", "Bob 09"}]
    status, html = _post(client, ids=[one.pk for one in chosen], headers=HTMX)
    assert status == 200
    assert html.lstrip().startswith("<dialog")
    assert re.search(r"<strong>3 people</strong>: 1 can be changed", html)
    assert "… has left." in html
    assert "Ada 09, Bob 09" in html


def test_without_htmx_the_dialog_is_a_page(client: Client, people: list[User]) -> None:
    status, html = _post(client, ids=people[0].pk)
    assert status == 200
    assert "<h1" in html
    assert "Greet people" in html


def test_confirmed_it_acts_and_reports_both_numbers(client: Client, people: list[User]) -> None:
    ids = ",".join(str(one.pk) for one in people[:10])
    answer = client.post("/people/greet/", {"ids": ids, "confirmed": "yes", "word": "Hi"}, headers=HTMX)
    assert answer.status_code == 200
    assert "9 greeted. 1 skipped: Ada 09 has left." in answer.content.decode()
    assert '"selection-clear": true, "people-changed": true' in answer.headers["HX-Trigger-After-Settle"]


def test_without_htmx_it_goes_back_to_the_list_and_says_so_there(client: Client, people: list[User]) -> None:
    answer = client.post("/people/greet/", {"ids": people[0].pk, "confirmed": "yes", "word": "Hi"}, follow=True)
    assert answer.redirect_chain == [("/people/", 302)]
    assert "1 greeted." in answer.content.decode()


def test_an_error_in_the_dialogs_form_keeps_selection_and_input(client: Client, people: list[User]) -> None:
    status, html = _post(client, ids=people[0].pk, confirmed="yes", word="Good morning", headers=HTMX)
    assert status == 422
    assert f'name="ids" value="{people[0].pk}"' in html
    assert 'value="Good morning"' in html


def test_all_matching_posts_the_filter_and_not_the_ids(client: Client, people: list[User]) -> None:
    status, html = _post(client, which="filter", query="letter=a", expected="30", headers=HTMX)
    assert status == 200
    assert "30 people" in html
    assert 'name="query" value="letter=a"' in html


@pytest.mark.parametrize("expected", ["29", "", "x"])
def test_it_refuses_when_all_matching_is_another_number_by_now(
    client: Client, people: list[User], expected: str
) -> None:
    status, html = _post(client, which="filter", query="letter=a", expected=expected, confirmed="yes", word="Hi")
    assert status == 409
    assert "it is 30 people now" in html


def test_nothing_ticked_under_a_filter_must_be_decided(client: Client, people: list[User]) -> None:
    status, html = _post(client, query="letter=a&sort=-name", headers=HTMX)
    assert status == 200
    assert "All 60 people" in html
    assert "The 30 people shown" in html
    assert "checked" not in html
    status, html = _post(client, query="letter=a", confirmed="yes", word="Hi", headers=HTMX)
    assert status == 422
    assert "Choose which ones are meant." in html


@pytest.mark.parametrize(("which", "number"), [("all", 54), ("filter", 27)])
def test_what_was_decided_is_what_happens(client: Client, people: list[User], which: str, number: int) -> None:
    _, html = _post(client, query="letter=a", headers=HTMX)
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', html))
    status, html = _post(client, **{**fields, "which": which, "word": "Hi"}, headers=HTMX)
    assert status == 200
    assert f"{number} greeted." in html


def test_nothing_ticked_without_a_filter_is_all_of_them(client: Client, people: list[User]) -> None:
    _, html = _post(client, query="sort=-name", headers=HTMX)
    assert "All 60 people" in html
    assert "Which ones?" not in html
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', html))
    assert _post(client, **fields, word="Hi", headers=HTMX)[0] == 200


def test_nothing_ticked_where_something_must_be_is_refused(client: Client, people: list[User]) -> None:
    status, html = _post(client, "pair/")
    assert status == 409
    assert "Select at least one person." in html


@pytest.mark.parametrize("number", [1, 4])
def test_too_few_or_too_many_are_a_bad_request(client: Client, people: list[User], number: int) -> None:
    assert _post(client, "pair/", ids=[one.pk for one in people[:number]])[0] == 400


def test_two_or_three_are_fine_and_twice_the_same_is_one(client: Client, people: list[User]) -> None:
    assert _post(client, "pair/", ids=[one.pk for one in people[:3]]) == (200, "3")
    assert _post(client, "pair/", ids=[people[0].pk] * 3)[0] == 400


@pytest.mark.parametrize("ids", ["999999999", "x", "1;2", "²", "9" * 30])
def test_ids_that_are_nobodys_are_not_found(client: Client, people: list[User], ids: str) -> None:
    assert _post(client, ids=ids, confirmed="yes", word="Hi")[0] == 404


def test_a_row_that_left_the_list_meanwhile_is_refused(client: Client, people: list[User]) -> None:
    own = User.objects.get(name="Zoe")
    status, html = _post(client, ids=[people[0].pk, own.pk], confirmed="yes", word="Hi")
    assert status == 409
    assert "1 person is no longer in this list" in html


def test_actions_are_offered_and_open_to_those_with_the_permission(templates: None, people: list[User]) -> None:
    client = Client()
    client.force_login(User.objects.create(email="t@demo.test", name="Tom", roles=[Role.TECHNICIAN]))
    assert "Greet" not in client.get("/people/").content.decode()
    assert _post(client, ids=people[0].pk)[0] == 403


def test_every_tick_says_whom_it_selects(client: Client, people: list[User]) -> None:
    assert 'aria-label="Select Ada 00"' in client.get("/people/").content.decode()


def test_a_form_sent_after_the_session_ended_leaves_the_page_as_it_is(templates: None, people: list[User]) -> None:
    answer = Client().post("/people/greet/", {"ids": people[0].pk}, headers=HTMX)
    assert answer.status_code == 401
    assert "HX-Redirect" not in answer.headers
