"""`/sign-in/`: the right people get in, everybody else hears the same."""

import pytest
from django.contrib.auth import hashers
from django.test import Client

from hashmend.domain.accounts.models import User
from hashmend.domain.accounts.operations import deactivate_users, reactivate_users, set_password
from hashmend.domain.accounts.operations.attempts import FREE_TRIES
from hashmend.domain.batches import row
from hashmend.kernel.actor import SYSTEM
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db


def sign_in(client: Client, email: str = "mara@shop.test", password: str = PASSWORD, **more: str):
    return client.post("/sign-in/", {"email": email, "password": password, **more})


def test_the_page_has_the_fields_and_the_button(client, manager) -> None:
    page = client.get("/sign-in/").content.decode()

    assert ">E-mail</label>" in page
    assert ">Password</label>" in page
    assert 'type="submit">Sign in</button>' in page
    assert 'autocomplete="current-password"' in page


def test_the_right_password_lets_in_and_rotates_the_session_key(client, manager) -> None:
    client.get("/sign-in/")
    client.session["before"] = "kept"
    before = client.session.session_key

    response = sign_in(client)

    assert (response.status_code, response.url) == (302, "/")
    assert client.session["_auth_user_id"] == str(manager.pk)
    assert client.session.session_key != before


@pytest.mark.parametrize("email", ["MARA@SHOP.TEST", " mara@shop.test "])
def test_the_case_of_the_address_does_not_matter(client, manager, email) -> None:
    assert sign_in(client, email).status_code == 302


def test_a_customers_person_starts_in_the_portal(client, buyer) -> None:
    assert sign_in(client, "bea@buyer.test").url == "/portal/"


def test_unknown_wrong_and_inactive_hear_the_same(client, manager) -> None:
    gone = User.objects.create(email="gone@shop.test", name="Gone", roles=["manager"], is_active=False)
    gone.set_password(PASSWORD)
    gone.save()

    answers = [
        sign_in(client, "nobody@shop.test"),
        sign_in(client, password="wrong password"),
        sign_in(client, "gone@shop.test"),
    ]

    assert {a.status_code for a in answers} == {422}
    words = [a.content.decode().replace(a.wsgi_request.POST["email"], "…") for a in answers]
    tokens = [a.context["csrf_token"] for a in answers]
    assert len({w.replace(str(t), "") for w, t in zip(words, tokens, strict=True)}) == 1
    assert "do not belong together" in words[0]
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("email", ["nobody@shop.test", "mara@shop.test"])
def test_each_of_them_costs_one_hash(client, manager, monkeypatch, email) -> None:
    hashed = []
    encode = hashers.MD5PasswordHasher.encode
    monkeypatch.setattr(
        hashers.MD5PasswordHasher, "encode", lambda self, *a, **k: hashed.append(1) or encode(self, *a, **k)
    )

    sign_in(client, email, "wrong password")

    assert len(hashed) == 1


def test_the_typed_address_stays_and_the_password_does_not(client, manager) -> None:
    page = sign_in(client, password="wrong password").content.decode()

    assert 'value="mara@shop.test"' in page
    assert "wrong password" not in page


def test_too_many_tries_are_told_to_wait_before_any_hash(client, manager, monkeypatch) -> None:
    for _ in range(FREE_TRIES):
        assert sign_in(client, password="wrong password").status_code == 422
    monkeypatch.setattr(hashers.MD5PasswordHasher, "encode", lambda *a, **k: pytest.fail("hashed"))

    response = sign_in(client)

    assert response.status_code == 429
    assert int(response.headers["Retry-After"]) >= 1
    assert "Too many tries. Wait 1 second, then try again." in response.content.decode()


def test_an_unknown_account_is_throttled_just_the_same(client, manager) -> None:
    statuses = [sign_in(client, "nobody@shop.test").status_code for _ in range(FREE_TRIES + 1)]

    assert statuses == [422] * FREE_TRIES + [429]


