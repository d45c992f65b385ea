"""Taking on a customer."""

from decimal import Decimal

import pytest

from hashmend.domain.customers.models import Customer
from hashmend.domain.customers.operations import CustomerDetails, add_customer
from hashmend.kernel.actor import SYSTEM
from hashmend.kernel.errors import Refused
from tests import factories

pytestmark = pytest.mark.django_db


def test_alias_and_email_are_enough() -> None:
    customer = add_customer(CustomerDetails(alias="Nordwind", email="ops@nordwind.example"), by=SYSTEM)
    customer.refresh_from_db()
    assert (customer.currency, customer.payment_days, customer.tax_percent) == ("USD", 14, Decimal("0.00"))
    assert customer.is_active
    assert not customer.has_credit_terms


@pytest.mark.parametrize(("alias", "email"), [("", "a@b.example"), ("  ", "a@b.example"), ("Nordwind", "")])
def test_it_refuses_without_alias_or_email(alias: str, email: str) -> None:
    with pytest.raises(Refused, match="needs an alias and an e-mail address"):
        add_customer(CustomerDetails(alias=alias, email=email), by=SYSTEM)
    assert not Customer.objects.exists()


def test_it_refuses_an_alias_that_another_customer_has_in_any_case() -> None:
    factories.customer(alias="Nordwind")
    with pytest.raises(Refused, match="Another customer is called NORDWIND already: choose a different alias"):
        factories.customer(alias="NORDWIND")
    assert Customer.objects.count() == 1


def test_the_history_names_who_did_it() -> None:
    manager = factories.staff("manager", name="Mara")
    customer = add_customer(CustomerDetails(alias="Nordwind", email="a@b.example"), by=manager.as_actor())
    event = customer.events.get()
    assert (event.sentence, event.actor_label) == ("Nordwind became a customer.", "Mara")
