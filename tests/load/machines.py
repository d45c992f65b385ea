"""The Miner repairs page and the table of all machines, among 100,000 machines with 600,000 parts."""

import json
from collections.abc import Callable, Sequence

from django.db import connection

from hashmend.domain.work_orders.models import WorkOrder
from tests.rules.test_matrix import QUERIES

_BASELINES: dict[str, int] = json.loads(QUERIES.read_text())
REPAIRS_QUERIES = _BASELINES["/work-orders/<str:number>/miners/<int:position>/ as admin"]
MINERS_QUERIES = _BASELINES["/miners/ as admin"]
"""How many queries the pages take, as tests/rules/ keeps it."""
POSITION = 5_000
FOUND = "LOAD-0000000042"

_JOB = "(SELECT id FROM hashmend_job WHERE work_order_id = %s AND position = 5000)"
_MINER = "(SELECT miner_id FROM hashmend_job WHERE work_order_id = %s AND position = 5000)"

REPAIRS = (
    f"""SELECT j.*, m.*, k.*, w.*, c.*, i.number, o.number, o.ready_at, s.picked_up_at, s.delivered_at
        FROM hashmend_job j JOIN hashmend_miner m ON m.id = j.miner_id
        JOIN hashmend_workorder w ON w.id = j.work_order_id
        JOIN hashmend_customer c ON c.id = w.customer_id LEFT JOIN hashmend_minermodel k ON k.id = m.model_id
        LEFT JOIN hashmend_container i ON i.id = j.inbound_container_id
        LEFT JOIN hashmend_container o ON o.id = j.outbound_container_id
        LEFT JOIN hashmend_shipment s ON s.id = o.shipment_id WHERE j.id = {_JOB}""",
    f"SELECT * FROM hashmend_part WHERE place = 'slot' AND miner_id = {_MINER} ORDER BY part_type, position",
    f"""SELECT f.*, t.name FROM hashmend_failure f LEFT JOIN hashmend_failuretype t ON t.id = f.failure_type_id
        WHERE f.job_id = {_JOB} ORDER BY f.id""",
    f"""SELECT r.*, t.name, c.name, c.quantity FROM hashmend_repair r
        JOIN hashmend_repairtype t ON t.id = r.repair_type_id LEFT JOIN hashmend_component c ON c.repair_id = r.id
        WHERE r.job_id = {_JOB} ORDER BY r.id""",
    "SELECT id, part_type, name, aliases FROM hashmend_failuretype WHERE is_active",
    "SELECT id, code, name, consumables FROM hashmend_repairtype WHERE is_active AND part_type = 'miner'",
    f"SELECT * FROM hashmend_stresstest WHERE job_id = {_JOB} ORDER BY id DESC LIMIT 20",
    "SELECT * FROM hashmend_testprofile WHERE is_active ORDER BY name",
    f"""SELECT s.service_id, v.name, d.done_at FROM hashmend_scopeitem s JOIN hashmend_service v ON v.id = s.service_id
        JOIN hashmend_workorder w ON w.repair_request_id = s.repair_request_id
        LEFT JOIN hashmend_servicedone d ON d.service_id = s.service_id AND d.job_id = {_JOB}
        WHERE w.id = %s ORDER BY s.position""",
    f"""SELECT j.*, w.number FROM hashmend_job j JOIN hashmend_workorder w ON w.id = j.work_order_id
        WHERE j.miner_id = {_MINER} ORDER BY j.id DESC""",
    f"SELECT * FROM hashmend_benchphoto WHERE job_id = {_JOB} ORDER BY id",
    f"SELECT * FROM hashmend_damage WHERE job_id = {_JOB} ORDER BY id",
    f"""SELECT p.* FROM hashmend_benchposition p LEFT JOIN hashmend_job j ON j.id = p.job_id
        WHERE p.is_active AND (p.job_id IS NULL OR j.closed_at IS NOT NULL OR j.id = {_JOB}) ORDER BY p.code""",
    f"SELECT job_id, part_id FROM hashmend_failure WHERE found_by_id = 1 AND job_id <> {_JOB} ORDER BY id DESC LIMIT 1",
    f"""SELECT r.part_id, r.job_id FROM hashmend_repair r JOIN hashmend_part p ON p.id = r.part_id
        WHERE p.place = 'slot' AND p.miner_id = {_MINER} AND r.job_id <> {_JOB}""",
    "SELECT maker, part_type, pattern, length FROM hashmend_serialshape WHERE is_active",
    "SELECT prefix, maker FROM hashmend_macprefix WHERE is_active",
    f"""SELECT * FROM hashmend_event WHERE job_id = {_JOB} AND kind IN ('job.note-written', 'job.note-withdrawn')
        ORDER BY id DESC""",
    f"SELECT * FROM hashmend_event WHERE job_id = {_JOB} ORDER BY id DESC LIMIT 20",
    """SELECT (SELECT max(position) FROM hashmend_job WHERE work_order_id = %s AND position < 5000),
              (SELECT min(position) FROM hashmend_job WHERE work_order_id = %s AND position > 5000)""",
)
"""What the page of one machine tells and offers; `%s` is its order each time."""

