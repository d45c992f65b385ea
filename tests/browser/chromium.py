"""How Chromium is started: Debian's own, the one without windows where there is it; no sandbox for root only."""

import os
import shutil
from typing import Any

NAMES = ("chromium-headless-shell", "chromium")
"""The first draws no windows of its own around each page, which takes a third of the time."""


def launch_arguments() -> dict[str, Any]:
    """Return Playwright's arguments; without a Chromium the test fails, with the reason."""
    chromium = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    assert chromium, f"There is no Chromium: apt-get install -y {NAMES[0]} libatomic1"
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {"executable_path": chromium, "args": ["--disable-dev-shm-usage", "--disable-gpu", *sandbox]}
