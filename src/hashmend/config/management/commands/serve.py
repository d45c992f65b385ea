"""`manage.py serve`: the production server, Granian, on one port."""

import resource
import socket
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

KILL_AFTER_SECONDS = 5
MOST_CONNECTIONS = 1000
"""Of each process: pages being answered, kept connections and live streams together."""
LOOPBACK = ("127.0.0.1", "::1", "localhost")


class Command(BaseCommand):
    """Serve until stopped; Ctrl-C and SIGTERM let running requests end, for a few seconds."""

    help = "Serve the site with the production server."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the address to listen on."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse tracebacks for strangers and a port in use, then serve."""
        host, port = options["host"], options["port"]
        if settings.DEBUG and host not in LOOPBACK:
            raise CommandError(f"HASHMEND_DEBUG shows tracebacks and is refused on {host}. Unset it, or use 127.0.0.1.")
        refuse_port_in_use(host, port)
        allow_many_connections()
        server = Server(
            "hashmend.config.asgi:application",
            address=host,
            port=port,
            interface=Interfaces.ASGI,
            workers=settings.WORKERS,
            backpressure=MOST_CONNECTIONS,
            websockets=False,
            log_level=LogLevels.warning,
            respawn_failed_workers=True,
            workers_kill_timeout=KILL_AFTER_SECONDS,
        )
        server.on_startup(lambda: self.welcome(host, port))
        server.serve()

    def welcome(self, host: str, port: int) -> None:
        """Print the address, and the logins of the demo world if there is one."""
        self.stdout.write(f"\nHashmend is at http://{'localhost' if host == '127.0.0.1' else host}:{port}/\n")
        logins = settings.DATA_DIR / "demo-logins.txt"
        if logins.exists():
            self.stdout.write(f"\n{logins.read_text(encoding='utf-8').rstrip()}\n")
        self.stdout.write("\nCtrl-C stops it.\n")
        self.stdout.flush()


def allow_many_connections() -> None:
    """Let this process and its workers open as many files as the machine allows: every live stream is one."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def refuse_port_in_use(host: str, port: int) -> None:
    """Raise when something listens there already: two servers would share the port and answer in turn."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            why = error.strerror if isinstance(error, OSError) else "a port is a number from 1 to 65535"
            raise CommandError(f"Cannot listen on {host}:{port} ({why}). Choose --port.") from None
