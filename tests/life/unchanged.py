"""What a refusal must leave alone: every row of every table, and what must hold of the data afterwards."""

import html
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.test import Client

HTMX = {"headers": {"HX-Request": "true"}}


def everything() -> dict[str, list[Any]]:
    """Return every row of every table of ours."""
    models = apps.get_app_config("hashmend").get_models()
    return {model.__name__: list(model._default_manager.order_by("pk").values_list()) for model in models}


@contextmanager
def unchanged() -> Iterator[None]:
    """Fail when anything in any table is different afterwards."""
    before = everything()
    yield
    after = everything()
    assert {name for name in before if before[name] != after[name]} == set()


def all_rules_hold() -> None:
    """Ask `manage.py invariants`; it raises when one does not hold."""
    call_command("invariants", stdout=StringIO())


def refuses(client: Client, path: str, data: dict[str, Any] | None = None, *words: str, htmx: bool = False) -> str:
    """Send it, read every one of the words in the refusal, and find nothing changed; return the whole answer."""
    with unchanged():
        answer = client.post(path, data or {}, **(HTMX if htmx else {}))
    said = html.unescape(answer.content.decode())
    assert answer.status_code in {409, 422}, (path, answer.status_code, said[:2000])
    for word in words:
        assert word in said, (word, said)
    return said
