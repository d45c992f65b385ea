"""Many rows written at once: from bare values, or as `bulk_create` and `bulk_update` of every table of the domain.

Django's own build one long statement as text, with every value looked at by four functions; a thousand rows of history
were half of the time of the action they told of. Here the rows go to the database as they are: to SQLite one after
another through a prepared statement, to PostgreSQL as one array per column.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any, TypeAlias, TypeVar

from django.db import connection, models, transaction
from django.db.models.constants import OnConflict
from django.db.models.expressions import RawSQL

M = TypeVar("M", bound=models.Model)
Field: TypeAlias = "models.Field[Any, Any]"

_TEXTS = (models.CharField, models.TextField)
_NUMBERS = (models.IntegerField, models.ForeignKey)


def insert(
    model: type[models.Model], same: Mapping[str, object], names: Sequence[str], rows: Sequence[Any], then: str = ""
) -> None:
    """Write a row per tuple with one statement.

    `same` are the columns all rows share, `names` the columns whose values the tuples hold, as the database takes
    them: keys, text, or JSON as text. Columns are named by the fields' `attname`. `then` is SQL that ends the
    statement (ON CONFLICT …). Returns no keys.
    """
    if not rows:
        return
    fields = _fields(model)
    shared = [fields[name].get_db_prep_save(value, connection) for name, value in same.items()]
    own = [fields[name] for name in names]
    columns = ", ".join(_quoted(field.column) for field in [*map(fields.__getitem__, same), *own])
    into = f"INSERT INTO {_quoted(model._meta.db_table)} ({columns})"
    marks = ["%s"] * len(shared)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            chosen = ", ".join([*marks, "own.*"])
            cursor.execute(f"{into} SELECT {chosen} FROM {_arrays(own)} AS own {then}", shared + _columns(rows))
        else:
            values = ", ".join(marks + ["%s"] * len(own))
            cursor.executemany(f"{into} VALUES ({values}) {then}", [(*shared, *row) for row in rows])


def listed(keys: Sequence[int]) -> RawSQL:
    """Return keys for `pk__in=`, as one parameter however many they are; of a thousand each costs more than its row."""
    if connection.vendor == "postgresql":
        return RawSQL("SELECT unnest(%s::bigint[])", [list(keys)])
    return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(list(keys))])


class Writing(models.QuerySet[M]):
    """`bulk_create` and `bulk_update` that cost two statements and one, however many rows."""

    def bulk_create(self, objs: Iterable[M], *args: Any, **options: Any) -> list[M]:
        """Write new rows and give each its key. With options that only Django knows, Django writes them."""
        rows = list(objs)
        if args or options.keys() - {"batch_size"} or any(row.pk is not None for row in rows):
            return super().bulk_create(rows, *args, **options)
        key = self.model._meta.pk
        fields = [field for field in self.model._meta.concrete_fields if field is not key]
        values, names = _values(rows, fields, add=True), [field.attname for field in fields]
        with transaction.atomic(savepoint=False):
            keys = _new_keys(self.model, len(rows))
            numbered = [(*line, number) for line, number in zip(values, keys, strict=True)]
            insert(self.model, {}, [*names, key.attname], numbered)
        for row, number in zip(rows, keys, strict=True):
            row.pk, row._state.adding, row._state.db = number, False, self.db
        return rows

    bulk_create.alters_data = True  # type: ignore[attr-defined]

    def bulk_upsert(self, objs: Iterable[M], *, unique: str, update: Sequence[str]) -> list[M]:
        """Write rows and give them keys; one whose `unique` text is there changes that row's fields in `update`."""
        rows = list(objs)
        named = _named(self.model)
        fields = [field for field in named.values() if not field.primary_key]
        columns = [named[name].column for name in update]
        clash = connection.ops.on_conflict_suffix_sql(fields, OnConflict.UPDATE, columns, [named[unique].column])
        insert(self.model, {}, [field.attname for field in fields], _values(rows, fields, add=True), clash)
        keys = dict(self.filter(**{f"{unique}__in": [getattr(row, unique) for row in rows]}).values_list(unique, "pk"))
        for row in rows:
            row.pk, row._state.adding, row._state.db = keys[getattr(row, unique)], False, self.db
        return rows

    bulk_upsert.alters_data = True  # type: ignore[attr-defined]

    def bulk_update(self, objs: Iterable[M], fields: Iterable[str], batch_size: int | None = None) -> int:
        """Write the named fields of rows that have their keys; returns how many rows there were."""
        named = _named(self.model)
        rows, changed = list(objs), [named[name] for name in fields]
        if not rows:
            return 0
        key = self.model._meta.pk
        table, values = _quoted(self.model._meta.db_table), _values(rows, [*changed, key], add=False)
        columns = [_quoted(field.column) for field in changed]
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                own = [f"c{n}" for n in range(len(changed) + 1)]
                sets = ", ".join(f"{column} = own.{name}" for column, name in zip(columns, own, strict=False))
                arrays = f"{_arrays([*changed, key])} AS own({', '.join(own)})"
                where = f"{table}.{_quoted(key.column)} = own.{own[-1]}"
                cursor.execute(f"UPDATE {table} SET {sets} FROM {arrays} WHERE {where}", _columns(values))
            else:
                sets = ", ".join(f"{column} = %s" for column in columns)
                cursor.executemany(f"UPDATE {table} SET {sets} WHERE {_quoted(key.column)} = %s", values)
        return len(rows)

    bulk_update.alters_data = True  # type: ignore[attr-defined]


