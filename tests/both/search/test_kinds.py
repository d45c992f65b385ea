"""Every kind of thing is complete: its columns exist, its facts are told, it leads somewhere on each side."""

import pytest
from django.apps import apps
from django.db import connection

from hashmend.desk.search.pages import DESK
from hashmend.domain.search.kinds import BY_CODE, BY_NUMBER, KINDS
from hashmend.domain.search.telling import TELLING
from hashmend.portal.search.pages import PORTAL


def test_no_two_kinds_share_a_name_or_a_number() -> None:
    assert len(BY_CODE) == len(BY_NUMBER) == len(KINDS)


def test_every_kind_is_told_and_leads_to_its_page_on_both_sides() -> None:
    assert set(TELLING) == set(DESK.addresses) == set(BY_CODE)
    assert set(PORTAL.addresses) == {kind.code for kind in KINDS if kind.customer}


def test_every_column_that_is_searched_exists() -> None:
    columns = {
        model._meta.db_table: {field.column for field in model._meta.fields}
        for model in apps.get_app_config("hashmend").get_models()
    }
    assert [(kind.code, column) for kind in KINDS for column in kind.columns if column not in columns[kind.table]] == []


@pytest.mark.django_db
def test_every_kind_has_its_triggers() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute("SELECT tgname FROM pg_trigger")
        present = {name for (name,) in cursor.fetchall()}
    for kind in KINDS:
        for event in ("insert", "update", "delete"):
            assert f"hashmend_search_{kind.code.replace('-', '_')}_{event}" in present
