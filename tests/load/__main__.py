"""`bin/bench [NAME...] [--json]`: measure on SQLite and PostgreSQL, one process each, and print a table or JSON."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "bin"))

from postgres import throwaway_postgres  # noqa: E402

COLUMNS = (
    "name", "database", "jobs", "p50_ms", "p95_ms", "sql_ms", "floor_ms", "ratio", "queries", "peak_mb", "first_ms",
    "goal", "met",
)  # fmt: skip


def main() -> None:
    """Measure on each database and print what came out."""
    parser = argparse.ArgumentParser(prog="bin/bench", description="Measure beside the bare SQL of the same work.")
    parser.add_argument("names", nargs="*", help="only these measurements")
    parser.add_argument("--json", action="store_true", help="print a list of objects")
    parser.add_argument("--on", action="append", choices=("sqlite", "postgresql"), help="only this database")
    options = parser.parse_args()
    figures: list[dict[str, Any]] = []
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="hashmend-bench-"))
        for database in options.on or ["sqlite", "postgresql"]:
            url = f"sqlite:///{folder}/bench.sqlite3"
            if database == "postgresql":
                url = stack.enter_context(throwaway_postgres(durable=True))
            command = [sys.executable, "-m", "tests.load.one_database", f"{folder}/figures.json", *options.names]
            env = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings"}
            subprocess.run(command, env=env, stdout=sys.stderr, check=True)
            figures += json.loads(Path(folder, "figures.json").read_text())
    print(json.dumps(figures, indent=1) if options.json else table(figures))


def table(figures: list[dict[str, Any]]) -> str:
    """Return the figures in columns."""
    rows = [COLUMNS, *(tuple(str(figure[column]) for column in COLUMNS) for figure in figures)]
    widths = [max(len(row[n]) for row in rows) for n in range(len(COLUMNS))]
    return "\n".join("  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)


if __name__ == "__main__":
    main()
