"""`manage.py migrate`: Django's, which also keeps the search index (`domain/search/upkeep.py`)."""

from typing import Any

from django.core.management.commands import migrate
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.migrations.executor import MigrationExecutor

from hashmend.domain.search import upkeep


class Command(migrate.Command):
    """Takes the index's triggers away while tables change, and puts them back."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, then install what keeps the index."""
        if options["database"] != DEFAULT_DB_ALIAS or options["plan"] or options["check_unapplied"]:
            super().handle(*args, **options)
            return
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            upkeep.release()
        super().handle(*args, **options)
        if upkeep.install() and options["verbosity"] > 0:
            self.stdout.write("  The search index was brought up to date.")
