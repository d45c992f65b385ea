"""Every table says whose it is, and interfaces reach rows through `visible_to` only."""

import ast

from django.apps import apps

from hashmend.domain.scoping import Scoped, ScopedQuerySet
from tests.rules.source import modules, where

WRITES = {"save", "create", "bulk_create", "bulk_update", "update", "update_or_create", "get_or_create", "delete"}
INTERFACES = ("desk", "portal", "api")


def _tables() -> list[type[Scoped]]:
    return [model for model in apps.get_app_config("hashmend").get_models() if not model._meta.auto_created]


def test_every_table_declares_exactly_one_scope() -> None:
    undecided = [
        model.__name__
        for model in _tables()
        if sum((bool(model.CUSTOMER_PATH), bool(model.STAFF_ONLY), bool(model.SHARED))) != 1
    ]
    assert undecided == []


def test_every_table_can_be_narrowed_to_an_actor() -> None:
    assert [m.__name__ for m in _tables() if not isinstance(m._default_manager.all(), ScopedQuerySet)] == []


def test_every_customer_path_leads_to_a_customer() -> None:
    for model in _tables():
        if model.CUSTOMER_PATH and model.CUSTOMER_PATH != "self":
            found = model._default_manager.filter(**{f"{model.CUSTOMER_PATH}__in": [0]})
            assert '"hashmend' in str(found.query), model.__name__


def test_interfaces_touch_rows_only_as_visible_to_the_actor() -> None:
    loose = []
    for path, tree in modules(*INTERFACES):
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager", "_base_manager"}:
                loose.append((path, node))
        allowed = {
            id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr == "visible_to"
        }
        loose = [(p, n) for p, n in loose if id(n) not in allowed]
    assert [where(path, node) for path, node in loose] == []


def test_interfaces_never_write() -> None:
    """Writing belongs to operations: a page calls one."""
    writers = [
        where(path, node)
        for path, tree in modules(*INTERFACES)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in WRITES
        and _looks_like_rows(node.func.value)
    ]
    assert writers == []


def _looks_like_rows(value: ast.expr) -> bool:
    """Tell a queryset or instance from a plain dict or set, by the chain it hangs on."""
    text = ast.unparse(value)
    return "objects" in text or ".filter(" in text or "visible_to" in text or text.endswith((".instance", "_set"))
