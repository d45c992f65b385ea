"""A served site with somebody at work in it, and browsers that listen."""

import http.client
import json
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.db import connection

from tests.server import ROOT, Server, environment, prepare, serving


@dataclass
class Site:
    """Where the data is, how it is served, and the process of somebody at work."""

    data: Path
    env: dict[str, str]
    worker: "subprocess.Popen[str]" = field(init=False)

    def __post_init__(self) -> None:
        path = f"{ROOT}{os.pathsep}{ROOT / 'src'}"
        self.worker = subprocess.Popen(
            [sys.executable, "-m", "tests.live.hand"], env=environment(self.data, self.env) | {"PYTHONPATH": path},
            cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def do(self, code: str) -> Any:
        """Run lines of Python over the data (see `tests.live.hand`) and return what they call `result`."""
        assert self.worker.stdin
        assert self.worker.stdout
        self.worker.stdin.write(json.dumps(code) + "\n")
        self.worker.stdin.flush()
        return json.loads(self.worker.stdout.readline())

    def an_order(self, machines: int = 3) -> dict[str, Any]:
        """Return a new order, see `hand.an_order`."""
        return dict(self.do(f"result = an_order({machines})"))

    def end(self) -> None:
        """Let the worker go."""
        assert self.worker.stdin
        assert self.worker.stdout
        self.worker.stdin.close()
        self.worker.wait()
        self.worker.stdout.close()

    def serving(self) -> Any:
        """Serve the site."""
        return serving(self.data, self.env)


@contextmanager
def a_site(folder: Path, blocker: Any, **env: str) -> Iterator[Site]:
    """Yield an empty site on the kind of database the tests run on."""
    name, is_postgres = f"hashmend_live_{uuid.uuid4().hex[:8]}", connection.vendor == "postgresql"
    settings = {"DATABASE_URL": "", **env}
    if is_postgres:
        settings["DATABASE_URL"] = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{name}"
        _admin(blocker, f"CREATE DATABASE {name}")
    prepare(folder, "--empty", env=settings)
    site = Site(folder, settings)
    try:
        yield site
    finally:
        site.end()
        if is_postgres:
            _admin(blocker, f"DROP DATABASE {name} WITH (FORCE)")


def _admin(blocker: Any, statement: str) -> None:
    with blocker.unblock(), connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(statement)


class Stream:
    """A browser that subscribed: `status` of the answer, and its events one by one."""

    def __init__(self, server: Server, session: str, *, headers: Mapping[str, str] | None = None, **query: Any) -> None:
        host = server.url.removeprefix("http://")
        self.connection = http.client.HTTPConnection(host, timeout=15)
        cookies = {"Cookie": f"sessionid={session}"} if session else {}
        self.connection.request("GET", f"/live/?{urlencode(query, doseq=True)}", headers={**cookies, **(headers or {})})
        self.answer = self.connection.getresponse()
        self.status = self.answer.status

    def event(self, within: float = 10.0) -> tuple[str, Any]:
        """Return name and data of the next event; ("", None) when the stream has ended."""
        assert self.connection.sock or self.answer.fp
        if self.connection.sock:
            self.connection.sock.settimeout(within)
        name = ""
        while line := self._line():
            if line.startswith("event: "):
                name = line.removeprefix("event: ").strip()
            elif line.startswith("data: "):
                return name, json.loads(line.removeprefix("data: "))
        return "", None

    def _line(self) -> str:
        """Return the next line, "" at the end, also when the server broke off."""
        try:
            return self.answer.readline().decode()
        except (ConnectionError, http.client.IncompleteRead):
            return ""

    def ready(self) -> "Stream":
        """Return the stream once it has told that it listens, and that what was before may be missed."""
        assert self.status == 200
        assert self.event()[0] == "hello"
        assert self.event()[0] == "behind"
        return self

    def close(self) -> None:
        """Go away."""
        self.answer.close()
        self.connection.close()
