"""The command line reads any list and prints one JSON object."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from hashmend.domain.work_orders.models import Job
from tests.domain.intake.dialects import plain_csv
from tests.factories_logistics import an_inbound_container, jobs_in
from tests.lists import MANIFESTS, made_up

pytestmark = pytest.mark.django_db
EXPECTED = json.loads((MANIFESTS / "expected.json").read_text(encoding="utf-8"))["files"]


def run(*arguments: object) -> dict[str, Any]:
    """Return what the command prints, as JSON."""
    out = StringIO()
    call_command("import_list", *map(str, arguments), "--json", stdout=out)
    answer: dict[str, Any] = json.loads(out.getvalue())
    return answer


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_dry_run_prints_the_figures_of_a_manifest(name: str) -> None:
    answer = run(MANIFESTS / name, "--dry-run")
    figures = {k: v for k, v in EXPECTED[name].items() if k not in {"traps", "serials_shared_with"}}
    assert {key: answer[key] for key in figures} == figures
    assert len(answer["rows"]) == figures["unit_rows"]


@pytest.mark.usefixtures("catalogue")
def test_rows_carry_line_verdict_and_reason() -> None:
    other, container = an_inbound_container(), an_inbound_container()
    jobs_in(other, "SYNF04BBAAAACQ0F0")
    answer = run(MANIFESTS / "01_hosting_fleet_export.csv", "--dry-run", "--container", container.number)
    elsewhere = [each for each in answer["rows"] if each["verdict"] == "elsewhere"]
    assert elsewhere[0]["reason"].startswith(f"SYNF04BBAAAACQ0F0 is in {other.work_order}")
    assert answer["rows"][0] | {"line": 2, "verdict": "new", "mac": "02353DB32DB1"} == answer["rows"][0]
    assert Job.objects.count() == 1


@pytest.mark.usefixtures("catalogue")
def test_an_import_into_a_container(tmp_path: Path) -> None:
    container = an_inbound_container()
    (tmp_path / "list.csv").write_bytes(plain_csv(made_up(9)))
    assert run(tmp_path / "list.csv", "--container", container.number)["imported"] == 9
    again = run(tmp_path / "list.csv", "--container", container.number)
    assert (again["imported"], again["verdicts"]) == (0, {"here": 9})


def test_columns_and_models_named_on_the_command_line(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("Alpha,Beta\nU-1,Big\nU-2,Big\n", encoding="utf-8")
    named = ("--column", "asset_tag=Alpha", "--column", "model=Beta", "--model", "Big=bitmain-antminer-s21")
    answer = run(tmp_path / "list.csv", "--dry-run", *named)
    assert answer["model_counts"] == {"Antminer S21": 2}


@pytest.mark.parametrize(
    ("content", "why"),
    [(b"\x89PNG\r\n\x1a\n" + bytes(99), "a picture"), (b"", "is empty"), (b"Alpha,Beta\nfoo,bar\n", "No machine")],
)
def test_no_list_is_an_error_with_a_sentence(content: bytes, why: str, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_bytes(content)
    with pytest.raises(CommandError, match=why):
        run(tmp_path / "list.csv", "--dry-run")


def test_a_wrong_container_or_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_bytes(plain_csv(made_up(2)))
    with pytest.raises(CommandError, match="no container C-99999"):
        run(tmp_path / "list.csv", "--container", "C-99999")
    with pytest.raises(CommandError, match="Name the container"):
        run(tmp_path / "list.csv")
    with pytest.raises(CommandError, match="cannot be read"):
        run(tmp_path / "missing.csv", "--dry-run")


def test_words_for_people(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_bytes(plain_csv([*made_up(3), made_up(1)[0]]))
    out = StringIO()
    call_command("import_list", str(tmp_path / "list.csv"), "--dry-run", stdout=out)
    assert "4 machines" in out.getvalue()
    assert "is in row 2 already" in out.getvalue()
    assert "Nothing was changed." in out.getvalue()
