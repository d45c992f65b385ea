"""`/setup/`: the first admin of an empty site, and nobody after."""

import pytest

from hashmend.domain.accounts.models import User
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db

FIRST = {"name": "Ada", "email": "ada@shop.test", "password": PASSWORD, "again": PASSWORD}


def test_an_empty_site_leads_there(client) -> None:
    assert client.get("/sign-in/").url == "/setup/"
    assert "Make the first admin" in client.get("/setup/").content.decode()


def test_it_makes_an_admin_and_signs_them_in(client) -> None:
    response = client.post("/setup/", FIRST)

    assert (response.status_code, response.url) == (302, "/")
    ada = User.objects.get()
    assert ada.as_actor().may("users:edit")
    assert client.session["_auth_user_id"] == str(ada.pk)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"again": "something else entirely"}, "The two passwords differ"),
        ({"password": "short", "again": "short"}, "too short"),
        ({"email": "no address"}, "valid email"),
        ({"name": ""}, "required"),
    ],
)
def test_it_says_what_is_wrong_and_keeps_the_rest(client, wrong, why) -> None:
    response = client.post("/setup/", FIRST | wrong)

    page = response.content.decode()
    assert response.status_code == 422
    assert why in page
    assert "Error: " in page.partition("</title>")[0]
    assert PASSWORD not in page
    assert not User.objects.exists()


def test_it_is_closed_once_anybody_exists(client, manager) -> None:
    assert client.get("/setup/").url == "/sign-in/"
    assert client.post("/setup/", FIRST).url == "/sign-in/"
    assert User.objects.count() == 1