def _new_keys(model: type[models.Model], number: int) -> Sequence[int]:
    """Return keys for new rows, kept for us: by the sequence, or on SQLite by the lock on the whole database."""
    if not number:
        return ()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sequence = "nextval(pg_get_serial_sequence(%s, %s))"
            cursor.execute(
                f"SELECT {sequence} FROM generate_series(1, %s)", [model._meta.db_table, model._meta.pk.column, number]
            )
            return [key for (key,) in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
        last = (cursor.fetchone() or (0,))[0]
        return range(last + 1, last + 1 + number)


def _named(model: type[models.Model]) -> dict[str, Field]:
    return {field.name: field for field in model._meta.concrete_fields}


def _fields(model: type[models.Model]) -> dict[str, Field]:
    return {field.attname: field for field in model._meta.concrete_fields}


def _values(rows: Sequence[models.Model], fields: Sequence[Field], *, add: bool) -> list[tuple[Any, ...]]:
    """Return a tuple per row with the values of the fields as the database takes them."""
    columns: list[Iterable[Any]] = []
    for field in fields:
        own = map(attrgetter(field.attname), rows)
        if isinstance(field, _NUMBERS):
            columns.append(own)
        elif isinstance(field, _TEXTS):
            columns.append(map(_as_text, own))
        else:
            columns.append(map(_prepared(field), [field.pre_save(row, add) for row in rows]))
    return list(zip(*columns, strict=True))


def _as_text(value: Any) -> str | None:
    """Return a text itself, and a choice of an enumeration as the text it stands for."""
    return value if type(value) is str or value is None else str(value)


def _prepared(field: Field) -> Callable[[Any], Any]:
    """Return how a value of the field is written. Rows of one action share their moments: each is made ready once."""
    known: dict[Any, Any] = {}

    def prepared(value: Any) -> Any:
        try:
            return known[value]
        except KeyError:
            return known.setdefault(value, field.get_db_prep_save(value, connection))
        except TypeError:  # lists and dicts of JSON have no hash
            return field.get_db_prep_save(value, connection)

    return prepared


def _arrays(fields: Sequence[Field]) -> str:
    """Return the SQL of rows made of an array per field; text without a length, so that too long a one is refused."""
    kinds = [str(field.db_type(connection)) for field in fields]
    arrays = [f"%s::{'text' if kind.startswith('varchar') else kind}[]" for kind in kinds]
    return f"unnest({', '.join(arrays)})"


def _columns(rows: Sequence[Any]) -> list[list[Any]]:
    return [list(values) for values in zip(*rows, strict=True)]


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
