"""`begin_attempt`: tries to sign in are free for a while, then further and further apart."""

from datetime import UTC, datetime, timedelta

import pytest

from hashmend.domain.accounts.models import SignInFailure
from hashmend.domain.accounts.operations import begin_attempt, end_attempt
from hashmend.domain.accounts.operations.attempts import FREE_TRIES, FREE_TRIES_PER_ADDRESS, LONGEST_WAIT
from hashmend.kernel import clock
from hashmend.kernel.actor import NOBODY
from tests.races import at_once

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def try_at(seconds: float, account: str = "ada@shop.test", address: str = "10.0.0.1", device: str = "") -> int:
    with clock.standing_at(NOON + timedelta(seconds=seconds)):
        return begin_attempt(account, address, device, by=NOBODY).wait


def test_the_first_tries_are_free_then_the_wait_doubles() -> None:
    assert [try_at(0) for _ in range(FREE_TRIES)] == [0] * FREE_TRIES
    assert try_at(0) == 1
    assert try_at(1) == 0
    assert try_at(1) == 2
    assert try_at(3) == 0
    assert try_at(3) == 4


def test_the_wait_has_an_end() -> None:
    SignInFailure.objects.create(key="address:10.0.0.1", count=500, last_at=NOON)

    assert try_at(0) == LONGEST_WAIT


def test_a_try_that_must_wait_is_not_counted() -> None:
    for _ in range(FREE_TRIES):
        try_at(0)
    for _ in range(20):
        assert try_at(0) == 1
    assert try_at(1) == 0


def test_spelling_the_account_differently_does_not_help() -> None:
    for spelling in ["ada@shop.test", "ADA@shop.test", " ada@shop.test ", "Ada@Shop.Test", "aDa@shop.test"]:
        assert try_at(0, spelling) == 0

    assert try_at(0) == 1


def test_changing_the_address_does_not_help() -> None:
    for n in range(FREE_TRIES):
        assert try_at(0, address=f"10.0.0.{n}") == 0

    assert try_at(0, address="10.9.9.9") == 1


def test_changing_the_account_does_not_help() -> None:
    for n in range(FREE_TRIES_PER_ADDRESS):
        assert try_at(0, account=f"{n}@shop.test") == 0

    assert try_at(0, account="other@shop.test") == 1


def test_strangers_cannot_lock_out_a_browser_that_is_known() -> None:
    for _ in range(40):
        try_at(0)

    assert try_at(0) > 0
    assert try_at(0, device="ada's own") == 0


def test_getting_in_forgets_the_accounts_tries_and_one_of_the_address() -> None:
    with clock.standing_at(NOON):
        for _ in range(FREE_TRIES):
            attempt = begin_attempt("ada@shop.test", "10.0.0.1", by=NOBODY)
        end_attempt(attempt, by=NOBODY)

    assert try_at(0) == 0
    assert SignInFailure.objects.get(key="address:10.0.0.1").count == FREE_TRIES


def test_an_hour_later_all_is_forgotten() -> None:
    for _ in range(FREE_TRIES):
        try_at(0)

    assert [try_at(3601) for _ in range(FREE_TRIES)] == [0] * FREE_TRIES


def test_no_address_is_stored_in_clear() -> None:
    try_at(0)

    assert not SignInFailure.objects.filter(key__contains="ada").exists()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_tries_at_the_same_moment_are_all_counted() -> None:
    answers = at_once(*[lambda: begin_attempt("ada@shop.test", "10.0.0.1", by=NOBODY)] * 16)

    assert sum(answer.wait == 0 for answer in answers) == FREE_TRIES
