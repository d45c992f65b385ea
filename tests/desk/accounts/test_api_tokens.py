"""The pages about tokens of machines: an admin makes one, sees it once, and revokes it."""

import re

import pytest
from django.test import Client

from hashmend.domain.accounts.models import ApiToken, User
from hashmend.domain.accounts.permissions import Role
from hashmend.domain.history.models import Event
from tests import factories
from tests.desk.bench.test_jobs import words
from tests.factories_api import post, token
from tests.people import as_person, as_role, queries_of

pytestmark = pytest.mark.django_db

NEW = {"name": "Bench rig 3", "permissions": ["jobs:stress-test"], "expires_on": ""}
MAKE = "/api-tokens/new/"


@pytest.fixture
def ada() -> User:
    return factories.staff(name="Ada Admin")


@pytest.fixture
def desk(ada) -> Client:
    return as_person(ada)


def test_it_is_shown_once_and_lets_a_machine_in(desk, ada) -> None:
    page = desk.post(MAKE, NEW)
    shown = re.search(r"hm_[a-z2-9]{12}\.[\w-]{43}", page.content.decode())
    assert shown
    assert page.headers["Cache-Control"] == "no-store, private"
    assert post(shown.group(), {}).status_code == 422
    secret = shown.group().partition(".")[2]
    for path in ("/api-tokens/", f"/users/{ada.public_id}/"):
        assert secret not in desk.get(path).content.decode()
    assert shown.group().partition(".")[0] in words(desk.get("/api-tokens/"))


def test_the_history_of_the_admin_tells_of_it(desk, ada) -> None:
    desk.post(MAKE, NEW)
    prefix = ApiToken.objects.get().prefix
    page = words(desk.get(f"/users/{ada.public_id}/"))
    assert f"The API token Bench rig 3 ({prefix}…) was made; it may jobs:stress-test." in page


@pytest.mark.parametrize(
    ("changed", "status", "why"),
    [
        ({"name": " "}, 422, "This field is required."),
        ({"name": "x\x00"}, 422, "Null characters are not allowed."),
        ({"permissions": []}, 422, "This field is required."),
        ({"permissions": ["invoices:edit"]}, 422, "Select a valid choice."),
        ({"expires_on": "2020-01-31"}, 409, "31 Jan 2020 is over: choose today or a later day as the last one."),
        ({"name": "BENCH rig 4"}, 409, "BENCH rig 4 has a token: revoke it first, or give the new one another name."),
    ],
)
def test_what_cannot_be_is_refused(desk, changed, status, why) -> None:
    token("Bench rig 4")
    answer = desk.post(MAKE, NEW | changed)
    assert answer.status_code == status
    assert why in words(answer)
    assert ApiToken.objects.count() == 1


def test_revoking_says_what_it_does_and_frees_the_name(desk) -> None:
    token()
    mine = ApiToken.objects.get()
    chosen = {"ids": [mine.pk]}
    assert "refused from the next call on" in words(desk.post("/api-tokens/revoke/", chosen))
    page = desk.post("/api-tokens/revoke/", chosen | {"confirmed": "yes"}, follow=True)
    assert "1 API token revoked." in words(page)
    mine.refresh_from_db()
    assert mine.state == "Revoked"
    assert Event.objects.filter(kind="api-token.revoked").count() == 1
    assert desk.post(MAKE, NEW).status_code == 200
    assert words(desk.get("/api-tokens/?revoked=1")).count("Bench rig 3") >= 1


def test_the_list_takes_the_same_queries_however_many_there_are(desk) -> None:
    token("Rig 0")
    few = queries_of(desk, "/api-tokens/")
    for place in range(1, 6):
        token(f"Rig {place}")
    assert queries_of(desk, "/api-tokens/") == few


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMIN])
def test_nobody_but_an_admin_opens_any_of_them(role) -> None:
    client = as_person(factories.customer_user()) if role == Role.CUSTOMER else as_role(role)
    answers = [client.get("/api-tokens/"), client.get(MAKE), client.post(MAKE, NEW), client.post("/api-tokens/revoke/")]
    assert {answer.status_code for answer in answers} == {403}
    assert not ApiToken.objects.exists()
