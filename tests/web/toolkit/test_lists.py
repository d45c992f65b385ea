"""What every list does: filter, search, sort, page, export, and say so in words."""

import csv
import re
from datetime import timedelta
from io import StringIO

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from hashmend.domain.accounts.models import User
from hashmend.domain.accounts.permissions import Role
from hashmend.kernel import clock

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.web.toolkit.people")]


def _page(client: Client, query: str = "", **headers: str) -> str:
    answer = client.get(f"/people/{query}", headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def _names(html: str) -> list[str]:
    return re.findall(r'class="row-link" href="/people/[a-z0-9]+/">([^<]+)</a>', html)


def _export(client: Client, query: str = "") -> list[list[str]]:
    answer = client.get(f"/people/?{query}&export=csv")
    return list(csv.reader(StringIO(answer.getvalue().decode("utf-8-sig"))))


def test_it_shows_the_first_page_in_its_own_order(client: Client, people: list[User]) -> None:
    html = _page(client)
    assert _names(html) == [f"Ada {n:02}" for n in range(25)]
    assert "1 to 25 of 60" in html
    assert "60 people" in html


def test_a_page_after_the_last_is_the_last(client: Client, people: list[User]) -> None:
    html = _page(client, "?page=999")
    assert "51 to 60 of 60" in html
    assert _names(html)[-1] == "Bob 29"


@pytest.mark.parametrize("asked", ["0", "-3", "x", "1e3", "99999999999999999999", "\x00", "²"])
def test_a_page_that_is_none_is_the_first_or_the_last(client: Client, people: list[User], asked: str) -> None:
    answer = client.get("/people/", {"page": asked})
    assert answer.status_code == 200
    assert b"of 60" in answer.content


def test_sorting_turns_round_and_is_announced(client: Client, people: list[User]) -> None:
    html = _page(client, "?sort=-name")
    assert _names(html)[0] == "Bob 29"
    assert 'aria-sort="descending"' in html
    assert 'aria-sort="ascending"' in _page(client)


def test_equal_rows_keep_their_order_on_every_page(client: Client, people: list[User]) -> None:
    User.objects.update(created_at=clock.now())
    pages = [_names(_page(client, f"?sort=created_at&page={n}")) for n in (1, 2, 3)]
    names = [name for page in pages for name in page]
    assert len(set(names)) == 60


def test_sorting_by_what_is_no_column_is_ignored_with_a_note(client: Client, people: list[User]) -> None:
    for wrong in ("password", "is_active", "name__x", "-"):
        html = _page(client, f"?sort={wrong}")
        assert f"This list cannot be sorted by “{wrong}”." in html
        assert _names(html)[0] == "Ada 00"


def test_values_of_one_filter_add_up_and_filters_narrow_each_other(client: Client, people: list[User]) -> None:
    assert "60 people" in _page(client, "?letter=a&letter=b")
    assert "30 people" in _page(client, "?letter=a")
    html = _page(client, "?letter=a&is_active=False")
    assert _names(html) == ["Ada 09", "Ada 19", "Ada 29"]


def test_search_finds_in_every_field_it_names(client: Client, people: list[User]) -> None:
    assert _names(_page(client, "?q=BOB07@")) == ["Bob 07"]
    assert _names(_page(client, "?q=ada+07")) == ["Ada 07"]


@pytest.mark.parametrize("query", ["q=%00", "mail=%00ada0", "q=%27%3B--", "q=%25", "q=" + "x" * 5000])
def test_hostile_text_is_only_text(client: Client, people: list[User], query: str) -> None:
    assert client.get(f"/people/?{query}").status_code == 200


def test_dates_include_both_days(client: Client, old_hand: User) -> None:
    day = old_hand.created_at.date()
    assert _names(_page(client, f"?since_from={day}&since_to={day}")) == ["Ada 03"]
    assert "59 people" in _page(client, f"?since_from={day + timedelta(days=1)}")


def test_values_that_mean_nothing_are_ignored_with_a_note(client: Client, people: list[User]) -> None:
    html = _page(client, "?letter=zzz&since_from=yesterday&since_to=99999-01-01&gone=maybe&unknown=1")
    assert "Letter: “zzz” means nothing here and was ignored." in html
    assert "Since: “yesterday” means nothing here and was ignored." in html
    assert "60 people" in html


def test_each_active_filter_is_a_chip_with_the_address_without_it(client: Client, people: list[User]) -> None:
    html = _page(client, "?q=ada&letter=a&gone=1&sort=-name")
    found = re.findall(r'<a class="chip" href="([^"]+)".*?aria-label="Remove filter ([^"]+)"', html)
    chips = {words: url for url, words in found}
    assert chips["Text: ada"] == "/people/?letter=a&amp;gone=1&amp;sort=-name"
    assert chips["Letter: A"] == "/people/?q=ada&amp;gone=1&amp;sort=-name"
    assert 'class="chip chip-clear" href="/people/?sort=-name"' in html


def test_nothing_yet_and_nothing_matching_are_different(client: Client, people: list[User]) -> None:
    html = _page(client, "?q=nobody-at-all")
    assert "No people match" in html
    assert "Clear filters" in html
    User.objects.filter(pk__in=[one.pk for one in people]).delete()
    html = _page(client)
    assert "No people yet" in html
    assert "Add a person" in html


def test_the_next_step_of_an_empty_list_is_offered_to_those_who_may_take_it(templates: None) -> None:
    client = Client()
    client.force_login(User.objects.create(email="t@demo.test", name="Tom", roles=[Role.TECHNICIAN]))
    assert "Add a person" not in _page(client)


def test_counts_of_choices_follow_every_filter_but_their_own(client: Client, people: list[User]) -> None:
    html = _page(client, "?letter=a&is_active=False")
    assert re.findall(r"data-filter-count>(\d+)<", html) == ["27", "3"]


def test_htmx_gets_the_list_alone_and_a_clean_address(client: Client, people: list[User]) -> None:
    part = {"HX-Request": "true", "HX-Target": "people"}
    answer = client.get("/people/?q=ada&letter=&sort=&mail=", headers=part)
    assert answer.content.lstrip().startswith(b'<div id="people"')
    assert answer.headers["HX-Push-Url"] == "/people/?q=ada"
    assert "HX-Request" in answer.headers["Vary"]


def test_going_back_gets_the_whole_page(client: Client, people: list[User]) -> None:
    headers = {"HX-Request": "true", "HX-Target": "people", "HX-History-Restore-Request": "true"}
    assert "<html" in _page(client, **headers)


def test_a_refresh_by_an_event_leaves_the_address_alone(client: Client, people: list[User]) -> None:
    headers = {"HX-Request": "true", "HX-Target": "people", "HX-Current-URL": "http://testserver/people/?q=ada"}
    assert "HX-Push-Url" not in client.get("/people/?q=ada", headers=headers).headers


@pytest.mark.parametrize("query", ["", "?per=500", "?letter=a&q=ada&sort=-email"])
def test_the_number_of_queries_does_not_grow_with_the_rows(
    client: Client, people: list[User], query: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(7):
        _page(client, query)


def test_the_csv_holds_exactly_the_filtered_rows_of_all_pages_in_this_order(client: Client, people: list[User]) -> None:
    rows = _export(client, "letter=b&sort=-name")
    assert rows[0] == ["Name", "E-mail", "Active", "Since"]
    assert [row[0] for row in rows[1:]] == [f"Bob {n:02}" for n in reversed(range(30))]
    assert rows[1][2] == "no"


def test_the_csv_is_named_after_the_list_the_day_and_the_filter(client: Client, people: list[User]) -> None:
    today = clock.today().isoformat()
    assert f'"people_{today}.csv"' in client.get("/people/?export=csv").headers["Content-Disposition"]
    assert f'"people_{today}_filter.csv"' in client.get("/people/?q=a&export=csv").headers["Content-Disposition"]


def test_the_button_says_how_many_rows_it_exports(client: Client, people: list[User]) -> None:
    assert "Export 30 rows (CSV)" in _page(client, "?letter=a")


def test_markup_in_a_value_is_shown_and_not_executed(client: Client, people: list[User]) -> None:
    User.objects.filter(name="Ada 00").update(name='<script>alert("x")</script>')
    html = _page(client, "?q=script")
    assert '<script>alert("x")' not in html
    assert "&lt;script&gt;" in html


def test_all_rows_stand_on_one_page_when_they_are_not_too_many(client: Client, people: list[User]) -> None:
    html = _page(client, "?per=all")
    assert len(_names(html)) == 60
    assert 'href="/people/?per=all"' in html
    assert re.search(r'href="/people/\?per=all"[^>]*aria-current="true">All 60<', html)
    assert [size for size in ("25", "50", "100") if f'href="/people/?per={size}"' in html] == ["25", "50"]


def test_too_many_rows_for_one_page_are_turned_and_said(client: Client, people: list[User]) -> None:
    User.objects.bulk_create(User(name=f"Cy {n}", email=f"cy{n}@demo.test") for n in range(1941))
    html = _page(client, "?per=all")
    assert "2,001 people are too many for one page" in html
    assert len(_names(html)) == 25
    assert "1 to 25 of 2,001" in html
    assert ">All 2,001<" not in html
    assert len(_names(_page(client, "?per=all&letter=a"))) == 30


def test_only_a_long_page_has_light_rows(client: Client, people: list[User]) -> None:
    assert "is-long" not in _page(client, "?per=all")
    User.objects.bulk_create(User(name=f"Cy {n}", email=f"cy{n}@demo.test") for n in range(100))
    assert "is-long" in _page(client, "?per=all")


def test_a_selection_learns_which_rows_left_the_list(client: Client, people: list[User]) -> None:
    me = User.objects.get(email="zoe@demo.test")  # not in the list
    asked = f"{people[0].pk},{people[1].pk},{me.pk},999999,x,{'9' * 30}"
    answer = client.get(f"/people/?letter=b&list=people&standing={asked}").json()
    assert sorted(answer["ids"]) == [people[0].pk, people[1].pk]
    assert "<html" in _page(client, f"?list=another&standing={asked}")


def test_the_keys_of_the_list_are_listed(client: Client, people: list[User]) -> None:
    html = _page(client)
    for words in ("Open the person", "Select the row; select all up to it", "Next page, page before"):
        assert words in html
