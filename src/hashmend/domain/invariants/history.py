"""Rules about the history: it exists for everything, agrees with the data, and belongs to the right customer."""

from hashmend.domain.billing import events as billing
from hashmend.domain.history.kinds import Kind
from hashmend.domain.invariants.checking import Invariant
from hashmend.domain.logistics import events as logistics
from hashmend.domain.work_orders import events as orders
from hashmend.domain.work_orders.statuses import Status

_NAMES = {
    "customer": "r.alias",
    "repairrequest": "r.number",
    "workorder": "r.number",
    "shipment": "r.number",
    "container": "r.number",
    "invoice": "COALESCE(r.number, 'Draft ' || r.public_id)",
    "job": "'job ' || r.id",
}
_ROOTS = {"repairrequest": "repair_request", "workorder": "work_order"}
_LABELS = " ".join(f"WHEN '{status.value}' THEN '{status.label}'" for status in Status)
_SET = (orders.STATUS_UPDATED, orders.STATUS_UNDONE, orders.BECAME_DONOR, orders.DONOR_REOPENED)
_SETS = ", ".join(f"'{kind.code}'" for kind in _SET)
_STATUS_KINDS = (*_SET, orders.JOB_RECEIVED, orders.JOB_INVENTORIED, orders.EXPECTED_AGAIN)
_MOVES = ", ".join(f"'{kind.code}'" for kind in _STATUS_KINDS)


def _root(table: str) -> str:
    return f"{_ROOTS.get(table, table)}_id"


def _told(table: str) -> Invariant:
    return Invariant(
        f"Every {table} has a history.",
        f"""SELECT {_NAMES[table]}, 'no event' FROM hashmend_{table} r
            WHERE NOT EXISTS (SELECT 1 FROM hashmend_event e WHERE e.{_root(table)} = r.id)""",
    )


def _agrees(table: str, column: str, sets: Kind, clears: Kind | None = None) -> Invariant:
    """Return the rule that a fact is there exactly when the last event about it says so."""
    kinds = ", ".join(f"'{kind.code}'" for kind in (sets, clears) if kind)
    return Invariant(
        f"The history of every {table} agrees with its {column}.",
        f"""WITH latest AS (SELECT {_root(table)} AS root, MAX(id) AS id FROM hashmend_event
              WHERE kind IN ({kinds}) AND {_root(table)} IS NOT NULL GROUP BY {_root(table)})
            SELECT {_NAMES[table]}, '{column} ' || COALESCE(CAST(r.{column} AS VARCHAR(40)), 'empty')
              || ', last told: ' || COALESCE(e.kind, 'nothing')
            FROM hashmend_{table} r LEFT JOIN latest ON latest.root = r.id
            LEFT JOIN hashmend_event e ON e.id = latest.id
            WHERE (r.{column} IS NOT NULL) <> (COALESCE(e.kind, '') = '{sets.code}')""",
    )


def _same_customer(table: str, owner: str) -> Invariant:
    return Invariant(
        f"An event about a {table} is told to that {table}'s customer.",
        f"""SELECT e.kind || ' of ' || e.at, {_NAMES[table]} FROM hashmend_event e
            JOIN hashmend_{table} r ON r.id = e.{_root(table)} {owner}
            WHERE e.customer_id IS NULL OR e.customer_id <> k.customer_id""",
    )


_OF_ORDER = "JOIN hashmend_workorder k ON k.id = r.work_order_id"

HISTORY = (
    *[_told(table) for table in _NAMES],
    _agrees("container", "received_at", logistics.RECEIVED, logistics.RECEIPT_TAKEN_BACK),
    _agrees("container", "inventoried_at", logistics.INVENTORY_CLOSED, logistics.INVENTORY_REOPENED),
    _agrees("container", "ready_at", logistics.READY_FOR_BILLING, logistics.REOPENED),
    _agrees("container", "released_at", logistics.RELEASED, logistics.REOPENED),
    _agrees("container", "shipment_id", logistics.JOINED, logistics.LEFT),
    _agrees("shipment", "picked_up_at", logistics.PICKED_UP, logistics.PICK_UP_TAKEN_BACK),
    _agrees("shipment", "delivered_at", logistics.DELIVERED, logistics.DELIVERY_TAKEN_BACK),
    _agrees("workorder", "completed_at", orders.ORDER_COMPLETED),
    _agrees("workorder", "cancelled_at", orders.ORDER_CANCELLED),
    _agrees("repairrequest", "approved_at", orders.REQUEST_APPROVED),
    _agrees("repairrequest", "denied_at", orders.REQUEST_DENIED),
    _agrees("job", "closed_at", orders.STAY_ENDED, orders.STAY_REOPENED),
    _agrees("invoice", "issued_at", billing.ISSUED),
    _agrees("invoice", "void_at", billing.VOIDED),
    Invariant(
        "The history of every job agrees with its repair status.",
        f"""WITH latest AS (SELECT job_id, MAX(id) AS id FROM hashmend_event
              WHERE kind IN ({_MOVES}) AND job_id IS NOT NULL GROUP BY job_id)
            SELECT 'job ' || j.id, j.status || ', last told: ' || COALESCE(e.data ->> 'to', e.kind, 'nothing')
            FROM hashmend_job j LEFT JOIN latest ON latest.job_id = j.id LEFT JOIN hashmend_event e ON e.id = latest.id
            WHERE (e.kind IN ({_SETS}) AND e.data ->> 'to' <> CASE j.status {_LABELS} END)
               OR (j.status NOT IN ('{Status.EXPECTED}', '{Status.RECEIVED}')
                   AND COALESCE(e.kind, '') NOT IN ({_SETS}))""",
    ),
    Invariant(
        "Every payment has its event.",
        f"""SELECT COALESCE(i.number, i.public_id), COUNT(*) || ' payments' FROM hashmend_invoice i
            JOIN hashmend_payment p ON p.invoice_id = i.id GROUP BY i.id, i.number, i.public_id
            HAVING COUNT(*) <> (SELECT COUNT(*) FROM hashmend_event e WHERE e.invoice_id = i.id AND e.kind IN
              ('{billing.PAID.code}', '{billing.REFUNDED.code}', '{billing.PAYMENT_CORRECTED.code}'))""",
    ),
    _same_customer("workorder", "JOIN hashmend_workorder k ON k.id = r.id"),
    _same_customer("container", _OF_ORDER),
    _same_customer("job", _OF_ORDER),
    _same_customer("invoice", "JOIN hashmend_invoice k ON k.id = r.id"),
    _same_customer("shipment", "JOIN hashmend_shipment k ON k.id = r.id"),
    Invariant(
        "A message of a customer is of somebody of that customer, and no internal note is a customer's.",
        """SELECT 'message ' || m.id, o.number FROM hashmend_message m
            JOIN hashmend_workorder o ON o.id = m.work_order_id JOIN hashmend_user u ON u.id = m.author_id
            WHERE m.is_from_customer <> (u.customer_id IS NOT NULL) OR (m.is_internal AND u.customer_id IS NOT NULL)
               OR (u.customer_id IS NOT NULL AND u.customer_id <> o.customer_id)""",
    ),
)
