"""Who is let in by a token, who is not, and what of a token is seen afterwards."""

import json
import logging
from datetime import timedelta
from typing import Any

import pytest
from django.core import serializers
from django.test import Client

from hashmend.domain.accounts.models import ApiToken, SignInFailure
from hashmend.domain.accounts.operations import revoke_tokens
from hashmend.domain.accounts.permissions import Role
from hashmend.domain.batches import row
from hashmend.domain.history.models import Event
from hashmend.kernel import clock
from hashmend.kernel.actor import SYSTEM
from hashmend.web.requests import JsonLines
from tests import factories
from tests.api.test_readings import a_test, readings_of, sent
from tests.factories_api import READINGS, post, token
from tests.factories_bench import reading

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("shown", ["", "x", "hm_x.y", "hm_abcdefghjkmn.secret", "Ünsinn", "a" * 5000])
def test_without_a_right_token_nothing_happens(shown) -> None:
    test = a_test()
    answer = post(shown, sent(reading(1)))
    assert (answer.status_code, answer.headers["Content-Type"]) == (401, "application/problem+json")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert readings_of(test) == []


def test_the_beginning_of_a_token_with_another_secret_is_a_wrong_one() -> None:
    a_test()
    right, other = token(), token("Bench rig 4")
    mixed = f"{right.partition('.')[0]}.{other.partition('.')[2]}"
    assert post(mixed, sent(reading(1))).status_code == 401


def test_only_the_header_counts_never_the_address_nor_another_scheme() -> None:
    a_test()
    right = token()
    body = json.dumps(sent(reading(1)))
    for headers, query in (
        ({}, f"?token={right}"),
        ({"Authorization": f"Basic {right}"}, ""),
        ({"Authorization": right}, ""),
    ):
        answer = Client().post(READINGS + query, body, content_type="application/json", headers=headers)
        assert answer.status_code == 401
    assert post("", sent(reading(1)), headers={"Authorization": f"bearer  {right} "}).status_code == 200


@pytest.mark.parametrize("role", [*Role])
def test_a_session_of_nobody_is_accepted(role) -> None:
    test = a_test()
    client = Client()
    client.force_login(factories.customer_user() if role == Role.CUSTOMER else factories.staff(role))
    answer = client.post(READINGS, json.dumps(sent(reading(1))), content_type="application/json")
    assert answer.status_code == 401
    assert readings_of(test) == []


def test_a_token_opens_no_page() -> None:
    headers = {"Authorization": f"Bearer {token()}"}
    assert Client().get("/work-orders/", headers=headers).status_code == 302
    assert Client().get("/api-tokens/", headers=headers).status_code == 302


def test_a_revoked_and_an_expired_one_open_nothing() -> None:
    a_test()
    revoked = token("Rig 1")
    lasting = token("Rig 2", expires_on=clock.today() + timedelta(days=1))
    revoke_tokens(ApiToken.objects.filter(name="Rig 1"), by=SYSTEM)
    assert post(revoked, sent(reading(1))).status_code == 401
    assert post(lasting, sent(reading(1))).status_code == 200
    with clock.standing_at(clock.now() + timedelta(days=1)):
        assert post(lasting, sent(reading(2))).status_code == 200
    with clock.standing_at(clock.now() + timedelta(days=2)):
        assert post(lasting, sent(reading(3))).status_code == 401


def test_a_token_without_the_permission_is_told_so() -> None:
    test, right = a_test(), token()
    ApiToken.objects.update(permissions=["invoices:edit"])
    answer = post(right, sent(reading(1)))
    assert answer.status_code == 403
    assert "needs jobs:stress-test" in answer.json()["detail"]
    assert readings_of(test) == []


def test_wrong_tokens_are_slowed_down_and_a_right_one_is_let_in_all_the_same() -> None:
    a_test()
    right = token()
    statuses = [post("hm_abcdefghjkmn.guess", sent(reading(1))).status_code for _ in range(8)]
    assert statuses[:5] == [401] * 5
    assert 429 in statuses
    answer = next(one for _ in range(9) if (one := post("hm_abcdefghjkmn.guess", {})).status_code == 429)
    assert int(answer.headers["Retry-After"]) > 0
    assert "wait" in answer.json()["detail"]
    assert post(right, sent(reading(1))).status_code == 200


def test_many_different_wrong_tokens_from_one_address_are_slowed_down_too_and_signing_in_is_not() -> None:
    statuses = {post(f"hm_{place:012}.guess", {}).status_code for place in range(40)}
    assert statuses == {401, 429}
    user = factories.staff()
    page = Client().post("/sign-in/", {"email": user.email, "password": factories.PASSWORD})
    assert page.status_code == 302


def test_its_last_use_is_kept_to_the_minute() -> None:
    a_test()
    right, noon = token(), clock.now() + timedelta(hours=1)
    for seconds, kept in ((0, 0), (30, 0), (61, 61)):
        with clock.standing_at(noon + timedelta(seconds=seconds)):
            post(right, sent(reading(1)))
        assert ApiToken.objects.get().last_used_at == noon + timedelta(seconds=kept)


def test_neither_the_database_nor_the_log_holds_a_token(caplog) -> None:
    a_test()
    caplog.handler.setFormatter(JsonLines())
    with caplog.at_level(logging.DEBUG):
        right = token()
        for shown, body in ((right, sent(reading(1))), (right, {}), (f"{right}x", {}), (right, "{")):
            post(shown, body)
    secret = right.partition(".")[2]
    tables: tuple[Any, ...] = (ApiToken, Event, SignInFailure)
    kept = "".join(serializers.serialize("json", model.objects.all()) for model in tables)
    assert "hm_" in kept
    assert secret not in kept
    assert READINGS in caplog.text
    assert secret not in caplog.text


def test_revoking_twice_is_refused() -> None:
    token()
    mine = row(ApiToken.objects.get())
    assert revoke_tokens(mine, by=SYSTEM).refused == []
    (refusal,) = revoke_tokens(mine, by=SYSTEM).refused
    assert refusal.why == "Bench rig 3 is revoked already."
