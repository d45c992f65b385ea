"""`GET /healthz`, and what a page answers while the database is away."""

import pytest
from django.db import OperationalError, connection
from django.test import Client


class Unplugged:
    """Fails every query as a lost server does, with details that must stay in the log."""

    def __call__(self, execute: object, sql: str, params: object, many: bool, context: object) -> None:
        raise OperationalError("connection to 10.1.2.3 as hashmend_owner failed")


@pytest.mark.django_db
def test_it_says_ok_when_the_database_answers(client: Client) -> None:
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.json() == {"status": "ok", "database": "ok"}


@pytest.mark.django_db
def test_it_says_503_and_why_when_the_database_does_not_answer(client: Client) -> None:
    with connection.execute_wrapper(Unplugged()):
        response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json()["reason"] == "The database does not answer (OperationalError)."
    assert "10.1.2.3" not in response.content.decode()


def test_a_page_says_503_and_when_to_come_back(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(*args: object) -> None:
        raise OperationalError("connection to 10.1.2.3 as hashmend_owner failed")

    client.raise_request_exception = False
    monkeypatch.setattr("django.urls.resolvers.URLResolver.resolve", lost)
    response = client.get("/")
    assert response.status_code == 503
    assert response["Retry-After"] == "5"
    assert "The database does not answer." in response.content.decode()
    assert "10.1.2.3" not in response.content.decode()


def test_other_methods_are_refused(client: Client) -> None:
    assert client.post("/healthz").status_code == 405
    assert client.trace("/healthz").status_code == 405
