"""The production server: first start, kill -9, a port in use, a port that is free again at once."""

import json
import subprocess
import urllib.request
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from tests.server import MANAGE, environment, is_listening, prepare, serving

EMBEDDED = {"DATABASE_URL": ""}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder prepared without the demo world."""
    folder = tmp_path_factory.mktemp("data")
    prepare(folder, "--empty", env=EMBEDDED)
    return folder


def answer(url: str) -> dict[str, str]:
    """Return the JSON at the address."""
    with urllib.request.urlopen(url) as response:
        return dict(json.load(response))


def test_it_serves_pages_and_hashed_files_and_lives_again_after_a_kill(data: Path) -> None:
    with serving(data, EMBEDDED) as server:
        assert answer(f"{server.url}/healthz")["status"] == "ok"
        server.kill()
        assert not is_listening(server.url)
    with serving(data, EMBEDDED) as server, urllib.request.urlopen(f"{server.url}/sign-in/") as page:
        html = page.read().decode()
    assert "/static/vendor/tabler.min." in html
    assert "/static/vendor/tabler.min.css" not in html


def test_it_refuses_a_port_in_use(data: Path) -> None:
    with serving(data, EMBEDDED) as server:
        command = [*MANAGE, "serve", "--port", server.url.rpartition(":")[2]]
        second = subprocess.run(
            command, env=environment(data, EMBEDDED), capture_output=True, text=True, timeout=20, check=False
        )
    assert second.returncode == 1
    assert "Choose --port" in second.stderr


def test_it_refuses_to_show_tracebacks_to_other_machines(settings: Settings) -> None:
    settings.DEBUG = True
    with pytest.raises(CommandError, match="HASHMEND_DEBUG"):
        call_command("serve", "--host", "0.0.0.0", "--port", "8109")


def test_preparing_again_leaves_the_collected_files_alone(data: Path) -> None:
    stamp = data / "static.stamp"
    before = stamp.stat().st_mtime_ns
    prepare(data, "--empty", env=EMBEDDED)
    assert stamp.stat().st_mtime_ns == before
    assert oct((data / "secret-key.txt").stat().st_mode)[-3:] == "600"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"HASHMEND_WORKERS": "many"}, "HASHMEND_WORKERS is 'many'; say a whole number of at least 1."),
        ({"DATABASE_URL": "mysql://host/name"}, "DATABASE_URL begins with 'mysql'"),
        ({"DATABASE_URL": "postgres://nobody@127.0.0.1:1/name"}, "DATABASE_URL says where it is."),
    ],
)
def test_a_wrong_setting_is_told_in_one_line(wrong: dict[str, str], told: str, data: Path) -> None:
    command = [*MANAGE, "prepare", "--empty"]
    done = subprocess.run(
        command, env=environment(data, EMBEDDED | wrong), capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1
    assert told in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_port_that_is_none_is_refused() -> None:
    with pytest.raises(CommandError, match="from 1 to 65535"):
        call_command("serve", "--port", "99999")
