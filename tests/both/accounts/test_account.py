"""`/account/`: everybody's own page, with a new password."""

import pytest
from django.test import Client

from hashmend.domain.accounts.operations.attempts import FREE_TRIES
from hashmend.domain.history.models import Event
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db

NEW = "another long secret"
FORM = {"current": PASSWORD, "password": NEW, "again": NEW}


@pytest.mark.parametrize("who", ["manager", "buyer"])
def test_staff_and_customers_see_who_they_are(client, request, who) -> None:
    person = request.getfixturevalue(who)
    client.force_login(person)

    page = client.get("/account/").content.decode()

    assert person.name in page
    assert person.email in page


def test_anonymous_is_sent_to_sign_in(client, manager) -> None:
    assert client.get("/account/").url == "/sign-in/?next=/account/"


@pytest.mark.parametrize("who", ["manager", "buyer"])
def test_a_page_can_ask_whether_somebody_is_still_signed_in(client, request, django_assert_num_queries, who) -> None:
    client.force_login(request.getfixturevalue(who))
    with django_assert_num_queries(2):  # the session and the person are read, nothing is written
        answer = client.get("/account/here/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.content, answer.cookies) == (204, b"", {})
    assert "no-store" in answer.headers["Cache-Control"]

    client.logout()
    answer = client.get("/account/here/", headers={"HX-Request": "true"})
    assert (answer.status_code, "no-store" in answer.headers["Cache-Control"]) == (401, True)


def test_a_new_password_keeps_this_session_and_ends_the_others(client, manager) -> None:
    other = Client()
    client.force_login(manager)
    other.force_login(manager)

    assert client.post("/account/password/", FORM).url == "/account/"

    assert "Your password is changed." in client.get("/account/").content.decode()
    assert other.get("/account/").status_code == 302
    manager.refresh_from_db()
    assert manager.check_password(NEW)
    assert Event.objects.filter(kind="user.password-set", user=manager, actor=manager).count() == 1


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"current": "not it"}, "This is not your present password."),
        ({"again": "something else"}, "The two passwords differ"),
        ({"password": "mara@shop.test", "again": "mara@shop.test"}, "too similar to the email"),
    ],
)
def test_it_says_what_is_wrong(client, manager, wrong, why) -> None:
    client.force_login(manager)

    response = client.post("/account/password/", FORM | wrong)

    assert response.status_code == 422
    assert why in response.content.decode()
    manager.refresh_from_db()
    assert manager.check_password(PASSWORD)


def test_guessing_the_present_password_is_slowed_down(client, manager) -> None:
    client.force_login(manager)
    statuses = [
        client.post("/account/password/", FORM | {"current": "guess"}).status_code for _ in range(FREE_TRIES + 1)
    ]

    assert statuses == [422] * FREE_TRIES + [429]
