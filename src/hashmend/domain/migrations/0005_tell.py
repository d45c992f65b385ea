"""PostgreSQL tells the processes that listen what happened, in the transaction of the events.

One notification per statement: order, customer, person, kind and machines (null for more than 200) of each kind.
SQLite has no such thing; there the processes look whether the file changed.
"""

from django.db import migrations

TELL = """CREATE FUNCTION hashmend_tell() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE parts json[]; part json;
    BEGIN
        SELECT array_agg(json_build_array(work_order_id, customer_id, user_id, kind, jobs)) INTO parts FROM (
            SELECT work_order_id, customer_id, user_id, kind,
                CASE WHEN count(job_id) <= 200
                    THEN coalesce(json_agg(job_id) FILTER (WHERE job_id IS NOT NULL), '[]'::json) END AS jobs
            FROM told
            WHERE work_order_id IS NOT NULL OR shipment_id IS NOT NULL OR user_id IS NOT NULL
            GROUP BY work_order_id, customer_id, user_id, kind
        ) AS kinds;
        IF parts IS NULL THEN
            RETURN NULL;
        END IF;
        IF length(array_to_json(parts)::text) < 7900 THEN
            PERFORM pg_notify('hashmend_told', array_to_json(parts)::text);
        ELSE
            FOREACH part IN ARRAY parts LOOP
                PERFORM pg_notify('hashmend_told', json_build_array(part)::text);
            END LOOP;
        END IF;
        RETURN NULL;
    END $$"""
TRIGGER = """CREATE TRIGGER event_is_told AFTER INSERT ON hashmend_event
    REFERENCING NEW TABLE AS told FOR EACH STATEMENT EXECUTE FUNCTION hashmend_tell()"""


def tell(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(TELL)
        schema_editor.execute(TRIGGER)


def be_silent(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER event_is_told ON hashmend_event")
        schema_editor.execute("DROP FUNCTION hashmend_tell()")


class Migration(migrations.Migration):
    dependencies = [("hashmend", "0004_list_preferences")]
    operations = [migrations.RunPython(tell, be_silent)]
