"""The pages about people: an admin adds them, sets roles and passwords, and lets them in or out."""

import pytest
from django.test import Client

from hashmend.domain.accounts.models import User
from hashmend.domain.accounts.permissions import Role
from hashmend.domain.history.models import Event
from tests import factories
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db

NEW = {"name": "Lea", "email": "lea@shop.test", "roles": ["billing"], "password": PASSWORD, "again": PASSWORD}


@pytest.fixture
def ada() -> User:
    """Return the only admin."""
    return factories.staff(name="Ada Admin", email="ada@shop.test")


@pytest.fixture
def tom() -> User:
    """Return a technician."""
    return factories.staff("technician", name="Tom Tech", email="tom@shop.test")


@pytest.fixture
def desk(ada) -> Client:
    """Return the admin's browser."""
    client = Client()
    client.force_login(ada)
    return client


def pages_of(person: User) -> list[tuple[str, str]]:
    """Return every page about people."""
    one = f"/users/{person.public_id}/"
    verbs = ["change", "roles", "password", "deactivate", "reactivate"]
    return [
        ("get", "/users/"), ("get", "/users/new/"), ("get", one), ("post", "/users/new/"),
        ("post", "/users/deactivate/"), ("post", "/users/reactivate/"), *(("post", f"{one}{verb}/") for verb in verbs),
    ]  # fmt: skip


@pytest.mark.parametrize("role", ["manager", "technician", "logistics", "billing", "customer"])
def test_nobody_but_an_admin_opens_any_of_them(client, tom, role) -> None:
    client.force_login(factories.customer_user() if role == "customer" else factories.staff(role))

    assert {getattr(client, method)(url).status_code for method, url in pages_of(tom)} == {403}


def test_anonymous_is_sent_to_sign_in(client, tom) -> None:
    assert {getattr(client, method)(url).status_code for method, url in pages_of(tom)} == {302}


def test_a_verb_answers_post_only(desk, tom) -> None:
    verbs = [url for method, url in pages_of(tom) if method == "post" and url != "/users/new/"]

    assert {desk.get(url).status_code for url in verbs} == {405}


def test_the_list_shows_everybody_with_roles_and_customer(desk, tom) -> None:
    buyer = factories.customer_user(name="Bea Buyer")

    page = desk.get("/users/").content.decode()

    for words in ["Ada Admin", "Tom Tech", "Technician", "Bea Buyer", str(buyer.customer)]:
        assert words in page


@pytest.mark.parametrize(
    ("query", "there", "missing"),
    [
        ("role=technician", "Tom Tech", "Bea Buyer"),
        ("role=admin", "ada@shop.test", "tom@shop.test"),
        ("role=admin&role=technician", "tom@shop.test", "Bea Buyer"),
        ("q=buyer", "Bea Buyer", "tom@shop.test"),
        ("state=inactive", "No users match", "tom@shop.test"),
    ],
)
def test_the_list_filters(desk, tom, query, there, missing) -> None:
    factories.customer_user(name="Bea Buyer")

    page = desk.get(f"/users/?{query}").content.decode().partition("<main")[2]

    assert there in page
    assert missing not in page


def test_the_csv_holds_no_password(desk, tom) -> None:
    text = b"".join(desk.get("/users/?export=csv").streaming_content).decode()

    assert "tom@shop.test" in text
    assert tom.password not in text


def test_the_sidebar_offers_users_to_admins_only(desk, tom) -> None:
    bench = Client()
    bench.force_login(tom)

    assert 'href="/users/"' in desk.get("/catalogues/").content.decode()
    assert 'href="/users/"' not in bench.get("/catalogues/").content.decode()


def test_an_admin_adds_a_person_who_signs_in(desk) -> None:
    response = desk.post("/users/new/", NEW)

    lea = User.objects.get(email="lea@shop.test")
    assert response.url == f"/users/{lea.public_id}/"
    assert lea.roles == [Role.BILLING]
    signed_in = Client().post("/sign-in/", {"email": "lea@shop.test", "password": PASSWORD})
    assert signed_in.status_code == 302


def test_a_customers_person_gets_the_customer_role_alone(desk) -> None:
    acme = factories.customer(alias="Acme Mining")

    desk.post("/users/new/", NEW | {"roles": [], "customer": "Acme Mining"})

    lea = User.objects.get(email="lea@shop.test")
    assert (lea.roles, lea.customer) == ([Role.CUSTOMER], acme)


