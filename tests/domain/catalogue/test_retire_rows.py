"""`retire_rows` and `restore_rows`: rows leave the choices, never the history."""

import pytest

from hashmend.domain.catalogue.models import Service
from hashmend.domain.catalogue.operations import restore_rows, retire_rows
from hashmend.domain.history.models import Event

pytestmark = pytest.mark.usefixtures("bundled")

EXPRESS = ["SVC_EXPRESS", "SVC_ONSITE"]


def test_retired_rows_leave_the_choices_and_stay_in_the_table(admin) -> None:
    outcome = retire_rows(Service.objects.filter(code__in=EXPRESS), by=admin)

    assert [s.code for s in outcome.done] == EXPRESS
    assert not Service.objects.active().filter(code__in=EXPRESS).exists()
    assert Service.objects.filter(code__in=EXPRESS).count() == 2


def test_restored_rows_can_be_chosen_again(admin) -> None:
    retire_rows(Service.objects.filter(code__in=EXPRESS), by=admin)

    restore_rows(Service.objects.filter(code__in=EXPRESS), by=admin)

    assert Service.objects.active().filter(code__in=EXPRESS).count() == 2


def test_they_refuse_what_is_so_already(admin) -> None:
    retire_rows(Service.objects.filter(code="SVC_ONSITE"), by=admin)

    retired = retire_rows(Service.objects.filter(code__in=EXPRESS), by=admin)
    restored = restore_rows(Service.objects.filter(code="SVC_FAN"), by=admin)

    assert [s.code for s in retired.done] == ["SVC_EXPRESS"]
    assert [r.why for r in retired.refused] == ["On-site repair is retired already."]
    assert [r.why for r in restored.refused] == ["Fan replacement is not retired: it can be chosen."]


def test_they_record_one_event_per_row(admin) -> None:
    retire_rows(Service.objects.filter(code__in=EXPRESS), by=admin)
    restore_rows(Service.objects.filter(code="SVC_ONSITE"), by=admin)

    assert Event.objects.filter(kind="catalogue.retired").count() == 2
    assert Event.objects.get(kind="catalogue.restored").sentence == "On-site repair came back to the services."


def test_all_at_once_take_few_queries(admin, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(5):
        retire_rows(Service.objects.all(), by=admin)
