"""The examples of docs/api.md run as they are written."""

import os
import re
import shutil
import subprocess
import sys

import pytest

from hashmend.domain.bench.models import StressTest
from tests.api.test_readings import a_test, readings_of
from tests.factories_api import token
from tests.rules.source import ROOT

pytestmark = pytest.mark.django_db(transaction=True)

EXAMPLES = dict(re.findall(r"```(\w+)\n(.*?)```", (ROOT / "docs/api.md").read_text(), re.DOTALL))


def run(live_server, *command: str) -> str:
    env = os.environ | {"HASHMEND": live_server.url, "TOKEN": token(), "NO_PROXY": "*"}
    return subprocess.run(command, env=env, check=True, capture_output=True, text=True).stdout


def test_the_example_in_python(live_server) -> None:
    test = a_test()
    assert run(live_server, sys.executable, "-c", EXAMPLES["python"]) == "2\n"
    assert [one["ths"] for one in readings_of(test)] == [98.2, 98.4]


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_the_example_with_curl(live_server) -> None:
    test = a_test()
    told = run(live_server, "sh", "-c", EXAMPLES["sh"])
    assert test.public_id in told
    assert readings_of(StressTest.objects.get()) == [{"minute": 0, "ths": 98.2, "temp_c": 71, "chips": 300, "fans": 4}]
