"""Telling what a change of a row's columns changed, for its event."""

from collections.abc import Mapping
from typing import Any

from django.db import models


def set_columns(row: models.Model, values: Mapping[str, Any]) -> list[str]:
    """Put the values on the row, without saving, and return one phrase per column that differs.

    A phrase reads "phone from 1 to 2"; a long text is only named ("internal note").
    """
    phrases = []
    for name, value in values.items():
        before = getattr(row, name)
        if before == value:
            continue
        phrases.append(_phrase(row._meta.get_field(name), before, value))
        setattr(row, name, value)
    return phrases


def _phrase(field: Any, before: Any, after: Any) -> str:
    if isinstance(field, models.TextField):
        return str(field.verbose_name)
    return f"{field.verbose_name} from {_shown(field, before)} to {_shown(field, after)}"


def _shown(field: Any, value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None or value == "":
        return "nothing"
    return str(dict(field.flatchoices).get(value, value))
