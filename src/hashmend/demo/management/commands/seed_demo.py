"""`manage.py seed_demo`: tell the demo world's story, once."""

import os
import secrets
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction

from hashmend.demo.story import tell
from hashmend.domain.accounts.models import User
from hashmend.kernel.actor import SYSTEM

_LOGINS = ("admin", "manager", "technician", "logistics", "billing", "customer", "stranger")


class Command(BaseCommand):
    """Fill an empty database with customers, people and work orders in every state; leave any other alone."""

    help = "Fill an empty database with the demo world."

    def handle(self, *args: Any, **options: Any) -> None:
        """Keep the logins in the data folder first, then tell the story whole or not at all."""
        if User.objects.visible_to(SYSTEM).exists():
            return
        self.stdout.write("Telling the story of the demo world …")
        password = os.environ.get("HASHMEND_DEMO_PASSWORD") or secrets.token_urlsafe(9)
        self._keep_logins(password)
        with transaction.atomic():
            tell(password)

    def _keep_logins(self, password: str) -> None:
        lines = ["Demo logins (one password for all):", f"  password  {password}"]
        lines += [f"  {name}@demo.test" for name in _LOGINS]
        kept = settings.DATA_DIR / "demo-logins.txt"
        kept.touch(mode=0o600)
        kept.write_text("\n".join(lines) + "\n", encoding="utf-8")
