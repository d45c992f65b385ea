"""The preview of an import as the page shows it: verdicts to filter by, rows by the page."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from urllib.parse import urlencode

from hashmend.domain.intake.preview import LABELS, ImportPreview, PreviewRow, RowVerdict
from hashmend.kernel.identifiers import shown_mac
from hashmend.web.components import Tone

PER_PAGE = 100
_NOTED, _BACK = "noted", "back"
_TONES: dict[RowVerdict, Tone] = {
    RowVerdict.NEW: "success",
    RowVerdict.EXPECTED: "success",
    RowVerdict.HERE: "ended",
    RowVerdict.OTHER_PALLET: "ended",
    RowVerdict.REPEATED: "warning",
    RowVerdict.ELSEWHERE: "danger",
    RowVerdict.UNKNOWN_MODEL: "warning",
    RowVerdict.NO_IDENTITY: "danger",
    RowVerdict.UNFIT: "danger",
}


@dataclass(frozen=True, slots=True)
class VerdictLink:
    """One filter: a verdict with its number of rows."""

    label: str
    count: int
    url: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One row of the table, with the tone of its verdict."""

    each: PreviewRow
    tone: Tone

    @property
    def mac(self) -> str:
        """Return the MAC in pairs."""
        return shown_mac(self.each.entry.mac)


@dataclass(frozen=True, slots=True)
class PreviewScreen:
    """One page of the rows that match."""

    filters: list[VerdictLink]
    rows: list[ShownRow]
    matching: int
    page: int
    pages: int
    words: str
    previous_url: str
    next_url: str
    is_filtered: bool


def preview_screen(preview: ImportPreview, query: Mapping[str, str]) -> PreviewScreen:
    """Return what the query asks for: `verdict` (or "noted", "back"), `q` (serial, MAC, tag, model or row), `page`.

    Unknown verdicts and pages show all rows and the nearest page.
    """
    counts = preview.counts()
    wanted = query.get("verdict", "")
    text = query.get("q", "").strip()
    chosen = wanted if wanted in {_NOTED, _BACK} or wanted in counts else ""
    rows = [row for row in preview.rows if _matches(row, chosen, text.casefold())]
    pages = max(1, ceil(len(rows) / PER_PAGE))
    page = min(max(1, _number(query.get("page", ""))), pages)
    first = (page - 1) * PER_PAGE
    shown = rows[first : first + PER_PAGE]
    filters = [VerdictLink("All", len(preview.rows), _url("", text, 1), chosen == "")]
    filters += [VerdictLink(LABELS[v], n, _url(v.value, text, 1), chosen == v.value) for v, n in counts.items()]
    if returns := preview.returns():
        filters.append(VerdictLink("Back within the repair warranty", returns, _url(_BACK, text, 1), chosen == _BACK))
    if noted := preview.noted():
        filters.append(VerdictLink("With a warning", noted, _url(_NOTED, text, 1), chosen == _NOTED))
    return PreviewScreen(
        filters=filters,
        rows=[ShownRow(row, _TONES[row.verdict]) for row in shown],
        matching=len(rows),
        page=page,
        pages=pages,
        words=f"{first + 1}–{first + len(shown)} of {len(rows):,}" if shown else "",
        previous_url=_url(chosen, text, page - 1) if page > 1 else "",
        next_url=_url(chosen, text, page + 1) if page < pages else "",
        is_filtered=bool(chosen or text),
    )


def _matches(row: PreviewRow, verdict: str, text: str) -> bool:
    if verdict == _NOTED:
        if not row.notes:
            return False
    elif verdict == _BACK:
        if row.former is None:
            return False
    elif verdict and row.verdict != verdict:
        return False
    if not text:
        return True
    entry = row.entry
    packed = text.replace(":", "").replace("-", "").upper()
    return (
        packed in entry.serial or packed in entry.mac or text in entry.asset_tag.casefold()
        or text in row.row.model.casefold() or text == str(row.row.line)
    )  # fmt: skip


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 8 else 1


def _url(verdict: str, text: str, page: int) -> str:
    query = {"verdict": verdict, "q": text, "page": str(page) if page > 1 else ""}
    return "?" + urlencode({name: value for name, value in query.items() if value})
