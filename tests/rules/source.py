"""The source tree, as the rules read it."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "hashmend"


@cache
def modules(*below: str) -> tuple[tuple[Path, ast.Module], ...]:
    """Return every Python file below the named folders of the package (all without names), with its syntax tree."""
    folders = [PACKAGE / name for name in below] or [PACKAGE]
    files = sorted(f for folder in folders for f in folder.rglob("*.py") if "migrations" not in f.parts)
    return tuple((file, ast.parse(file.read_text())) for file in files)


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield every function and method of a tree."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def where(path: Path, node: ast.AST) -> str:
    """Return "package/file.py:12"."""
    return f"{path.relative_to(PACKAGE)}:{getattr(node, 'lineno', 0)}"
