"""The pages of the documentation that are made from the code are what the code says today."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from hashmend.config.documents import DOCUMENTS

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("path", DOCUMENTS)
def test_a_made_page_is_not_stale(path: str) -> None:
    assert (ROOT / path).read_text(encoding="utf-8") == DOCUMENTS[path](), "Stale: run `manage.py document`."


def test_the_command_writes_what_is_stale_and_tells_it_when_only_looking(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "docs").mkdir()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CommandError, match=r"Stale: .*states\.md"):
        call_command("document", check=True)
    call_command("document")
    call_command("document", check=True)
    assert (tmp_path / "docs" / "events.md").read_text(encoding="utf-8").startswith("# Events")
