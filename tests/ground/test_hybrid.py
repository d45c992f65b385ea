"""The adapter between the production server and the pages: bodies, streams, headers, readers that go away."""

import hashlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.ground.samples import BIG, MEGABYTE
from tests.server import ROOT, free_port

SERVER = (
    "granian", "--interface", "asgi", "--workers", "1", "--workers-kill-timeout", "3", "--log-level", "critical",
    "tests.ground.samples:application",
)  # fmt: skip


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """Serve the samples by one process."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", *SERVER, "--port", str(port)], cwd=ROOT,
        env=os.environ | {"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}"},
    )  # fmt: skip
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            break
        except OSError:
            time.sleep(0.1)
    yield port
    process.send_signal(signal.SIGTERM)
    process.wait()


def ask(port: int, path: str, method: str = "GET", **more: Any) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request(method, path, **more)
    answer = connection.getresponse()
    try:
        return answer.status, answer.read()
    finally:
        connection.close()


def told(port: int, **headers: str) -> dict[str, Any]:
    return dict(json.loads(ask(port, "/told?a=1", headers=headers)[1]))


def eventually(port: int, **wanted: int) -> None:
    deadline = time.monotonic() + 5
    while any(told(port)[name] != value for name, value in wanted.items()):
        assert time.monotonic() < deadline, told(port)
        time.sleep(0.05)


def opened(port: int, path: str) -> socket.socket:
    """Return a connection that asked for a path and read the first bytes only."""
    reader = socket.create_connection(("127.0.0.1", port))
    reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
    reader.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    assert reader.recv(100).startswith(b"HTTP/1.1 200")
    return reader


def test_sixty_megabytes_arrive_whole_both_ways(port: int) -> None:
    upload = os.urandom(MEGABYTE) * BIG
    status, body = ask(port, "/upload", "POST", body=upload)
    assert (status, json.loads(body)) == (200, [str(len(upload)), len(upload), hashlib.sha256(upload).hexdigest()])
    status, body = ask(port, "/big")
    assert status == 200
    assert body == b"".join(bytes([number]) * MEGABYTE for number in range(BIG))


def test_a_body_without_a_length_is_read_and_one_too_large_is_only_counted(port: int) -> None:
    _, body = ask(port, "/upload", "POST", body=iter([b"one", b"two"]), encode_chunked=True)
    assert json.loads(body)[:2] == ["6", 6]
    size, kept, _ = json.loads(ask(port, "/upload", "POST", body=b"x" * (75 * MEGABYTE))[1])
    assert int(size) == 75 * MEGABYTE
    assert kept <= 70 * MEGABYTE


def test_slow_senders_hold_no_thread(port: int) -> None:
    senders = [socket.create_connection(("127.0.0.1", port)) for _ in range(6)]
    for sender in senders:
        sender.sendall(b"POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nabc")
    time.sleep(0.2)
    assert ask(port, "/told")[0] == 200
    for sender in senders:
        sender.close()


def test_a_slow_reader_is_waited_for_and_one_who_goes_closes_the_answer(port: int) -> None:
    closed = told(port)["closed"]
    reader = opened(port, "/big")
    time.sleep(0.3)
    assert told(port)["sent"] < BIG // 2
    reader.close()
    eventually(port, closed=closed + 1)


def test_streams_hold_no_thread_and_end_with_their_reader(port: int) -> None:
    readers = [opened(port, "/ticks") for _ in range(20)]
    assert told(port)["streams"] == 20
    for reader in readers:
        reader.close()
    eventually(port, streams=0)


def test_a_head_has_no_body_not_even_of_a_stream(port: int) -> None:
    for path in ("/told", "/big", "/ticks", "/upload"):
        assert ask(port, path, "HEAD") == (200, b"")


def test_a_page_that_breaks_is_a_500_and_one_that_breaks_off_is_not_whole(port: int) -> None:
    assert ask(port, "/boom") == (500, b"The server could not answer.")
    with pytest.raises((http.client.IncompleteRead, ConnectionError)):
        ask(port, "/breaks")
    assert ask(port, "/told")[0] == 200


def test_headers_arrive_and_those_with_an_underscore_do_not(port: int) -> None:
    known = told(port, Cookie="a=b", **{"X-Real": "yes", "X_Forwarded_Proto": "https"})
    assert (known["HTTP_COOKIE"], known["HTTP_X_REAL"]) == ("a=b", "yes")
    assert "HTTP_X_FORWARDED_PROTO" not in known
    assert (known["REQUEST_METHOD"], known["QUERY_STRING"], known["REMOTE_ADDR"]) == ("GET", "a=1", "127.0.0.1")


def test_pages_stay_on_few_threads(port: int) -> None:
    for _ in range(20):
        ask(port, "/told")
    assert told(port)["threads"] <= 2
