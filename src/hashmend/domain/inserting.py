"""Many rows written at once, straight from their values, for tables that get thousands from one action."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection, models


def insert(model: type[models.Model], same: Mapping[str, object], names: Sequence[str], rows: Sequence[Any]) -> None:
    """Write a row per tuple with one statement; five times as fast as `bulk_create`, which makes objects first.

    `same` are the columns all rows share, `names` the columns whose values the tuples hold, as the database takes
    them: keys, text, or JSON as text. Columns are named by the fields' `attname`. Returns no keys.
    """
    if not rows:
        return
    fields = {field.attname: field for field in model._meta.concrete_fields}
    shared = [fields[name].get_db_prep_save(value, connection) for name, value in same.items()]
    own = [fields[name] for name in names]
    columns = ", ".join(connection.ops.quote_name(field.column) for field in [*map(fields.__getitem__, same), *own])
    into = f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({columns})"
    marks = ["%s"] * len(shared)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            arrays = ", ".join(f"%s::{field.db_type(connection)}[]" for field in own)
            listed = [list(values) for values in zip(*rows, strict=True)]
            cursor.execute(
                f"{into} SELECT {', '.join([*marks, 'own.*'])} FROM unnest({arrays}) AS own", shared + listed
            )
        else:
            values = ", ".join(marks + ["%s"] * len(own))
            cursor.executemany(f"{into} VALUES ({values})", [(*shared, *row) for row in rows])
