"""A PostgreSQL server of our own for the tests: made in a temporary folder, gone afterwards."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SIZES = ("max_connections=200", "shared_buffers=256MB")
# Vacuuming beside a test that wrote thousands of rows it has not committed tells the planner that its tables are empty.
CARELESS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")


class NoPostgres(Exception):
    """PostgreSQL is not installed here."""


@contextmanager
def throwaway_postgres(*, durable: bool = False) -> Iterator[str]:
    """Yield the URL of a fresh server on a free port; unless `durable`, one that never waits for the disk.

    PostgreSQL refuses to run as root, so root borrows the user postgres.
    """
    programs = sorted((str(folder) for folder in Path("/usr/lib/postgresql").glob("*/bin")), reverse=True)
    path = os.pathsep.join([*programs, os.environ["PATH"]])
    initdb, pg_ctl = shutil.which("initdb", path=path), shutil.which("pg_ctl", path=path)
    if not initdb or not pg_ctl:
        raise NoPostgres
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    folder = tempfile.mkdtemp(prefix="hashmend-postgres-", dir="/tmp")
    if as_user:
        shutil.chown(folder, "postgres")
    port = free_port()
    settings = SIZES if durable else SIZES + CARELESS
    options = " ".join(f"-c {setting}" for setting in settings) + f" -p {port} -k {folder} -h 127.0.0.1"

    def call(*command: str) -> None:
        subprocess.run([*as_user, *command], cwd=folder, check=True, stdout=subprocess.DEVNULL)

    try:
        call(
            initdb,
            "-D",
            f"{folder}/data",
            "-U",
            "hashmend",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync",
            "--locale=C.UTF-8",
        )
        call(pg_ctl, "-D", f"{folder}/data", "-l", f"{folder}/log", "-w", "-o", options, "start")
        yield f"postgres://hashmend@127.0.0.1:{port}/hashmend"
    finally:
        subprocess.run(
            [*as_user, pg_ctl, "-D", f"{folder}/data", "-m", "immediate", "stop"],
            cwd=folder,
            check=False,
            stdout=subprocess.DEVNULL,
        )
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
