"""Environment variables: what is accepted, what is refused, and the secret that is made once."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from hashmend.config import environment as env


@pytest.fixture(autouse=True)
def _no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the variables tried here out of the list that is documented."""
    monkeypatch.setattr(env, "DECLARED", {})


@pytest.mark.parametrize(("said", "meant"), [("1", True), ("Yes", True), ("on", True), ("0", False), ("", False)])
def test_a_flag_understands_yes_and_no(said: str, meant: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HASHMEND_TRIED", said)
    assert env.flag("HASHMEND_TRIED", "") is meant


def test_a_flag_refuses_what_is_neither(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HASHMEND_TRIED", "maybe")
    with pytest.raises(ImproperlyConfigured, match="HASHMEND_TRIED"):
        env.flag("HASHMEND_TRIED", "")


@pytest.mark.parametrize("said", ["0", "-1", "two", "1.5"])
def test_a_number_refuses_what_is_no_whole_number_from_one(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HASHMEND_TRIED", said)
    with pytest.raises(ImproperlyConfigured, match="HASHMEND_TRIED"):
        env.number("HASHMEND_TRIED", "", 2)


def test_words_are_split_at_commas_without_blanks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HASHMEND_TRIED", " a.example , b.example,, ")
    assert env.words("HASHMEND_TRIED", "") == ["a.example", "b.example"]


def test_the_secret_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "data" / "secret-key.txt"
    with ThreadPoolExecutor(8) as pool:
        secrets = set(pool.map(lambda _: env.kept_secret(file), range(32)))
    assert len(secrets) == 1
    assert len(secrets.pop()) >= 50
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(file.parent.iterdir()) == [file]


def test_a_folder_that_cannot_be_is_refused_with_its_variable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert env.folder("HASHMEND_TRIED", tmp_path / "new" / "data").is_dir()
    with pytest.raises(ImproperlyConfigured, match=r"HASHMEND_TRIED is .*file/data'"):
        env.folder("HASHMEND_TRIED", tmp_path / "file" / "data")


def test_another_kind_of_database_is_refused_without_its_password() -> None:
    env.refuse_other_schemes("DATABASE_URL", "postgres://one:two@host/name", ("postgres", "sqlite"))
    with pytest.raises(ImproperlyConfigured) as refused:
        env.refuse_other_schemes("DATABASE_URL", "mysql://one:two@host/name", ("postgres", "sqlite"))
    assert str(refused.value) == "DATABASE_URL begins with 'mysql'; say postgres: or sqlite:"