def test_a_known_browser_gets_in_while_strangers_hammer_the_account(client, manager) -> None:
    sign_in(client)
    client.post("/sign-out/")
    stranger = Client(REMOTE_ADDR="203.0.113.9")
    for _ in range(FREE_TRIES + 3):
        sign_in(stranger, password="wrong password")

    assert sign_in(Client()).status_code == 429
    assert sign_in(client).status_code == 302


def test_a_forged_device_cookie_is_worth_nothing(client, manager) -> None:
    for n in range(FREE_TRIES):
        client.cookies["hashmend_device"] = f"forged{n}"
        sign_in(client, password="wrong password")

    assert sign_in(client, password="wrong password").status_code == 429


def test_a_browser_known_to_one_account_counts_for_another_like_any(client, manager, buyer) -> None:
    sign_in(client, "bea@buyer.test")
    client.post("/sign-out/")
    for _ in range(FREE_TRIES):
        sign_in(client, password="wrong password")

    assert sign_in(Client(REMOTE_ADDR="203.0.113.9")).status_code == 429


@pytest.mark.parametrize(
    ("wanted", "lands"),
    [
        ("/work-orders/?q=x", "/work-orders/?q=x"),
        ("/account/", "/account/"),
        ("https://evil.test/", "/"),
        ("//evil.test/", "/"),
        ("/\\evil.test", "/"),
        ("javascript:alert(1)", "/"),
        ("work-orders", "/"),
        ("/portal/orders/", "/"),
    ],
)
def test_it_returns_to_the_wanted_page_of_ours_only(client, manager, wanted, lands) -> None:
    assert sign_in(client, next=wanted).url == lands


def test_a_customers_person_never_lands_on_a_staff_page(client, buyer) -> None:
    assert sign_in(client, "bea@buyer.test", next="/work-orders/").url == "/portal/"
    client.post("/sign-out/")
    assert sign_in(client, "bea@buyer.test", next="/portal/x/").url == "/portal/x/"


def test_who_is_signed_in_is_sent_on(client, manager) -> None:
    client.force_login(manager)

    assert client.get("/sign-in/?next=/work-orders/").url == "/work-orders/"


def test_signing_out_needs_a_post_and_ends_the_session(client, manager) -> None:
    sign_in(client)

    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/").url == "/sign-in/"
    assert client.get("/account/").status_code == 302


def test_a_form_without_its_token_is_refused(manager) -> None:
    strict = Client(enforce_csrf_checks=True)

    assert sign_in(strict).status_code == 403


def test_a_deactivated_person_is_out_at_once_and_stays_out_after_coming_back(client, manager) -> None:
    sign_in(client)
    assert client.get("/account/").status_code == 200

    deactivate_users(row(manager), by=SYSTEM)
    assert client.get("/account/").status_code == 302

    reactivate_users(row(manager), by=SYSTEM)
    assert client.get("/account/").status_code == 302


def test_a_changed_password_ends_every_session(client, manager) -> None:
    sign_in(client)

    set_password(manager, "another long secret", by=SYSTEM)

    assert client.get("/account/").status_code == 302


def test_no_page_of_these_is_kept_by_a_cache(client, manager) -> None:
    assert "no-store" in client.get("/sign-in/").headers["Cache-Control"]


@pytest.mark.parametrize("method", ["put", "delete", "patch", "trace"])
def test_it_answers_its_methods_only(client, manager, method) -> None:
    assert getattr(client, method)("/sign-in/").status_code == 405


@pytest.mark.parametrize(
    "typed",
    [{}, {"email": "mara@shop.test"}, {"email": "\x00", "password": "x"}, {"email": "x" * 9999, "password": "x"}],
)
def test_half_or_strange_forms_are_a_422(client, manager, typed) -> None:
    assert client.post("/sign-in/", typed).status_code == 422
