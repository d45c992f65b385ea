"""`set_roles`: what a person may do, from now on."""

import pytest

from hashmend.domain.accounts.models import User
from hashmend.domain.accounts.operations import NewUser, add_user, deactivate_users, set_roles
from hashmend.domain.batches import row
from hashmend.domain.customers.models import Customer
from hashmend.domain.history.models import Event
from hashmend.kernel.errors import Refused
from tests.domain.accounts.conftest import PASSWORD
from tests.races import at_once

pytestmark = pytest.mark.django_db


def test_it_sets_exactly_these_roles_and_records_from_and_to(admin, technician) -> None:
    set_roles(technician, ["billing", "manager"], by=admin.as_actor())

    assert User.objects.get(pk=technician.pk).roles == ["manager", "billing"]
    assert Event.objects.get(kind="user.roles-set").sentence == (
        "The roles of Tom Technician changed from Technician to Manager, Billing."
    )


def test_the_same_roles_are_no_change(admin, technician) -> None:
    set_roles(technician, ["technician"], by=admin.as_actor())

    assert not Event.objects.filter(kind="user.roles-set").exists()


def test_it_refuses_to_take_the_last_admins_role(admin, technician) -> None:
    with pytest.raises(Refused, match="Ada Admin is the only admin: make somebody else an admin first"):
        set_roles(admin, ["manager"], by=admin.as_actor())

    assert User.objects.get(pk=admin.pk).roles == ["admin"]


def test_an_inactive_admin_does_not_count(admin, technician) -> None:
    set_roles(technician, ["admin"], by=admin.as_actor())
    deactivate_users(row(technician), by=admin.as_actor())

    with pytest.raises(Refused, match="only admin"):
        set_roles(admin, ["manager"], by=admin.as_actor())


@pytest.mark.parametrize(
    ("roles", "why"),
    [([], "at least one"), (["customer"], "for a customer's person"), (["owner"], "at least one")],
)
def test_it_refuses_roles_that_do_not_fit(admin, technician, roles, why) -> None:
    with pytest.raises(Refused, match=why):
        set_roles(technician, roles, by=admin.as_actor())

    assert User.objects.get(pk=technician.pk).roles == ["technician"]


def test_a_customers_person_stays_one(admin) -> None:
    customer = Customer.objects.create(alias="Acme", email="hello@acme.test")
    eve = add_user(NewUser("eve@acme.test", "Eve", ("customer",), PASSWORD, customer.pk), by=admin.as_actor())

    with pytest.raises(Refused, match="the role Customer and no other"):
        set_roles(eve, ["admin"], by=admin.as_actor())


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_admins_cannot_demote_each_other_at_once(admin, technician) -> None:
    for _ in range(10):
        User.objects.filter(pk__in=[admin.pk, technician.pk]).update(roles=["admin"])

        answers = at_once(
            lambda: set_roles(admin, ["manager"], by=technician.as_actor()),
            lambda: set_roles(technician, ["manager"], by=admin.as_actor()),
        )

        assert sum("admin" in user.roles for user in User.objects.all()) == 1
        assert sum(isinstance(answer, Refused) for answer in answers) == 1
