"""Pages of the documentation that are made from the code: `manage.py document` writes them, a test finds stale ones."""

from collections.abc import Callable

from hashmend.config import environment
from hashmend.config.documents import events, permissions, states

DOCUMENTS: dict[str, Callable[[], str]] = {
    "docs/settings.md": environment.document,
    "docs/states.md": states.document,
    "docs/permissions.md": permissions.document,
    "docs/events.md": events.document,
}
"""What stands in each file, by its path from the root of the checkout."""
