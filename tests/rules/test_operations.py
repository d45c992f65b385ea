"""Operations: the only writers, each with an explicit actor, a transaction and its history."""

import ast
from pathlib import Path

from hashmend.domain.history.kinds import KINDS
from tests.rules.source import PACKAGE, functions, modules, where

WRITES = {
    "save", "create", "bulk_create", "bulk_update", "bulk_upsert", "update", "update_or_create", "get_or_create",
    "delete",
}  # fmt: skip


def _operation_files() -> list[tuple[Path, ast.Module]]:
    return [
        (path, tree)
        for path, tree in modules("domain")
        if path.name == "operations.py" or path.parent.name == "operations"
    ]


def _public(tree: ast.Module) -> list[ast.FunctionDef]:
    return [
        node
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and _is_atomic(node)
    ]


def _is_atomic(node: ast.FunctionDef) -> bool:
    return any("atomic" in ast.unparse(decorator) for decorator in node.decorator_list)


def test_every_operation_names_its_actor() -> None:
    """`by=` is keyword-only and has no default: nobody acts by accident."""
    silent = []
    for path, tree in _operation_files():
        for node in _public(tree):
            names = [argument.arg for argument in node.args.kwonlyargs]
            if "by" not in names or node.args.kw_defaults[names.index("by")] is not None:
                silent.append(f"{where(path, node)} {node.name}")
    assert silent == []


def test_every_operation_says_what_it_does() -> None:
    mute = [
        f"{where(p, n)} {n.name}" for p, tree in _operation_files() for n in _public(tree) if not ast.get_docstring(n)
    ]
    assert mute == []


def test_only_operations_write() -> None:
    """Within the domain, rows are written in operations, in history's recording and in numbering; nowhere else."""
    allowed = {path for path, _ in _operation_files()} | {PACKAGE / "domain/history/recording.py"}
    strays = [
        where(path, node)
        for path, tree in modules("domain", "web", "desk", "portal", "api", "demo")
        if path not in allowed
        for node in ast.walk(tree)
        if (isinstance(node, ast.Call) and _writes(node)) or _imports_insert(node)
    ]
    assert strays == []


def _writes(call: ast.Call) -> bool:
    is_method = isinstance(call.func, ast.Attribute) and call.func.attr in WRITES
    return is_method and ".objects" in ast.unparse(call.func.value)


def _imports_insert(node: ast.AST) -> bool:
    """Tell whether it takes the function that writes rows from bare values."""
    is_import = isinstance(node, ast.ImportFrom) and node.module == "hashmend.domain.writing"
    return is_import and any(name.name == "insert" for name in node.names)


def test_no_signals_and_no_save_overrides() -> None:
    found = []
    for path, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("django.db.models.signals"):
                found.append(where(path, node))
        found += [where(path, node) for node in functions(tree) if node.name in {"save", "delete"}]
    assert found == []


def test_every_kind_of_event_is_a_sentence() -> None:
    assert KINDS, "No kinds are declared."
    odd = [
        kind.code
        for kind in KINDS.values()
        if not kind.sentence.endswith(".") or "." not in kind.code or kind.code != kind.code.lower()
    ]
    assert odd == []


def test_every_sentence_survives_missing_and_strange_data() -> None:
    for kind in KINDS.values():
        assert kind.tell({}).endswith(".")
        assert kind.tell({"thing": "{x} <b>", "from": None, "to": ["a", "b"]})
