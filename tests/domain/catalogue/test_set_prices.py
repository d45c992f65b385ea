"""`set_prices`: the default prices of services, many at once."""

from decimal import Decimal

import pytest

from hashmend.domain.catalogue.models import Service
from hashmend.domain.catalogue.operations import retire_rows, set_prices
from hashmend.domain.history.models import Event

pytestmark = pytest.mark.usefixtures("bundled")


def service(code: str) -> Service:
    return Service.objects.get(code=code)


def test_it_sets_prices_and_takes_them_back(admin) -> None:
    set_prices({service("SVC_CLEAN").pk: Decimal("12.50"), service("SVC_FAN").pk: None}, by=admin)

    assert service("SVC_CLEAN").price_amount == Decimal("12.50")
    assert service("SVC_FAN").price_amount is None


def test_it_records_from_and_to_of_what_changed(admin) -> None:
    set_prices({service("SVC_CLEAN").pk: Decimal("12.5"), service("SVC_FAN").pk: Decimal("25")}, by=admin)

    event = Event.objects.get(kind="catalogue.price-set")
    assert event.sentence == "The price of Cleaning changed from to be agreed to 12.50 USD."
    assert service("SVC_FAN").edited_at is None


def test_it_refuses_negative_prices_and_retired_services(admin) -> None:
    retire_rows(Service.objects.filter(code="SVC_CHIP"), by=admin)

    outcome = set_prices({service("SVC_FAN").pk: Decimal("-1"), service("SVC_CHIP").pk: Decimal("9")}, by=admin)

    assert {r.why for r in outcome.refused} == {
        "The price of Fan replacement cannot be negative: give 0 or more, or nothing.",
        "Chip replacement is retired: restore it before pricing it.",
    }
    assert service("SVC_FAN").price_amount == Decimal("25.00")


def test_all_at_once_take_few_queries(admin, django_assert_max_num_queries) -> None:
    prices = dict.fromkeys(Service.objects.values_list("pk", flat=True), Decimal("7"))

    with django_assert_max_num_queries(6):
        set_prices(prices, by=admin)