PART = (
    *REPAIRS,
    f"""SELECT p.*, c.alias, m.serial FROM hashmend_part p LEFT JOIN hashmend_customer c ON c.id = p.owner_id
        LEFT JOIN hashmend_miner m ON m.id = p.miner_id
        WHERE NOT (p.serial = '') AND p.serial = (SELECT serial FROM hashmend_part
            WHERE miner_id = {_MINER} AND place = 'slot' AND part_type = 'hashboard' AND position = 1)""",
)
"""What the page tells when a part is chosen: also which other parts carry its number."""

_PAGE = """SELECT m.*, k.name, c.alias FROM hashmend_miner m JOIN hashmend_customer c ON c.id = m.customer_id
    LEFT JOIN hashmend_minermodel k ON k.id = m.model_id"""
_NEWEST = "ORDER BY m.created_at DESC, m.id DESC LIMIT 50"
_STAYS = """SELECT j.*, w.number, s.picked_up_at, s.delivered_at FROM hashmend_job j
    JOIN hashmend_workorder w ON w.id = j.work_order_id LEFT JOIN hashmend_container o ON o.id = j.outbound_container_id
    LEFT JOIN hashmend_shipment s ON s.id = o.shipment_id"""
_OPTIONS = (
    "SELECT public_id, alias FROM hashmend_customer ORDER BY alias",
    """SELECT id, name FROM hashmend_minermodel k
       WHERE EXISTS (SELECT 1 FROM hashmend_miner m WHERE m.model_id = k.id) ORDER BY name""",
    "SELECT public_id, name FROM hashmend_user WHERE customer_id IS NULL AND is_active ORDER BY name",
)
_HOLDS = " OR ".join(
    f"m.{column} LIKE '%%LOAD0000000042%%'" for column in ("serial", "former_serials", "asset_tag", "mac")
)


def _keys(which: str = "") -> str:
    return f"SELECT id FROM (SELECT m.id FROM hashmend_miner m {which} {_NEWEST}) newest"


MINERS = (
    "SELECT count(*) FROM hashmend_miner",
    f"{_PAGE} {_NEWEST}",
    f"{_STAYS} WHERE j.miner_id IN ({_keys()})",
    *_OPTIONS,
)
MINERS_FOUND = (
    f"SELECT count(*) FROM hashmend_miner m WHERE {_HOLDS}",
    f"{_PAGE} WHERE {_HOLDS} {_NEWEST}",
    f"{_STAYS} WHERE j.miner_id IN ({_keys(f'WHERE {_HOLDS}')})",
    *_OPTIONS,
)


def about(order: WorkOrder, statements: Sequence[str] = REPAIRS) -> Callable[[], None]:
    """Return the work of sending the statements of the repairs page and fetching every row."""

    def work() -> None:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement, [order.pk] * statement.count("%s"))
                cursor.fetchall()

    return work
