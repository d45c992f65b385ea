"""Doors: the right side, the right permission, the right method, and refusals that say why."""

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import include, path

from hashmend.domain.accounts.models import User
from hashmend.domain.accounts.permissions import Permission, Role
from hashmend.domain.customers.models import Customer
from hashmend.kernel.errors import Refusal, Refused
from hashmend.web.actors import PageRequest
from hashmend.web.pages import Side, door

desk_page, portal_page = door(Side.DESK), door(Side.PORTAL)


@desk_page(Permission.EDIT_INVOICES, methods=("GET", "POST"))
def staff(request: PageRequest) -> HttpResponse:
    if request.method == "POST":
        raise Refused("C-1 is empty: put a miner in it first.", [Refusal("C-1", "a"), Refusal("C-2", "b")])
    return HttpResponse(f"hello {request.actor.label}")


@portal_page(Permission.VIEW_PORTAL)
def customers(request: PageRequest) -> HttpResponse:
    return HttpResponse("yours")


urlpatterns = [
    path("staff/", staff, name="staff"),
    path("portal/x/", customers, name="customers"),
    path("", include("hashmend.config.urls")),
]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


def _signed_in(*roles: Role) -> Client:
    customer = Customer.objects.create(alias="Acme", email="a@demo.test") if Role.CUSTOMER in roles else None
    user = User.objects.create(email="u@demo.test", name="Una", roles=list(roles), customer=customer)
    client = Client()
    client.force_login(user)
    return client


def test_the_right_person_enters() -> None:
    answer = _signed_in(Role.BILLING).get("/staff/")
    assert answer.content == b"hello Una"
    assert "no-store" in answer.headers["Cache-Control"]
    assert "HX-Request" in answer.headers["Vary"]


@pytest.mark.parametrize("role", [Role.TECHNICIAN, Role.LOGISTICS, Role.MANAGER])
def test_a_person_without_the_permission_is_told_403(role: Role) -> None:
    assert _signed_in(role).get("/staff/").status_code == 403


def test_roles_add_up() -> None:
    assert _signed_in(Role.TECHNICIAN, Role.BILLING).get("/staff/").status_code == 200


def test_a_customer_enters_no_staff_page() -> None:
    client = _signed_in(Role.CUSTOMER)
    assert client.get("/staff/").status_code == 403
    assert client.get("/portal/x/").content == b"yours"


def test_staff_enter_no_portal_page() -> None:
    assert _signed_in(Role.ADMIN).get("/portal/x/").status_code == 403


def test_a_stranger_is_sent_to_the_sign_in_and_back() -> None:
    answer = Client().get("/staff/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/sign-in/?next=/staff/")


def test_a_part_of_a_page_never_becomes_the_sign_in() -> None:
    answer = Client().get("/staff/", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/staff/?q=1"})
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == "/sign-in/?next=%2Fstaff%2F%3Fq%3D1"


def test_somebody_who_was_deactivated_is_out_at_once() -> None:
    client = _signed_in(Role.BILLING)
    User.objects.update(is_active=False)
    assert client.get("/staff/").status_code == 302


@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_other_methods_are_answered_405(method: str) -> None:
    answer = _signed_in(Role.BILLING).generic(method, "/staff/")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_a_refusal_is_a_page_with_its_sentence_and_a_way_back() -> None:
    answer = _signed_in(Role.BILLING).post("/staff/", headers={"Referer": "http://testserver/staff/?page=2"})
    assert answer.status_code == 409
    assert b"C-1 is empty: put a miner in it first." in answer.content
    assert b'href="/staff/?page=2"' in answer.content


def test_the_way_back_never_leaves_the_site() -> None:
    answer = _signed_in(Role.BILLING).post("/staff/", headers={"Referer": "https://evil.test/staff/"})
    assert b"evil.test" not in answer.content


def test_a_refusal_to_htmx_is_a_notice_where_the_person_is() -> None:
    answer = _signed_in(Role.BILLING).post("/staff/", headers={"HX-Request": "true"})
    assert answer.status_code == 409
    assert answer.headers["HX-Retarget"] == "#notices"
    assert b"<html" not in answer.content
    assert b"C-2" in answer.content
