"""kill -9 in the middle of an import and of a bulk update: nothing is half, and the history agrees with the data.

The suite kills twice each; HASHMEND_KILLS=20 does what a release is judged by.
"""

import json
import logging
import os
import random
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError

import pytest
from django.db import connection

from tests.durability.visitor import Visitor
from tests.durability.world import EMAIL, MACHINES, PASSWORD
from tests.server import MANAGE, ROOT, environment, prepare, serving

_log = logging.getLogger("hashmend.tests.kills")
KILLS = int(os.environ.get("HASHMEND_KILLS", "2"))
STATUSES = ("in-diagnosis", "in-repair", "awaiting-parts", "stress-test")


@dataclass
class Site:
    """A data folder with its database, and what was made in it."""

    data: Path
    env: dict[str, str]
    bulk: str
    lists: list[dict[str, str]]

    def ask(self, code: str) -> str:
        """Return what a line of Python prints over this site's data."""
        command = [*MANAGE, "shell", "--verbosity", "0", "--command", code]
        return subprocess.run(
            command, env=environment(self.data, self.env), capture_output=True, text=True, check=True
        ).stdout.strip()

    def judge(self) -> None:
        """Fail when the data breaks a rule."""
        judged = subprocess.run(
            [*MANAGE, "invariants"], env=environment(self.data, self.env), capture_output=True, text=True, check=False
        )
        assert judged.returncode == 0, judged.stdout + judged.stderr


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: pytest.FixtureRequest) -> Iterator[Site]:
    """Yield a site on the kind of database the suite runs on."""
    data, name = tmp_path_factory.mktemp("site"), f"hashmend_kill_{uuid.uuid4().hex[:8]}"
    is_postgres = connection.vendor == "postgresql"
    env = {"DATABASE_URL": ""}
    if is_postgres:
        env["DATABASE_URL"] = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{name}"
        _admin(django_db_blocker, f"CREATE DATABASE {name}")
    prepare(data, "--empty", env=env)
    made = subprocess.run(
        [sys.executable, "-m", "tests.durability.world", str(KILLS)],
        env=environment(data, env) | {"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}"}, cwd=ROOT,
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    yield Site(data, env, **json.loads(made.stdout))
    if is_postgres:
        _admin(django_db_blocker, f"DROP DATABASE {name} WITH (FORCE)")


def _admin(blocker: pytest.FixtureRequest, statement: str) -> None:
    with blocker.unblock(), connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(statement)


def killed_while(site: Site, work: str, fields: dict[str, str], chance: random.Random) -> str:
    """Post a form, kill the server at a random moment of it, and return the answer ("" for none)."""
    answered: list[str] = []
    with serving(site.data, site.env) as server:
        visitor = Visitor(server.url)
        visitor.sign_in(EMAIL, PASSWORD)

        def send() -> None:
            try:
                answered.append(visitor.post(work, fields))
            except (URLError, ConnectionError, TimeoutError, OSError):
                return

        sender = threading.Thread(target=send)
        sender.start()
        time.sleep(chance.uniform(0.02, 1.2))
        server.kill()
        sender.join()
    return answered[0] if answered else ""


def test_an_import_is_whole_or_absent(site: Site) -> None:
    chance = random.Random(1)
    for made in site.lists:
        answer = killed_while(site, f"/lists/{made['list']}/import/", {}, chance)
        jobs = int(site.ask(f"print(Job.objects.filter(work_order__number={made['order']!r}).count())"))
        assert jobs in {0, MACHINES}
        assert jobs == MACHINES or not answer, "An answer was given for what is not there."
        _log.info("import %s: %s machines, %s", made["order"], jobs, "answered" if answer else "no answer")
        site.judge()


def test_a_bulk_update_is_whole_or_absent(site: Site) -> None:
    chance = random.Random(2)
    for turn in range(KILLS):
        status = STATUSES[turn % len(STATUSES)]
        fields = {"which": "all", "expected_all": str(MACHINES), "status": status, "confirmed": "yes"}
        answer = killed_while(site, f"/work-orders/{site.bulk}/update-status/", fields, chance)
        count = f"Job.objects.filter(work_order__number={site.bulk!r}, status={status!r}).count()"
        changed = int(site.ask(f"print({count})"))
        assert changed in {0, MACHINES}
        assert changed == MACHINES or not answer, "An answer was given for what is not there."
        _log.info("bulk update %s: %s machines, %s", turn, changed, "answered" if answer else "no answer")
        site.judge()
