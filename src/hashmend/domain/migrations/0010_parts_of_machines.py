"""Parts remember the machine they left, and every machine that is known gets the parts its model tells."""

import django.db.models.deletion
from django.db import migrations, models

from hashmend.kernel import clock

TYPES = {"hashboard": "hashboards", "control_board": "control_boards", "psu": "psus", "fan": "fans"}

FILL = """
WITH RECURSIVE place(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM place WHERE n < (SELECT MAX({count}) FROM
  hashmend_minermodel))
INSERT INTO hashmend_part (part_type, owner_id, model_id, miner_id, position, came_in_id, condition, place, added_at,
  changed_at, serial, serial_typed, part_number, hash_bin, shelf, gone_reason, came_from_slot, source)
SELECT %s, m.customer_id, m.model_id, m.id, p.n, m.id, 'unknown', 'slot', %s, %s, '', '', '', '', '', '', '', ''
FROM hashmend_miner m JOIN hashmend_minermodel k ON k.id = m.model_id JOIN place p ON p.n <= k.{count}
WHERE NOT EXISTS (SELECT 1 FROM hashmend_part o WHERE o.part_type = %s AND (o.miner_id = m.id OR o.came_in_id = m.id))
ORDER BY m.id, p.n
"""


def fill(apps, schema_editor):
    now = schema_editor.connection.ops.adapt_datetimefield_value(clock.now())
    with schema_editor.connection.cursor() as cursor:
        for part_type, count in TYPES.items():
            cursor.execute(FILL.format(count=count), [part_type, now, now, part_type])


class Migration(migrations.Migration):
    dependencies = [("hashmend", "0009_spare_parts")]

    operations = [
        migrations.AddField(
            model_name="part",
            name="left_miner",
            field=models.ForeignKey(
                blank=True, db_index=False, help_text="The machine it was in last, before where it is now.", null=True,
                on_delete=django.db.models.deletion.SET_NULL, related_name="former_parts", to="hashmend.miner",
            ),
        ),
        migrations.AddField(
            model_name="part",
            name="left_position",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name="part",
            index=models.Index(
                condition=models.Q(("left_miner__isnull", False)), fields=["left_miner"], name="part_left_miner"
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
