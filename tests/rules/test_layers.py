"""Imports go down only."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_imports_respect_the_layers() -> None:
    checked = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=ROOT, env=os.environ | {"PYTHONPATH": "src"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert checked.returncode == 0, checked.stdout


def test_no_import_hides_inside_a_function() -> None:
    """A local import is how a circle starts; the command line's entry points are the exception."""
    hidden = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in (ROOT / "src").rglob("*.py")
        if "migrations" not in path.parts
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if line.startswith((" ", "\t"))
        and line.lstrip().startswith(("import ", "from "))
        and " import" in f" {line}"
        and not _inside_docstring(path, number)
    ]
    assert hidden == []


def _inside_docstring(path: Path, number: int) -> bool:
    before = path.read_text().splitlines()[: number - 1]
    return sum(line.count('"""') for line in before) % 2 == 1
