"""`manage.py invariants`: judge the database; read-only."""

import json
import time
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from hashmend.domain.invariants.checking import Invariant, LookedUpInvariant, broken
from hashmend.domain.invariants.equipment import EQUIPMENT
from hashmend.domain.invariants.history import HISTORY
from hashmend.domain.invariants.money import MONEY
from hashmend.domain.invariants.search_terms import SEARCH
from hashmend.domain.invariants.stored_files import FILES


class Command(BaseCommand):
    """Exits 0 when every rule holds, 1 when one does not; then each is named with the first things that break it."""

    help = "Check what must hold of the data: machines, containers, money, history, files, search. Read-only."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Offer JSON, and the rest without the history, for data that was loaded without one."""
        parser.add_argument("--json", action="store_true", help="Print one JSON object.")
        parser.add_argument("--without-history", action="store_true", help="Leave out the rules about the history.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask every rule at one moment of the data."""
        rules: list[Invariant | LookedUpInvariant] = [*EQUIPMENT, *MONEY, *FILES, *SEARCH]
        rules += [] if options["without_history"] else HISTORY
        start = time.perf_counter()
        found = broken(rules)
        seconds = time.perf_counter() - start
        if options["json"]:
            answer = {"rules": len(rules), "seconds": round(seconds, 3), "broken": [asdict(rule) for rule in found]}
            self.stdout.write(json.dumps(answer))
        for rule in [] if options["json"] else found:
            self.stdout.write(f"BROKEN: {rule.rule} ({rule.count})")
            for thing, what in rule.things:
                self.stdout.write(f"  {thing}: {what}")
        if found:
            raise CommandError(f"{len(found)} of {len(rules)} rules do not hold.", returncode=1)
        if not options["json"]:
            self.stdout.write(f"All {len(rules)} rules hold ({seconds:.2f} s).")
