"""`change_user` and `set_password`: a person's details."""

import pytest

from hashmend.domain.accounts.models import User
from hashmend.domain.accounts.operations import change_user, set_password
from hashmend.domain.history.models import Event
from hashmend.kernel.errors import Refused

pytestmark = pytest.mark.django_db


def test_it_changes_name_and_address_and_records_them(admin, technician) -> None:
    change_user(technician, name="Tom T.", email="tt@shop.test", by=admin.as_actor())

    technician.refresh_from_db()
    assert (technician.name, technician.email) == ("Tom T.", "tt@shop.test")
    assert Event.objects.get(kind="user.changed").sentence == (
        "The details of Tom T. changed: name from Tom Technician to Tom T., e-mail from tom@shop.test to tt@shop.test."
    )


def test_one_may_change_the_case_of_ones_own_address(admin, technician) -> None:
    change_user(technician, name=technician.name, email="Tom@shop.test", by=admin.as_actor())

    assert User.objects.get(pk=technician.pk).email == "Tom@shop.test"


def test_it_refuses_the_address_of_somebody_else(admin, technician) -> None:
    with pytest.raises(Refused, match="belongs to somebody already"):
        change_user(technician, name="Tom", email="Ada@shop.test", by=admin.as_actor())

    assert User.objects.get(pk=technician.pk).name == "Tom Technician"


def test_a_new_password_replaces_the_old_and_is_not_told(admin, technician) -> None:
    set_password(technician, "another long secret", by=admin.as_actor())

    technician.refresh_from_db()
    assert technician.check_password("another long secret")
    event = Event.objects.get(kind="user.password-set")
    assert event.sentence == "The password of Tom Technician was set; other sessions were signed out."
    assert "another long secret" not in str(event.data)


def test_a_weak_password_is_refused(admin, technician) -> None:
    with pytest.raises(Refused, match="too similar to the email"):
        set_password(technician, "tom@shop.test", by=admin.as_actor())
