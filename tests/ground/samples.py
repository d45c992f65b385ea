"""Small pages behind the adapter of the production server, for its tests."""

import asyncio
import hashlib
import json
import threading
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from typing import Any

from hashmend.config.hybrid import Hybrid

MEGABYTE = 1024 * 1024
BIG = 60
notes: dict[str, Any] = {"sent": 0, "closed": 0, "streams": 0, "threads": set()}


class Ticking:
    """An answer that lasts: a tick every tenth of a second."""

    def __iter__(self) -> Iterator[bytes]:
        return iter(())

    async def stream(self) -> AsyncIterator[bytes]:
        """Tick until the reader goes."""
        notes["streams"] += 1
        try:
            while True:
                yield b"tick\n"
                await asyncio.sleep(0.1)
        finally:
            notes["streams"] -= 1


class Big:
    """Sixty megabytes, counted while they are read."""

    def __iter__(self) -> Iterator[bytes]:
        for number in range(BIG):
            notes["sent"] = number + 1
            yield bytes([number]) * MEGABYTE

    def close(self) -> None:
        """Note that the answer was closed."""
        notes["closed"] += 1


def pages(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer by path."""
    notes["threads"].add(threading.get_ident())
    path = environ["PATH_INFO"]
    if path == "/boom":
        raise ValueError("Boom")
    start_response("200 OK", [("Content-Type", "text/plain")])
    if path == "/big":
        return Big()
    if path == "/ticks":
        return Ticking()
    if path == "/breaks":
        return breaking()
    if path == "/upload":
        upload = environ["wsgi.input"]
        digest = hashlib.sha256()
        size = 0
        while piece := upload.read(MEGABYTE):
            digest.update(piece)
            size += len(piece)
        return [json.dumps([environ.get("CONTENT_LENGTH"), size, digest.hexdigest()]).encode()]
    known = {key: value for key, value in environ.items() if isinstance(value, str)}
    return [json.dumps({**known, **notes, "threads": len(notes["threads"])}).encode()]


def breaking() -> Iterator[bytes]:
    """Break off in the middle."""
    yield b"one"
    raise ValueError("Boom")


application = Hybrid(pages, threads=2, most_bytes=70 * MEGABYTE)
