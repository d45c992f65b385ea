"""Environment variables, read in one place, each declared with the sentence that documents it."""

import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True, slots=True)
class Variable:
    """One environment variable: its name, what an operator reads about it, and the default as text."""

    name: str
    meaning: str
    default: str


DOCUMENT_HEAD = """# Settings

Made by `manage.py document` from the declarations in the code; a test fails when it is stale.
Every setting is an environment variable; none is needed to start.

| Variable | Default | Meaning |
|---|---|---|"""

DECLARED: dict[str, Variable] = {}


def text(name: str, meaning: str, default: str = "") -> str:
    """Return the variable's text, or the default when it is unset or empty."""
    DECLARED[name] = Variable(name, meaning, default)
    return os.environ.get(name, "").strip() or default


def flag(name: str, meaning: str) -> bool:
    """Return whether the variable says yes (1, true, yes, on); unset means no, anything else is refused."""
    answer = text(name, meaning, "no").lower()
    if answer in {"1", "true", "yes", "on"}:
        return True
    if answer in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} is {answer!r}; say 1 or 0.")


def number(name: str, meaning: str, default: int) -> int:
    """Return the variable as a whole number of at least 1."""
    answer = text(name, meaning, str(default))
    if not answer.isdecimal() or int(answer) < 1:
        raise ImproperlyConfigured(f"{name} is {answer!r}; say a whole number of at least 1.")
    return int(answer)


def words(name: str, meaning: str, default: str = "") -> list[str]:
    """Return the comma-separated parts of the variable, without blanks."""
    return [part.strip() for part in text(name, meaning, default).split(",") if part.strip()]


def folder(name: str, path: Path) -> Path:
    """Return the folder the variable names, made for its owner only when it is missing."""
    try:
        whole = path.resolve()
        whole.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(
            f"{name} is {str(path)!r}, which is no folder to write to: {error.strerror}."
        ) from None
    return whole


def refuse_other_schemes(name: str, url: str, schemes: tuple[str, ...]) -> None:
    """Raise when the address in the variable is not of one of the schemes. The address itself may hold a password."""
    scheme = url.partition(":")[0]
    if scheme not in schemes:
        raise ImproperlyConfigured(f"{name} begins with {scheme!r}; say {' or '.join(f'{s}:' for s in schemes)}")


def kept_secret(file: Path) -> str:
    """Return the secret kept in `file`; make it on the first call, readable by its owner only.

    Two processes that start at once end up with the same secret: the link to the final name succeeds for one of them.
    """
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_name(f".{file.name}.{os.getpid()}.{secrets.token_hex(4)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "w", encoding="ascii") as stream:
                stream.write(secrets.token_urlsafe(64))
                stream.flush()
                os.fsync(stream.fileno())
            with suppress(FileExistsError):
                os.link(draft, file)
        finally:
            draft.unlink()
    return file.read_text(encoding="ascii").strip()


def document() -> str:
    """Return the page of the documentation that lists every variable, with its default and what it means."""
    rows = [f"| `{v.name}` | {f'`{v.default}`' if v.default else ''} | {v.meaning} |" for v in DECLARED.values()]
    return "\n".join([DOCUMENT_HEAD, *rows, ""])
