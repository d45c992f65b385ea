"""Parts remember the machine they left, and every machine that is known gets the parts its model tells."""

import django.db.models.deletion
from django.db import migrations, models

from hashmend.kernel import clock

TYPES = {"hashboard": "hashboards", "control_board": "control_boards", "psu": "psus", "fan": "fans"}

BATCH = 20_000
"""So many machines, by their keys, get their parts with one statement for each type."""

FILL = """
WITH RECURSIVE place(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM place WHERE n < (SELECT MAX({count}) FROM
  hashmend_minermodel))
INSERT INTO hashmend_part (part_type, owner_id, model_id, miner_id, position, came_in_id, condition, place, added_at,
  changed_at, serial, serial_typed, part_number, hash_bin, shelf, gone_reason, came_from_slot, source)
SELECT %(type)s, m.customer_id, m.model_id, m.id, p.n, m.id, 'unknown', 'slot', %(now)s, %(now)s, '', '', '', '', '', '',
  '', ''
FROM hashmend_miner m JOIN hashmend_minermodel k ON k.id = m.model_id JOIN place p ON p.n <= k.{count}
LEFT JOIN (
  SELECT o.miner_id AS id FROM hashmend_part o
    WHERE o.place = 'slot' AND o.miner_id > %(after)s AND o.miner_id <= %(last)s AND o.part_type = %(type)s
  UNION
  SELECT o.came_in_id FROM hashmend_part o
    WHERE o.came_in_id > %(after)s AND o.came_in_id <= %(last)s AND o.part_type = %(type)s
) known ON known.id = m.id
WHERE m.id > %(after)s AND m.id <= %(last)s AND known.id IS NULL
ORDER BY m.id, p.n
"""


def fill(apps, schema_editor):
    """Give each machine the parts of every type its model tells of which it never had one; tell no events of them."""
    now = schema_editor.connection.ops.adapt_datetimefield_value(clock.now())
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT MAX(id) FROM hashmend_miner")
        highest = cursor.fetchone()[0] or 0
        for after in range(0, highest, BATCH):
            for part_type, count in TYPES.items():
                asked = {"type": part_type, "now": now, "after": after, "last": after + BATCH}
                cursor.execute(FILL.format(count=count), asked)


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
