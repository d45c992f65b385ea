"""What stands behind bin/run: when packages are installed again, and which folder holds the data."""

import os
from pathlib import Path

import pytest

from tests.ground.test_front_end_files import ROOT, loaded

bootstrap = loaded(ROOT / "bin" / "bootstrap.py")


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """Let the bootstrap work on a folder of its own and return what it would have run."""
    for name in bootstrap.INPUTS:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    (tmp_path / ".venv").mkdir()
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "STAMP", tmp_path / ".venv" / "stamp.txt")
    called: list[tuple[str, ...]] = []
    monkeypatch.setattr(bootstrap, "call", lambda *command: called.append(tuple(map(str, command))))
    return called


def test_the_first_start_makes_the_environment_and_installs(installed: list[tuple[str, ...]]) -> None:
    bootstrap.set_up(dev=False)
    assert [command[2] for command in installed] == ["venv", "pip"]
    assert installed[1][-1] == "."


def test_the_second_start_does_nothing(installed: list[tuple[str, ...]]) -> None:
    bootstrap.set_up(dev=False)
    installed.clear()
    bootstrap.set_up(dev=False)
    assert installed == []


@pytest.mark.parametrize("changed", bootstrap.INPUTS)
def test_a_changed_input_installs_again_into_the_same_environment(
    changed: str, installed: list[tuple[str, ...]]
) -> None:
    bootstrap.set_up(dev=False)
    installed.clear()
    (bootstrap.ROOT / changed).write_text("something else")
    bootstrap.set_up(dev=False)
    assert [command[2] for command in installed] == ["pip"]


def test_tests_add_their_packages_and_a_start_after_them_keeps_them(installed: list[tuple[str, ...]]) -> None:
    bootstrap.set_up(dev=False)
    bootstrap.set_up(dev=True)
    assert installed[-1][-1] == ".[dev]"
    installed.clear()
    bootstrap.set_up(dev=False)
    assert installed == []


def test_an_install_that_was_killed_starts_from_the_beginning(
    installed: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*command: object) -> None:
        if "pip" in command:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(bootstrap, "call", killed)
        with pytest.raises(KeyboardInterrupt):
            bootstrap.set_up(dev=False)
    bootstrap.set_up(dev=False)
    assert [command[2] for command in installed] == ["venv", "pip"]


def test_the_named_folder_counts_from_where_the_person_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "STOOD", tmp_path)
    monkeypatch.setenv("HASHMEND_DATA_DIR", "elsewhere")
    bootstrap.use_data(None)
    assert os.environ["HASHMEND_DATA_DIR"] == "elsewhere"
    bootstrap.use_data("mine")
    assert os.environ["HASHMEND_DATA_DIR"] == str(tmp_path / "mine")
