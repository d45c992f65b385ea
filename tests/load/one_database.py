"""Measures on the database DATABASE_URL names and writes JSON; started by `python -m tests.load`."""

import argparse
import gc
import json
import statistics
import sys
import time
from io import StringIO
from pathlib import Path

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.runner import DiscoverRunner  # noqa: E402

from hashmend.domain.accounts.models import User  # noqa: E402
from tests.load.benches import benches  # noqa: E402
from tests.load.clicks import CLICK, clicked  # noqa: E402
from tests.load.measure import measured, times_of  # noqa: E402
from tests.load.world import World  # noqa: E402


def main() -> None:
    """Make the world, measure what was asked for, write the figures; progress goes to stderr."""
    parser = argparse.ArgumentParser()
    parser.add_argument("into", type=Path, help="file of the figures")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    wanted = options.names
    runner = DiscoverRunner(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        started = time.monotonic()
        call_command("load_catalogues", stdout=StringIO())
        order = World().build()
        if connection.vendor == "postgresql":  # does so by itself within minutes, and plans badly until then
            with connection.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")
        tell(f"The world was made in {time.monotonic() - started:.0f} s")
        client = Client()
        client.force_login(User.objects.get(email="admin@load.test"))
        client.get("/account/")
        gc.collect()
        gc.freeze()  # As the server does; see `hashmend.config.asgi`.
        floor_ms = statistics.median(times_of(lambda: client.get("/account/"), 50))
        figures = []
        for bench in benches(client, order):
            if not wanted or bench.name in wanted:
                figures.append(measured(bench, floor_ms=floor_ms))
                tell(f"{bench.name}: {figures[-1].p50_ms} ms")
        if not wanted or CLICK in wanted:
            figures.append(clicked(client, order, floor_ms=floor_ms))
            tell(f"{CLICK}: {figures[-1].p50_ms} ms")
    finally:
        runner.teardown_databases(databases)
    options.into.write_text(json.dumps([figure.as_json() for figure in figures]))


def tell(sentence: str) -> None:
    """Say how far it is."""
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
