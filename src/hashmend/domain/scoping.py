"""What every table of the domain shares: whose rows they are, who may see them, and names that cannot be guessed."""

import secrets
from typing import Any, ClassVar, Self, TypeVar

from django.db import models

from hashmend.domain.writing import Writing
from hashmend.kernel.actor import Actor

_ALPHABET = b"23456789abcdefghjkmnpqrstvwxyz"
_FAIR = 256 // len(_ALPHABET) * len(_ALPHABET)
_LETTERS = bytes(_ALPHABET[byte % len(_ALPHABET)] for byte in range(256))
_UNFAIR = bytes(range(_FAIR, 256))

M = TypeVar("M", bound=models.Model)


def public_id() -> str:
    """Return a random name for a row's URL: 12 letters and digits that are not mistaken for each other."""
    letters = b""
    while len(letters) < 12:
        letters += secrets.token_bytes(16).translate(_LETTERS, _UNFAIR)
    return letters[:12].decode()


def file_token() -> str:
    """Return an unguessable name (160 bits) for a stored file's URL."""
    return secrets.token_hex(20)


def public_id_field() -> "models.CharField[Any, Any]":
    """Return the column for a row's name in URLs."""
    return models.CharField(max_length=12, unique=True, default=public_id, editable=False)


class ScopedQuerySet(Writing[M]):
    """Rows that reach a page only through `visible_to`."""

    def visible_to(self, actor: Actor) -> Self:
        """Return the rows the actor may see at all; whether it may do something with them is a permission."""
        path: str | None = getattr(self.model, "CUSTOMER_PATH", None)
        if actor.is_staff or getattr(self.model, "SHARED", False):
            return self.all()
        if path is None or not actor.customer_ids:
            return self.none()
        lookup = "pk__in" if path == "self" else f"{path}__in"
        return self.filter(**{lookup: sorted(actor.customer_ids)})


class Scoped(models.Model):
    """Base of every table. A subclass declares exactly one of:

    `CUSTOMER_PATH` (where its customer stands, "self" for the customer itself), `STAFF_ONLY = True` (customers never
    see it) or `SHARED = True` (everyone who signs in may read it).
    """

    CUSTOMER_PATH: ClassVar[str | None] = None
    STAFF_ONLY: ClassVar[bool] = False
    SHARED: ClassVar[bool] = False
    HISTORY_ROOTS: ClassVar[dict[str, str]] = {}
    """Columns of an event that this row fills: root name → attribute path ("pk", "work_order_id",
    "work_order.customer_id")."""

    class Meta:
        abstract = True

    def history_label(self) -> str:
        """Return what a sentence of the history calls this row."""
        return str(self)
