"""`add_user` and `add_first_admin`: who gets in, and who is refused."""

from collections.abc import Callable

import pytest

from hashmend.domain.accounts.models import User
from hashmend.domain.accounts.operations import NewUser, add_first_admin, add_user
from hashmend.domain.customers.models import Customer
from hashmend.domain.history.models import Event
from hashmend.kernel.actor import SYSTEM
from hashmend.kernel.errors import Refused
from tests.domain.accounts.conftest import PASSWORD
from tests.races import at_once

pytestmark = pytest.mark.django_db


def test_it_adds_a_person_who_may_sign_in(admin) -> None:
    new = NewUser(" lea@shop.test ", "Lea", ("billing", "logistics"), PASSWORD)

    lea = add_user(new, by=admin.as_actor())

    lea.refresh_from_db()
    assert (lea.email, lea.roles, lea.is_active) == ("lea@shop.test", ["logistics", "billing"], True)
    assert lea.check_password(PASSWORD)
    assert lea.as_actor().may("invoices:edit")


def test_it_records_without_the_password(admin) -> None:
    lea = add_user(NewUser("lea@shop.test", "Lea", ("billing",), PASSWORD), by=admin.as_actor())

    event = Event.objects.get(user=lea)
    assert event.sentence == "Lea was added with the roles Billing."
    assert event.actor_id == admin.pk
    assert PASSWORD not in str(event.data)


def test_a_customers_person_sees_that_customer_only(admin) -> None:
    customer = Customer.objects.create(alias="Acme", email="hello@acme.test")

    eve = add_user(NewUser("eve@acme.test", "Eve", ("customer",), PASSWORD, customer.pk), by=admin.as_actor())

    assert eve.as_actor().customer_ids == {customer.pk}
    assert not eve.as_actor().is_staff


@pytest.mark.parametrize(
    ("email", "roles", "password", "why"),
    [
        ("ADA@shop.test", ("manager",), PASSWORD, "belongs to somebody already"),
        ("not an address", ("manager",), PASSWORD, "is not an e-mail address"),
        ("new@shop.test", (), PASSWORD, "at least one of the roles"),
        ("new@shop.test", ("emperor",), PASSWORD, "at least one of the roles"),
        ("new@shop.test", ("customer",), PASSWORD, "choose the customer"),
        ("new@shop.test", ("manager", "customer"), PASSWORD, "choose the customer"),
        ("new@shop.test", ("manager",), "short", "too short"),
        ("new@shop.test", ("manager",), "password12", "too common"),
    ],
)
def test_it_refuses(admin, email, roles, password, why) -> None:
    with pytest.raises(Refused, match=why):
        add_user(NewUser(email, "New", roles, password), by=admin.as_actor())

    assert User.objects.count() == 1
    assert Event.objects.filter(kind="user.added").count() == 1


def test_a_customers_person_has_no_staff_role(admin) -> None:
    customer = Customer.objects.create(alias="Acme", email="hello@acme.test")

    with pytest.raises(Refused, match="the role Customer and no other"):
        add_user(NewUser("e@acme.test", "E", ("customer", "admin"), PASSWORD, customer.pk), by=admin.as_actor())


def test_the_first_admin_is_the_only_one_made_so(admin) -> None:
    assert admin.roles == ["admin"]

    with pytest.raises(Refused, match="set up this site already"):
        add_first_admin(NewUser("two@shop.test", "Two", (), PASSWORD), by=SYSTEM)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_many_first_admins_at_once_one_gets_in() -> None:
    def setting_up(n: int) -> Callable[[], User]:
        return lambda: add_first_admin(NewUser(f"a{n}@shop.test", f"A{n}", (), PASSWORD), by=SYSTEM)

    answers = at_once(*[setting_up(n) for n in range(6)])

    assert User.objects.count() == 1
    assert sum(isinstance(answer, Refused) for answer in answers) == 5
