"""The production server as its own process, for tests that kill it, measure it or look at it in a browser."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MANAGE = (sys.executable, str(ROOT / "manage.py"))


@dataclass
class Server:
    """A server that answers at `url`, with its data in `data`; what it logs is in `data`/server.log."""

    url: str
    data: Path
    process: "subprocess.Popen[bytes]"

    def kill(self) -> None:
        """End it as a power cut would; its workers must be gone within two seconds."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        deadline = time.monotonic() + 2
        while is_listening(self.url):
            assert time.monotonic() < deadline, "The workers outlived their server."
            time.sleep(0.02)


def prepare(data: Path, *arguments: str, env: Mapping[str, str] | None = None) -> None:
    """Migrate, load the catalogues and, unless told `--empty`, tell the demo's story."""
    command = [*MANAGE, "prepare", *arguments]
    subprocess.run(command, env=environment(data, env), check=True, stdout=subprocess.DEVNULL)


@contextmanager
def serving(data: Path, env: Mapping[str, str] | None = None) -> Iterator[Server]:
    """Yield a server on a free port, over data made by `prepare`; stop it afterwards."""
    port = free_port()
    with (data / "server.log").open("ab") as log:
        command = [*MANAGE, "serve", "--port", str(port)]
        process = subprocess.Popen(command, env=environment(data, env), stdout=log, stderr=log)
    try:
        server = Server(f"http://127.0.0.1:{port}", data, process)
        wait_until_it_answers(f"{server.url}/healthz")
        yield server
    finally:
        process.terminate()
        process.wait()


def environment(data: Path, env: Mapping[str, str] | None) -> dict[str, str]:
    """Return the variables of a server over this data: the product's own settings, none of the tests'."""
    own = {
        "HASHMEND_DATA_DIR": str(data),
        "HASHMEND_SECRET_KEY": "",
        "DJANGO_SETTINGS_MODULE": "hashmend.config.settings",
    }
    return os.environ | own | dict(env or {})


def wait_until_it_answers(url: str, seconds: int = 30) -> None:
    """Return when the address answers with success."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(url).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(f"{url} does not answer.")


def is_listening(url: str) -> bool:
    """Tell whether somebody accepts connections at the address."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", int(url.rpartition(":")[2]))) == 0


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
