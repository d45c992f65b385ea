"""`manage.py prepare`: bring the data folder and the database to where this version wants them."""

import hashlib
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, connection


class Command(BaseCommand):
    """Migrate, load the catalogues, tell the demo's story once, collect static files. Safe to repeat at every start."""

    help = "Migrate, load the catalogues, seed the demo world, collect static files."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare whether the demo world is wanted."""
        parser.add_argument("--empty", action="store_true", help="Leave the demo world out.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do the steps in their order; each does nothing when it was done before."""
        refuse_unreachable_database()
        call_command("migrate", interactive=False, verbosity=0)
        call_command("load_catalogues", stdout=StringIO())
        if not options["empty"]:
            call_command("seed_demo")
        collect_static()


def refuse_unreachable_database() -> None:
    """Raise with one line when the database does not answer, instead of the driver's pages."""
    try:
        connection.ensure_connection()
    except OperationalError as error:
        said = " ".join(str(error).split())
        raise CommandError(f"The database does not answer ({said}). DATABASE_URL says where it is.") from None


def collect_static() -> None:
    """Collect the static files if any of them changed since the last time."""
    kept = settings.DATA_DIR / "static.stamp"
    fresh = static_stamp()
    if kept.exists() and kept.read_text() == fresh and settings.STATIC_ROOT.exists():
        return
    call_command("collectstatic", interactive=False, verbosity=0)
    kept.write_text(fresh)


def static_stamp() -> str:
    """Return a digest of the name, size and time of every static file."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            facts = Path(storage.path(name)).stat()
            digest.update(f"{name}\0{facts.st_size}\0{facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()
