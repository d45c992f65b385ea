"""Reading what a machine sent, strictly: what is not known, of another kind or twice there is refused by its name."""

import json
from collections.abc import Collection, Mapping
from typing import Any, NoReturn

from django.http import HttpRequest

from hashmend.web.formats import counted

Json = dict[str, Any]

MOST_BYTES = 1024 * 1024
_LONGEST_TEXT = 120


class Wrong(Exception):
    """What was sent cannot be taken: the status, a sentence with the way out, and the field it is about."""

    def __init__(self, status: int, sentence: str, field: str = "", headers: Mapping[str, str] | None = None) -> None:
        super().__init__(sentence)
        self.status, self.sentence, self.field, self.headers = status, sentence, field, headers


def json_object(request: HttpRequest) -> Json:
    """Return the JSON object in the body. 413 too large, 415 no JSON by its type, 422 none that can be read."""
    length = request.headers.get("Content-Length", "")
    if length.isdecimal() and int(length) > MOST_BYTES:
        raise Wrong(413, f"The body is larger than {MOST_BYTES // 1024} kB: send it in several parts.")
    if request.content_type != "application/json":
        raise Wrong(415, "Send JSON: Content-Type: application/json.")
    try:
        found = json.loads(request.body.decode(), object_pairs_hook=_once, parse_constant=_no_number)
    except UnicodeDecodeError as error:
        raise Wrong(422, "The body is no text in UTF-8.") from error
    except (ValueError, RecursionError) as error:
        raise Wrong(422, f"The body is no JSON that can be read: {str(error)[:80]}.") from error
    if not isinstance(found, dict):
        raise Wrong(422, "The body is no JSON object: put it between { and }.")
    return found


def refuse_unknown(sent: Json, known: Collection[str], where: str = "") -> None:
    """Refuse a field that is not known; `where` is what it stands in, such as "readings[2]"."""
    for name in sent:
        if name not in known:
            field = f"{where}.{name[:40]}" if where else name[:40]
            raise Wrong(422, f"“{name[:40]}” is no field here: there are {', '.join(known)}.", field)


def text(value: Any, field: str) -> str:
    """Return a text without blanks around it; refuse another kind, an empty one, a NUL and one that is too long."""
    if not isinstance(value, str):
        raise Wrong(422, f"{field} is no text: put it between quotation marks.", field)
    if not value.strip():
        raise Wrong(422, f"{field} is empty.", field)
    if "\x00" in value or not value.isprintable():
        raise Wrong(422, f"{field} holds a character that cannot be kept.", field)
    if len(value) > _LONGEST_TEXT:
        raise Wrong(422, f"{field} is too long: at most {_LONGEST_TEXT} characters.", field)
    return value.strip()


def number(value: Any, field: str) -> float:
    """Return a number; refuse another kind, also a number in quotation marks, true and false."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Wrong(422, f"{field} is no number: write it like 98.5, without quotation marks.", field)
    return value


def objects(value: Any, field: str, most: int) -> list[Json]:
    """Return a list of objects, from one to `most`."""
    if not isinstance(value, list) or not value:
        raise Wrong(422, f"{field} is no list with something in it: put the objects between [ and ].", field)
    if len(value) > most:
        raise Wrong(422, f"{field} holds {counted(len(value), 'object')}: at most {most:,} at a time.", field)
    for place, one in enumerate(value):
        if not isinstance(one, dict):
            raise Wrong(422, f"{field}[{place}] is no object: put it between {{ and }}.", f"{field}[{place}]")
    return value


def _once(pairs: list[tuple[str, Any]]) -> Json:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a field stands twice in one object")
    return found


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number in JSON")
