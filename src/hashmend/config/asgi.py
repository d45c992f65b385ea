"""The application the production server calls in each of its processes: pages and live streams."""

import asyncio
import ctypes
import gc
import signal
import sys
from typing import Any

from django.conf import settings

from hashmend.config.hybrid import Hybrid
from hashmend.config.wsgi import application as pages
from hashmend.web.live.feed import Feed
from hashmend.web.live.hub import HUB

PR_SET_PDEATHSIG = 1


def end_with_parent() -> None:
    """Have Linux end this process with the one that started it; else a killed server leaves workers on its port."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def begin() -> None:
    """Listen for changes, and end the streams first when the server is told to stop: it waits for what is running."""
    loop = asyncio.get_running_loop()
    Feed(HUB, loop).start()
    handlers: dict[int, Any] = getattr(loop, "_signal_handlers", {})
    for number in (signal.SIGTERM, signal.SIGINT):
        if before := handlers.get(number):
            loop.add_signal_handler(number, stop, before)


def stop(server: Any) -> None:
    """End the streams, then do what the server does on this signal."""
    HUB.stop()
    server._run()


end_with_parent()
gc.freeze()  # What was loaded stays to the end: no full collection, in the midst of a request, need look at it.
application = Hybrid(pages, threads=settings.THREADS, most_bytes=settings.MAX_UPLOAD_MB * 1024 * 1024, begin=begin)