@pytest.mark.parametrize(
    ("wrong", "status", "why"),
    [
        ({"email": "ADA@shop.test"}, 409, "belongs to somebody already"),
        ({"roles": []}, 409, "at least one of the roles"),
        ({"roles": ["admin"], "customer": "Acme Mining"}, 409, "the role Customer and no other"),
        ({"roles": ["customer"]}, 422, "not one of the available choices"),
        ({"password": "short", "again": "short"}, 422, "too short"),
        ({"email": "nothing"}, 422, "valid email"),
    ],
)
def test_a_person_who_may_not_be_is_refused_and_the_rest_is_kept(desk, wrong, status, why) -> None:
    factories.customer(alias="Acme Mining")

    response = desk.post("/users/new/", NEW | wrong)

    page = response.content.decode()
    assert response.status_code == status
    assert why in page
    assert 'value="Lea"' in page
    assert PASSWORD not in page
    assert User.objects.count() == 1


def test_an_admin_changes_details_and_the_history_tells(desk, tom) -> None:
    url = f"/users/{tom.public_id}/"

    assert desk.post(f"{url}change/", {"details-name": "Tom T.", "details-email": "tt@shop.test"}).url == url

    assert "name from Tom Tech to Tom T." in desk.get(url).content.decode()


def test_a_taken_address_is_said_at_the_form(desk, tom) -> None:
    typed = {"details-name": "Tommy", "details-email": "ada@shop.test"}

    response = desk.post(f"/users/{tom.public_id}/change/", typed)

    assert response.status_code == 409
    assert "belongs to somebody already" in response.content.decode()
    assert 'value="Tommy"' in response.content.decode()


def test_new_roles_hold_at_the_next_click(desk, tom) -> None:
    bench = Client()
    bench.force_login(tom)
    assert bench.get("/users/").status_code == 403

    desk.post(f"/users/{tom.public_id}/roles/", {"roles-roles": ["admin", "technician"]})

    assert bench.get("/users/").status_code == 200


def test_the_last_admin_keeps_the_role(desk, ada, tom) -> None:
    response = desk.post(f"/users/{ada.public_id}/roles/", {"roles-roles": ["manager"]})

    assert response.status_code == 409
    assert "Ada Admin is the only admin" in response.content.decode()
    ada.refresh_from_db()
    assert ada.roles == [Role.ADMIN]


def test_a_customers_person_has_no_roles_to_choose(desk) -> None:
    buyer = factories.customer_user()

    assert "roles-roles" not in desk.get(f"/users/{buyer.public_id}/").content.decode()
    assert desk.post(f"/users/{buyer.public_id}/roles/", {"roles-roles": ["admin"]}).status_code == 409


def test_a_password_set_by_an_admin_signs_the_person_out(desk, tom) -> None:
    bench = Client()
    bench.force_login(tom)
    typed = {"password-password": "another long secret", "password-again": "another long secret"}

    desk.post(f"/users/{tom.public_id}/password/", typed)

    assert bench.get("/account/").status_code == 302
    assert Event.objects.filter(kind="user.password-set", user=tom).count() == 1


def test_an_admin_who_sets_their_own_stays_signed_in(desk, ada) -> None:
    typed = {"password-password": "another long secret", "password-again": "another long secret"}

    desk.post(f"/users/{ada.public_id}/password/", typed)

    assert desk.get("/users/").status_code == 200


def test_a_weak_password_is_named(desk, tom) -> None:
    typed = {"password-password": "short", "password-again": "short"}

    response = desk.post(f"/users/{tom.public_id}/password/", typed)

    assert response.status_code == 422
    assert "too short" in response.content.decode()


def test_deactivating_and_coming_back(desk, tom) -> None:
    url = f"/users/{tom.public_id}/"

    assert desk.post(f"{url}deactivate/").url == url
    assert "Reactivate" in desk.get(url).content.decode()
    assert desk.post(f"{url}deactivate/").status_code == 409
    assert desk.post(f"{url}reactivate/").url == url
    tom.refresh_from_db()
    assert tom.is_active


def test_nobody_deactivates_themselves(desk, ada) -> None:
    response = desk.post(f"/users/{ada.public_id}/deactivate/")

    assert response.status_code == 409
    assert "You cannot deactivate yourself" in response.content.decode()


def test_several_at_once_after_a_dialog(desk, ada, tom) -> None:
    ids = [ada.pk, tom.pk, factories.staff("billing").pk]

    assert "3 users" in desk.post("/users/deactivate/", {"ids": ids}).content.decode()
    assert User.objects.active().count() == 3
    response = desk.post("/users/deactivate/", {"ids": ids, "confirmed": "yes"}, follow=True)

    assert "2 users deactivated. 1 skipped: You cannot deactivate yourself" in response.content.decode()
    assert list(User.objects.active()) == [ada]


@pytest.mark.parametrize("name", ["nobody", "0", "-"])
def test_an_unknown_person_is_a_404(desk, name) -> None:
    assert desk.get(f"/users/{name}/").status_code == 404
