"""`manage.py document`: write the pages of the documentation that are made from the code."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from hashmend.config.documents import DOCUMENTS


class Command(BaseCommand):
    """Write settings, states, permissions and events, or tell which of them are stale."""

    help = "Write docs/settings.md, docs/states.md, docs/permissions.md and docs/events.md."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the switch that only looks."""
        parser.add_argument("--check", action="store_true", help="write nothing; end with 1 when a page is stale")

    def handle(self, *args: Any, check: bool = False, **options: Any) -> None:
        """Write into the checkout this is run in."""
        pages = {Path(name): made() for name, made in DOCUMENTS.items()}
        stale = [path for path, text in pages.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
        if check and stale:
            raise CommandError(f"Stale: {', '.join(map(str, stale))}. Run `manage.py document`.")
        for path in stale:
            path.write_text(pages[path], encoding="utf-8")
            self.stdout.write(f"{path} written.")
