"""Rigs for tests: a token, and how a machine calls."""

from typing import Any

from django.http import HttpResponse
from django.test import Client

from hashmend.domain.accounts.operations import NewToken, make_token
from hashmend.kernel.actor import SYSTEM

READINGS = "/api/stress-tests/readings"


def token(name: str = "Bench rig 3", **values: Any) -> str:
    """Return the text of a new token."""
    return make_token(NewToken(name, ("jobs:stress-test",), **values), by=SYSTEM)[1]


def post(shown: str, body: Any, **options: Any) -> HttpResponse:
    """Post a body as JSON with a token in the header, as a rig does."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    headers = {"Authorization": f"Bearer {shown}"} if shown else {}
    headers |= options.pop("headers", {})
    return client.post(READINGS, body, headers=headers, **{"content_type": "application/json", **options})
