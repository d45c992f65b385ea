"""The SQL a careful person would write by hand for the work that is measured."""

import json
from collections.abc import Sequence
from typing import Any

from hashmend.kernel import clock

_WEEKS = ("2026-11-01", "2026-10-25", "2026-10-18", "2026-10-11", "2026-10-04")


def _week(column: str) -> str:
    weeks = " ".join(f"WHEN {column} >= '{day}' THEN {n}" for n, day in enumerate(_WEEKS))
    return f"CASE {weeks} ELSE 9 END"


BOARD = f"""
    SELECT status, model_id, inbound_container_id, outbound_container_id, services_key, failures_key,
           {_week("status_at")}, {_week("received_at")} FROM hashmend_job WHERE work_order_id = %s
"""
"""What nine charts count by, read from the index that holds it: grouping it by eight columns takes longer."""
PLACES = """
    SELECT c.id, c.number, c.direction, c.received_at, s.picked_up_at, s.delivered_at FROM hashmend_container c
    LEFT JOIN hashmend_shipment s ON s.id = c.shipment_id WHERE c.work_order_id = %s ORDER BY c.id
"""
_ROW = """
    SELECT j.position, j.status, j.changed_at, m.serial, m.mac, k.name, i.number, o.number,
           (SELECT count(*) FROM hashmend_servicedone d WHERE d.job_id = j.id)
    FROM hashmend_job j JOIN hashmend_miner m ON m.id = j.miner_id
    LEFT JOIN hashmend_minermodel k ON k.id = m.model_id
    LEFT JOIN hashmend_container i ON i.id = j.inbound_container_id
    LEFT JOIN hashmend_container o ON o.id = j.outbound_container_id
    WHERE j.work_order_id = %s
"""
PAGE = f"{_ROW} ORDER BY j.position LIMIT 50"
HUNDRED = f"{_ROW} ORDER BY j.position LIMIT 100 OFFSET 200"
IN_REPAIR = f"{_ROW} AND j.status = 'in-repair' ORDER BY j.position LIMIT 100"
ROWS = f"{_ROW} ORDER BY j.position"
MINERS = """
    SELECT m.serial, m.mac, coalesce(k.name, m.model_typed), m.asset_tag, c.alias, j.status, s.picked_up_at,
           s.delivered_at, w.number, m.created_at
    FROM hashmend_miner m JOIN hashmend_customer c ON c.id = m.customer_id
    LEFT JOIN hashmend_minermodel k ON k.id = m.model_id
    LEFT JOIN (SELECT miner_id, max(id) AS id FROM hashmend_job GROUP BY miner_id) latest ON latest.miner_id = m.id
    LEFT JOIN hashmend_job j ON j.id = latest.id
    LEFT JOIN hashmend_workorder w ON w.id = j.work_order_id
    LEFT JOIN hashmend_container o ON o.id = j.outbound_container_id
    LEFT JOIN hashmend_shipment s ON s.id = o.shipment_id
    ORDER BY m.created_at DESC, m.id DESC
"""
_EVENT = """
    INSERT INTO hashmend_event (at, kind, actor_label, "group", data, job_id, miner_id, work_order_id, customer_id)
    VALUES (%s, %s, 'Load', 'load', %s, %s, %s, %s, %s)
"""
_AT_ONCE = 500


def change_status(cursor: Any, status: str, told: Sequence[tuple[int, int, int, int]]) -> None:
    """Set the status of the jobs and write their history; `told` holds job, miner, order and customer of each."""
    now = clock.now()
    for start in range(0, len(told), _AT_ONCE):
        keys = [line[0] for line in told[start : start + _AT_ONCE]]
        marks = ", ".join(["%s"] * len(keys))
        cursor.execute(f"SELECT id, status FROM hashmend_job WHERE id IN ({marks})", keys)
        cursor.fetchall()
        changes = "status = %s, status_at = %s, changed_at = %s"
        cursor.execute(f"UPDATE hashmend_job SET {changes} WHERE id IN ({marks})", [status, now, now, *keys])
    data = json.dumps({"thing": "SN", "from": "In repair", "to": status})
    cursor.executemany(_EVENT, [(now, "job.status-updated", data, *line) for line in told])
