"""`manage.py load_catalogues`: bring the bundled catalogues into the database; safe to repeat."""

from typing import Any

from django.core.management.base import BaseCommand

from hashmend.domain.catalogue.models import MinerModel
from hashmend.domain.catalogue.operations import load_catalogues
from hashmend.domain.work_orders.operations import follow_models
from hashmend.kernel.actor import SYSTEM


class Command(BaseCommand):
    """Prints one line per catalogue with its counts."""

    help = "Load the bundled catalogues: adds what is new, refreshes what nobody edited, keeps what was edited here."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load them all in one transaction; machines in open orders follow what is new about their models."""
        counts = load_catalogues(by=SYSTEM)
        if counts[str(MinerModel._meta.verbose_name_plural)].updated:
            follow_models(MinerModel.objects.all(), by=SYSTEM)
        for name, count in counts.items():
            self.stdout.write(
                f"{name}: {count.added} added, {count.updated} updated, {count.kept} kept, {count.unchanged} unchanged"
            )
