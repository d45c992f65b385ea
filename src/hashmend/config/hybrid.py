"""Pages as WSGI on threads that stay, live streams as native async, behind one ASGI application.

Django under ASGI runs each request on a short-lived thread with a database connection of its own, which costs more than
the page. Here a page runs from its start to its close on one of a few threads that keep their connection, and only an
answer that lasts (`Lasting`) goes on without a thread.
"""

import asyncio
import logging
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import IO, Any, Protocol, cast, runtime_checkable
from wsgiref.util import FileWrapper

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

IN_MEMORY = 1024 * 1024
PIECE = 64 * 1024
PATIENCE_SECONDS = 0.05
DRAINED_BYTES = 256 * 1024 * 1024
BROKEN = b"The server could not answer."

_log = logging.getLogger("hashmend.server")


@runtime_checkable
class Lasting(Protocol):
    """An answer that goes on after its page is done: what `stream` yields is sent as it comes."""

    def stream(self) -> AsyncIterator[bytes]:
        """Yield what is sent, until the answer ends; closed when the reader has gone."""


class Gone(Exception):
    """The reader closed the connection before the answer ended."""


@dataclass
class Exchange:
    """One request on its thread, and the way of its answer to the event loop."""

    send: Send
    loop: asyncio.AbstractEventLoop
    is_head: bool = False
    is_gone: bool = False
    is_started: bool = False
    status: int = 500
    headers: Headers = field(default_factory=list)

    def start_response(self, status: str, headers: list[tuple[str, str]], _trouble: object = None) -> Any:
        """Keep what WSGI says before its body."""
        self.status = int(status.split(" ", 1)[0])
        self.headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        return None

    def answered(self, answer: Iterable[bytes]) -> Lasting | bytes | None:
        """Return a short or a lasting answer for the event loop to send; send a streamed one from this thread."""
        if isinstance(answer, Lasting):
            self.headers = [(name, value) for name, value in self.headers if name != b"content-length"]
            return answer
        if getattr(answer, "streaming", True):
            self._send_pieces(answer)
            return None
        return b"".join(answer)

    def _send_pieces(self, pieces: Iterable[bytes]) -> None:
        """Send piece by piece, waiting for a slow reader."""
        self._say(self.start)
        for piece in gathered(pieces):
            if self.is_head:
                break
            self._say(body(piece, more=True))
        self._say(body(b""))

    @property
    def start(self) -> dict[str, Any]:
        """Return the message that begins the answer."""
        return {"type": "http.response.start", "status": self.status, "headers": self.headers}

    def _say(self, message: dict[str, Any]) -> None:
        if self.is_gone:
            raise Gone
        self.is_started = True
        asyncio.run_coroutine_threadsafe(self._sent(message), self.loop).result()

    async def _sent(self, message: dict[str, Any]) -> None:
        await self.send(message)


class Hybrid:
    """The ASGI application around a WSGI one; `threads` pages run at a time, `most_bytes` of a body are kept.

    `begin` is called once in every process, on its event loop, before the first request.
    """

    def __init__(
        self,
        pages: Callable[..., Iterable[bytes]],
        *,
        threads: int,
        most_bytes: int,
        begin: Callable[[], None] = lambda: None,
    ) -> None:
        self.pages, self.most_bytes, self.begin = pages, most_bytes, begin
        self.threads = ThreadPoolExecutor(threads, thread_name_prefix="pages")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or the server's word that it begins or ends."""
        if scope["type"] == "lifespan":
            await self.live(receive, send)
            return
        loop = asyncio.get_running_loop()
        exchange = Exchange(send, loop, is_head=scope["method"] == "HEAD")
        with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as upload:
            size = await spool(receive, upload, self.most_bytes)
            if size is None:
                return
            watch = asyncio.ensure_future(note_going(receive, exchange))
            environ = environ_of(scope, upload, size)
            try:
                rest = await loop.run_in_executor(self.threads, self.on_thread, environ, exchange)
                await finish(rest, exchange, watch)
            finally:
                watch.cancel()

    async def live(self, receive: Receive, send: Send) -> None:
        """Begin when the server does, and end when it ends."""
        await receive()
        self.begin()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})

    def on_thread(self, environ: dict[str, Any], exchange: Exchange) -> Lasting | bytes | None:
        """Run the page from start to close on this thread; return what is still to be sent from the event loop."""
        if exchange.is_gone:
            return None
        try:
            answer = self.pages(environ, exchange.start_response)
            try:
                return exchange.answered(answer)
            finally:
                if hasattr(answer, "close"):
                    answer.close()
        except Gone:
            return None
        except Exception:
            if exchange.is_gone:
                return None
            _log.exception("A page broke outside of Django.")
            if exchange.is_started:
                raise
            exchange.status, exchange.headers = 500, [(b"content-type", b"text/plain")]
            return BROKEN


