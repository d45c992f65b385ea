"""What a person keeps of a list: columns, and filters under names. Each only their own."""

import pytest

from hashmend.domain.accounts.models import ListPreference
from hashmend.domain.accounts.operations import (
    choose_columns,
    delete_filter,
    rename_filter,
    replace_filter,
    save_filter,
)
from hashmend.domain.accounts.operations.lists import MOST_FILTERS
from hashmend.kernel.actor import NOBODY, SYSTEM
from hashmend.kernel.errors import Refused
from tests.races import at_once

pytestmark = pytest.mark.django_db


def test_columns_are_kept_per_person_and_list_and_the_last_choice_counts(admin, technician) -> None:
    choose_columns("containers", {"mac": True}, by=technician.as_actor())
    choose_columns("containers", {"mac": False, "age": True}, by=technician.as_actor())
    choose_columns("shipments", {"mac": True}, by=technician.as_actor())
    choose_columns("containers", {"mac": True}, by=admin.as_actor())
    kept = ListPreference.objects.visible_to(technician.as_actor()).get(list="containers")
    assert kept.columns == {"mac": False, "age": True}


def test_an_empty_choice_forgets_the_columns_and_leaves_the_filters(admin) -> None:
    save_filter("containers", "Late", "q=late", by=admin.as_actor())
    choose_columns("containers", {"mac": True}, by=admin.as_actor())
    choose_columns("containers", {}, by=admin.as_actor())
    assert [str(one) for one in ListPreference.objects.all()] == ["Late"]


@pytest.mark.parametrize("shown", [{"": True}, {"x" * 65: True}, {"a\x00": True}, {str(n): True for n in range(101)}])
def test_it_refuses_what_are_no_columns(admin, shown) -> None:
    with pytest.raises(Refused, match="not the columns of a list"):
        choose_columns("containers", shown, by=admin.as_actor())


def test_nobody_in_particular_keeps_anything() -> None:
    for nobody in (SYSTEM, NOBODY):
        with pytest.raises(Refused, match="signed in"):
            save_filter("containers", "Late", "q=late", by=nobody)
        with pytest.raises(Refused, match="signed in"):
            choose_columns("containers", {"mac": True}, by=nobody)
        assert not ListPreference.objects.visible_to(nobody).exists()


def test_a_filter_is_kept_without_page_and_size(admin) -> None:
    saved = save_filter(
        "containers", "  Late   ones ", "q=a&page=3&per=all&state=x&state=y&sort=-q", by=admin.as_actor()
    )
    assert (saved.name, saved.query) == ("Late ones", "q=a&state=x&state=y&sort=-q")


@pytest.mark.parametrize(
    ("name", "query", "why"),
    [
        ("", "q=a", "Give the filter a name"),
        (" \x00 ", "q=a", "Give the filter a name"),
        ("x" * 61, "q=a", "60 characters or fewer"),
        ("lATE", "q=a", "named “lATE” already"),
        ("New", "", "choose a filter first"),
        ("New", "page=2&per=50", "choose a filter first"),
        ("New", "q=" + "x" * 2000, "too many values"),
    ],
)
def test_it_refuses_a_filter_without_a_free_name_or_a_meaning(admin, name, query, why) -> None:
    save_filter("containers", "Late", "q=late", by=admin.as_actor())
    with pytest.raises(Refused, match=why):
        save_filter("containers", name, query, by=admin.as_actor())
    assert ListPreference.objects.count() == 1


def test_it_refuses_what_is_no_name_of_a_list(admin) -> None:
    for wrong in ("", "x" * 65, "a\x00b"):
        with pytest.raises(Refused, match="no such list"):
            save_filter(wrong, "Late", "q=late", by=admin.as_actor())


def test_names_are_free_in_other_lists_and_for_other_people(admin, technician) -> None:
    for name, who in (("containers", admin), ("shipments", admin), ("containers", technician)):
        save_filter(name, "Late", "q=late", by=who.as_actor())
    assert ListPreference.objects.count() == 3


def test_it_refuses_more_filters_than_a_menu_can_hold(admin) -> None:
    for number in range(MOST_FILTERS):
        save_filter("containers", f"Filter {number}", "q=late", by=admin.as_actor())
    with pytest.raises(Refused, match="delete one first"):
        save_filter("containers", "One more", "q=late", by=admin.as_actor())


def test_a_filter_is_renamed_replaced_and_deleted(admin) -> None:
    late = save_filter("containers", "Late", "q=late", by=admin.as_actor())
    save_filter("containers", "Mine", "q=mine", by=admin.as_actor())
    assert str(rename_filter(late, "LATE", by=admin.as_actor())) == "LATE"
    with pytest.raises(Refused, match="named “mine” already"):
        rename_filter(late, "mine", by=admin.as_actor())
    assert replace_filter(late, "state=late", by=admin.as_actor()).query == "state=late"
    with pytest.raises(Refused, match="choose a filter first"):
        replace_filter(late, "", by=admin.as_actor())
    delete_filter(late, by=admin.as_actor())
    for act in (
        lambda: rename_filter(late, "X", by=admin.as_actor()),
        lambda: delete_filter(late, by=admin.as_actor()),
    ):
        with pytest.raises(Refused, match="no longer there"):
            act()


def test_it_refuses_what_is_somebody_elses(admin, technician) -> None:
    late = save_filter("containers", "Late", "q=late", by=admin.as_actor())
    mine = technician.as_actor()
    assert not ListPreference.objects.visible_to(mine).exists()
    for act in (
        lambda: rename_filter(late, "X", by=mine),
        lambda: replace_filter(late, "q=x", by=mine),
        lambda: delete_filter(late, by=mine),
    ):
        with pytest.raises(Refused, match="no longer there"):
            act()
    late.refresh_from_db()
    assert (late.name, late.query) == ("Late", "q=late")


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_two_windows_that_save_one_name_at_once_one_is_refused(admin) -> None:
    actor = admin.as_actor()
    answers = at_once(*[lambda: save_filter("containers", "Late", "q=late", by=actor)] * 2)
    assert sorted(type(answer).__name__ for answer in answers) == ["ListPreference", "Refused"]
