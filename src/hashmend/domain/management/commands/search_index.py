"""`manage.py search_index`: make the index of the general search anew."""

import time
from typing import Any

from django.core.management.base import BaseCommand

from hashmend.domain.search import upkeep


class Command(BaseCommand):
    """Rebuilds every term and trigram, and the triggers that keep them. Searching waits meanwhile."""

    help = "Make the search index anew. Needed only after its tables were changed by hand."

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild, and say how many terms there are."""
        start = time.perf_counter()
        count = upkeep.rebuild()
        self.stdout.write(f"{count:,} terms were indexed ({time.perf_counter() - start:.1f} s).")
