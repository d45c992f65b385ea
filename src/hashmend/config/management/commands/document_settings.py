"""`manage.py document_settings`: write docs/settings.md from the declarations."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from hashmend.config import environment


class Command(BaseCommand):
    """Write the page that lists the environment variables."""

    help = "Write docs/settings.md."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write into the checkout this is run in."""
        Path("docs/settings.md").write_text(environment.document(), encoding="utf-8")