async def finish(rest: Lasting | bytes | None, exchange: Exchange, watch: "asyncio.Future[None]") -> None:
    """Send what the thread left to send."""
    if rest is None:
        return
    await exchange.send(exchange.start)
    if isinstance(rest, bytes) or exchange.is_head:
        await exchange.send(body(b"" if exchange.is_head else cast(bytes, rest)))
    else:
        await last(rest, exchange, watch)


async def last(answer: Lasting, exchange: Exchange, watch: "asyncio.Future[None]") -> None:
    """Send an answer that lasts until it ends or its reader goes."""
    pieces = answer.stream()

    async def pour() -> None:
        async for piece in pieces:
            await exchange.send(body(piece, more=True))
        await exchange.send(body(b""))

    pouring = asyncio.ensure_future(pour())
    try:
        await asyncio.wait({pouring, watch}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        pouring.cancel()
        await asyncio.gather(pouring, return_exceptions=True)
        await pieces.aclose()  # type: ignore[attr-defined]


async def spool(receive: Receive, into: IO[bytes], most: int) -> int | None:
    """Read the body without holding a thread and return its size; None when the sender went away.

    Beyond `most` bytes it is read and thrown away, so that the page can still say that it is too large.
    """
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        piece = message.get("body", b"")
        size += len(piece)
        if piece and size <= most:
            into.write(piece)
        if not message.get("more_body") or size > DRAINED_BYTES:
            into.seek(0)
            return size


async def note_going(receive: Receive, exchange: Exchange) -> None:
    """Wait for the reader to go, and note it."""
    while (await receive())["type"] != "http.disconnect":
        pass
    exchange.is_gone = True


def gathered(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the first piece at once and the others joined to larger ones: every piece costs a change of threads."""
    waiting: list[bytes] = []
    size, since = PIECE, time.monotonic()
    for piece in pieces:
        waiting.append(piece)
        size += len(piece)
        now = time.monotonic()
        if size >= PIECE or now - since > PATIENCE_SECONDS:
            yield b"".join(waiting)
            waiting, size, since = [], 0, now
    if waiting:
        yield b"".join(waiting)


def environ_of(scope: Scope, upload: IO[bytes], size: int) -> dict[str, Any]:
    """Return WSGI's variables. A header with "_" in its name is left out: it would pass for the one with "-"."""
    host, port = scope.get("server") or ("localhost", 0)
    environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode().decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": host,
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": (scope.get("client") or ("", 0))[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": upload,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.file_wrapper": LargePieces,
        "hashmend.live": True,
    }
    for name, value in scope["headers"]:
        text = name.decode("latin-1").upper()
        if "_" in text:
            continue
        key = text.replace("-", "_") if text in {"CONTENT-TYPE", "CONTENT-LENGTH"} else f"HTTP_{text.replace('-', '_')}"
        joint = "; " if key == "HTTP_COOKIE" else ","
        words = value.decode("latin-1")
        environ[key] = f"{environ[key]}{joint}{words}" if key in environ else words
    if size or "CONTENT_LENGTH" in environ:
        environ["CONTENT_LENGTH"] = str(size)
    return environ


class LargePieces(FileWrapper):
    """A file read in pieces worth sending; Django asks for 4 kB."""

    def __init__(self, file: IO[bytes], size: int = PIECE) -> None:
        super().__init__(file, max(size, PIECE))


def body(piece: bytes, *, more: bool = False) -> dict[str, Any]:
    """Return the message of a part of the body."""
    return {"type": "http.response.body", "body": piece, "more_body": more}
