"""`manage.py import_list FILE`: read a customer's list, say what every row would do, import it."""

import argparse
import json
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from hashmend.domain.accounts.models import User
from hashmend.domain.batches import row
from hashmend.domain.intake.known_models import bundled_models, known_models
from hashmend.domain.intake.operations import import_list, upload_list
from hashmend.domain.intake.preview import ImportPreview, preview_alone, preview_import
from hashmend.domain.intake.reading.grid import MAX_BYTES
from hashmend.domain.intake.reading.matching import KnownModel
from hashmend.domain.intake.reading.reader import read_list
from hashmend.domain.intake.reading.rows import Choice, ReadList
from hashmend.domain.logistics.models import Container
from hashmend.kernel.actor import SYSTEM, Actor
from hashmend.kernel.errors import Refused


class Command(BaseCommand):
    """Exits with 0 when the list was read (and imported, unless --dry-run), with 1 and a sentence when refused."""

    help = "Read a customer's list (CSV, TSV, XLSX, scanner dump) and import its good rows into an inbound container."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("file", help="the list")
        parser.add_argument("--container", help="number of the inbound container; may be left out with --dry-run")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and change nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument("--by", metavar="E-MAIL", help="who imports; the system itself when left out")
        parser.add_argument("--sheet", help="sheet of a workbook")
        parser.add_argument("--header-row", type=int, help="row of the column names; 0 when there is none")
        parser.add_argument(
            "--column", action="append", default=[], metavar="FIELD=NAME", help="serial=Unit: the column of a field"
        )
        parser.add_argument(
            "--model", action="append", default=[], metavar="TEXT=CODE", help="catalogue code for a model's text"
        )
        parser.add_argument("--pallet", help="take only the rows of this container of the list")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, judge and, unless told otherwise, import."""
        path = Path(options["file"])
        try:
            self._run(path, options)
        except Refused as refused:
            if options["json"]:
                self.stdout.write(json.dumps({"file": path.name, "refused": refused.sentence}, ensure_ascii=False))
            raise CommandError(refused.sentence) from None

    def _run(self, path: Path, options: dict[str, Any]) -> None:
        content, choice = _content(path), _choice(options)
        container, actor = _container(options), _actor(options)
        read = read_list(content, path.name, _models(), choice)
        if not read.rows:
            raise Refused(f"No machine was recognised in {path.name}: name its columns with --column.")
        if container is None:
            preview = preview_alone(read, choice)
        else:
            preview = preview_import(read, choice, container, by=actor)
        imported = 0
        if container and not options["dry_run"]:
            upload = upload_list(row(container), ContentFile(content, name=path.name), by=actor, choice=choice)
            imported = len(import_list(row(upload), by=actor).done)
        answer = {**summary(read, preview), "dry_run": options["dry_run"], "imported": imported}
        self.stdout.write(json.dumps(answer, ensure_ascii=False) if options["json"] else _in_words(path, answer))


def summary(read: ReadList, preview: ImportPreview) -> dict[str, Any]:
    """Return the figures of a list and the verdict on every row, as plain values."""
    rows = [
        {
            "line": each.row.line,
            "verdict": each.verdict.value,
            "reason": each.why,
            "warnings": list(each.notes),
            "serial": each.entry.serial,
            "mac": each.entry.mac,
            "model": each.row.match.model.name if each.row.match.model and each.row.match.is_sure else None,
            "model_typed": each.row.model,
            "nominal_ths": float(each.row.nominal_ths) if each.row.nominal_ths is not None else None,
            "asset_tag": each.row.asset_tag,
            "container": each.row.container,
        }
        for each in preview.rows
    ]
    counts = {verdict.value: count for verdict, count in preview.counts().items()}
    skipped = [{"line": line, "text": text} for line, text in read.skipped]
    return {
        "file": read.name,
        **read.summary(),
        "verdicts": counts,
        "skipped": skipped,
        "other_lists": list(read.other_lists),
        "rows": rows,
    }


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
        size = path.stat().st_size
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror}.") from None
    if size > MAX_BYTES:
        raise Refused(f"{path.name} is {size / 1_048_576:.0f} MB: a list may have {MAX_BYTES // 1_048_576} MB at most.")
    return content


def _choice(options: dict[str, Any]) -> Choice:
    return Choice(
        sheet=options["sheet"],
        header_row=options["header_row"],
        columns=dict(_pair(text) for text in options["column"]) or None,
        models=dict(_pair(text) for text in options["model"]),
        pallet=options["pallet"],
    )


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise CommandError(f"{text} needs the form NAME=VALUE.")
    return name.strip(), value.strip()


def _container(options: dict[str, Any]) -> Container | None:
    if not options["container"]:
        if options["dry_run"]:
            return None
        raise CommandError("Name the container with --container C-…, or look first with --dry-run.")
    found = Container.objects.select_related("work_order").filter(number=options["container"]).first()
    if found is None:
        raise Refused(f"There is no container {options['container']}.")
    return found


def _actor(options: dict[str, Any]) -> Actor:
    if not options["by"]:
        return SYSTEM
    person = User.objects.filter(email__iexact=options["by"], is_active=True).first()
    if person is None:
        raise CommandError(f"Nobody here has the e-mail {options['by']}.")
    actor: Actor = person.as_actor()
    return actor


def _models() -> list[KnownModel]:
    """Return the models of the database; without a database (a dry run anywhere) those that ship with the product."""
    try:
        return known_models() or bundled_models()
    except DatabaseError:
        return bundled_models()


def _in_words(path: Path, answer: dict[str, Any]) -> str:
    lines = [f"{path.name}: {answer['unit_rows']} machines"]
    lines += [f"  {count:>6}  {verdict}" for verdict, count in answer["verdicts"].items()]
    lines += [f"  row {r['line']}: {r['reason']}" for r in answer["rows"] if r["reason"] and r["verdict"] != "here"]
    lines.append("Nothing was changed." if answer["dry_run"] else f"{answer['imported']} machines imported.")
    return "\n".join(lines)
