"""How Chromium is started: Debian's own, without a sandbox for root only."""

import os
import shutil
from typing import Any


def launch_arguments() -> dict[str, Any]:
    """Return Playwright's arguments; without a Chromium the test fails, with the reason."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    assert chromium, "There is no Chromium: apt-get install -y chromium libatomic1"
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {"executable_path": chromium, "args": ["--disable-dev-shm-usage", "--disable-gpu", *sandbox]}
