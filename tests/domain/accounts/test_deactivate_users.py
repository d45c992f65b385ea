"""`deactivate_users` and `reactivate_users`: who may sign in."""

import pytest

from hashmend.domain.accounts.models import User
from hashmend.domain.accounts.operations import NewUser, add_user, deactivate_users, reactivate_users
from hashmend.domain.batches import row
from hashmend.domain.history.models import Event
from tests.domain.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db


def test_a_deactivated_person_holds_no_permission(admin, technician) -> None:
    outcome = deactivate_users(row(technician), by=admin.as_actor())

    technician.refresh_from_db()
    assert [u.pk for u in outcome.done] == [technician.pk]
    assert not technician.is_active
    assert technician.as_actor().permissions == frozenset()


def test_a_reactivated_person_is_back(admin, technician) -> None:
    deactivate_users(row(technician), by=admin.as_actor())

    reactivate_users(row(technician), by=admin.as_actor())

    technician.refresh_from_db()
    assert technician.as_actor().may("jobs:update-status")


def test_they_refuse_with_the_name(admin, technician) -> None:
    assert [r.why for r in reactivate_users(row(technician), by=admin.as_actor()).refused] == [
        "Tom Technician is active already."
    ]
    deactivate_users(row(technician), by=admin.as_actor())
    assert [r.why for r in deactivate_users(row(technician), by=admin.as_actor()).refused] == [
        "Tom Technician is inactive already."
    ]


def test_nobody_deactivates_themselves(admin) -> None:
    outcome = deactivate_users(row(admin), by=admin.as_actor())

    assert [r.why for r in outcome.refused] == ["You cannot deactivate yourself: ask another admin."]
    assert User.objects.get(pk=admin.pk).is_active


def test_the_last_admins_stay(admin, technician) -> None:
    other = add_user(NewUser("bo@shop.test", "Bo", ("admin",), PASSWORD), by=admin.as_actor())

    outcome = deactivate_users(User.objects.all(), by=technician.as_actor())

    assert outcome.done == []
    assert [r.why for r in outcome.refused] == [
        "Without Ada Admin there is no admin: make somebody else an admin first.",
        "You cannot deactivate yourself: ask another admin.",
        "Without Bo there is no admin: make somebody else an admin first.",
    ]
    assert [u.pk for u in deactivate_users(row(other), by=admin.as_actor()).done] == [other.pk]


def test_they_record(admin, technician) -> None:
    deactivate_users(row(technician), by=admin.as_actor())
    reactivate_users(row(technician), by=admin.as_actor())

    told = [event.sentence for event in Event.objects.filter(user=technician).order_by("pk")][1:]
    assert told == ["Tom Technician was deactivated and signed out.", "Tom Technician may sign in again."]
