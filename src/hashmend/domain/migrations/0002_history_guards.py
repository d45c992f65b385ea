"""The database itself refuses to rewrite history.

Links of an event to its roots may become empty when a root is removed; its words, author and time never change.
"""

from django.db import migrations

_COLUMNS = "at, kind, actor_id, actor_label, \"group\", data"

SQLITE = (
    f"""CREATE TRIGGER event_is_final BEFORE UPDATE OF {_COLUMNS} ON hashmend_event
        BEGIN SELECT RAISE(ABORT, 'History is never edited.'); END""",
    """CREATE TRIGGER event_stays BEFORE DELETE ON hashmend_event
        BEGIN SELECT RAISE(ABORT, 'History is never deleted.'); END""",
)

POSTGRESQL = (
    """CREATE FUNCTION hashmend_event_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'History is never edited or deleted.'; END $$""",
    f"""CREATE TRIGGER event_is_final BEFORE UPDATE OF {_COLUMNS} ON hashmend_event
        FOR EACH ROW EXECUTE FUNCTION hashmend_event_is_final()""",
    """CREATE TRIGGER event_stays BEFORE DELETE ON hashmend_event
        FOR EACH ROW EXECUTE FUNCTION hashmend_event_is_final()""",
)


def guard(apps, schema_editor):
    statements = POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE
    for statement in statements:
        schema_editor.execute(statement)


def unguard(apps, schema_editor):
    on = " ON hashmend_event" if schema_editor.connection.vendor == "postgresql" else ""
    schema_editor.execute(f"DROP TRIGGER event_is_final{on}")
    schema_editor.execute(f"DROP TRIGGER event_stays{on}")
    if on:
        schema_editor.execute("DROP FUNCTION hashmend_event_is_final()")


class Migration(migrations.Migration):
    dependencies = [("hashmend", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]
