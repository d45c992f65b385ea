"""One statement per rule that breaks it by hand, with what the answer must name. Tables without their prefix."""

BARRIERS = (
    "job_open_once_per_miner", "container_on_one_live_invoice", "service_billed_once", "fee_billed_once",
)  # fmt: skip
"""Indexes that would stop a spoil."""

JOB = "(SELECT MIN(id) FROM job)"
SHIPPED = "(SELECT MIN(id) FROM job WHERE outbound_container_id IS NOT NULL)"
OTHER_ORDER = "(SELECT MAX(id) FROM workorder)"
OTHER_CUSTOMER = "(SELECT MAX(id) FROM customer)"
OUT = "(SELECT MIN(id) FROM container WHERE direction = 'outbound')"
IN = "(SELECT MIN(id) FROM container WHERE direction = 'inbound')"
WAITING = "(SELECT MAX(id) FROM container WHERE direction = 'outbound')"
INVOICE = "(SELECT MIN(id) FROM invoice)"
LINE = "(SELECT MIN(id) FROM invoiceline)"
FORGET = "UPDATE event SET {root} = NULL WHERE {root} = {value}"

SPOILS: dict[str, tuple[str, str]] = {
    "A miner has at most one open job": (
        f"UPDATE job SET miner_id = (SELECT miner_id FROM job WHERE id = {JOB}), closed_at = NULL",
        "open jobs",
    ),
    "An open job holds its machine's identity": (
        "UPDATE job SET open_key = 'SN:OTHER' WHERE id = (SELECT MAX(id) FROM job)",
        "SN:OTHER",
    ),
    "A machine is in an order of its own customer": (
        f"UPDATE miner SET customer_id = {OTHER_CUSTOMER} WHERE id = (SELECT miner_id FROM job WHERE id = {JOB})",
        "RWO-",
    ),
    "A job's containers belong to its own order": (
        f"UPDATE container SET work_order_id = {OTHER_ORDER} WHERE id = {IN}",
        "inbound",
    ),
    "A container is in a shipment of its own direction": (
        f"UPDATE container SET shipment_id = (SELECT MIN(id) FROM shipment) WHERE id = {IN}",
        "in S-",
    ),
    "A part in a machine is its customer's": (
        "INSERT INTO part (part_type, owner_id, serial, serial_typed, part_number, hash_bin, condition, place,"
        " miner_id, position, shelf, gone_reason, came_from_slot, source, added_at, changed_at)"
        f" SELECT 'fan', {OTHER_CUSTOMER}, '', '', '', '', 'good', 'slot', id, 9, '', '', '', '', created_at,"
        " created_at FROM miner WHERE id = (SELECT MIN(id) FROM miner)",
        "fan 9 of another customer",
    ),
    "A machine that is a donor gave a part": (
        "UPDATE job SET status = 'donor', outbound_container_id = NULL WHERE id = (SELECT MAX(id) FROM job)",
        "no consolidation",
    ),
    "What stays at the repair centre is in no outbound": (
        f"UPDATE job SET status = 'scrapped' WHERE id = {SHIPPED}",
        "C-",
    ),
    "A container that is ready for billing holds finished": (
        f"UPDATE job SET status = 'in-repair' WHERE id = {SHIPPED}",
        "1 finished",
    ),
    "A container in an outbound shipment is ready": (f"UPDATE container SET ready_at = NULL WHERE id = {OUT}", "in S-"),
    "A shipment that was picked up is not empty": ("UPDATE container SET shipment_id = NULL", "no containers"),
    "A machine is expected exactly while": (f"UPDATE job SET received_at = NULL WHERE id = {JOB}", "repaired"),
    "A machine that arrived came in a container": (
        f"UPDATE container SET received_at = NULL, inventoried_at = NULL WHERE id = {IN}",
        "was not received",
    ),
    "A delivered machine's stay has ended": (f"UPDATE job SET closed_at = NULL WHERE id = {SHIPPED}", "delivered in"),
    "A job knows the model of its machine": (
        "UPDATE job SET model_id = (SELECT MAX(id) FROM minermodel)",
        "says",
    ),
    "A job knows the services that were done": (f"UPDATE job SET services_key = '.99.' WHERE id = {JOB}", "says .99."),
    "A job knows the failures that were found": (f"UPDATE job SET failures_key = '.99.' WHERE id = {JOB}", "says .99."),
    "A complete order has only delivered": (
        f"UPDATE job SET outbound_container_id = NULL WHERE id = {SHIPPED}",
        "is repaired",
    ),
    "An order and its repair request end the same way": ("UPDATE repairrequest SET completed_at = NULL", "RR-"),
    "An approved repair request has its order": (
        "UPDATE repairrequest SET approved_at = created_at WHERE approved_at IS NULL",
        "no order",
    ),
    "An order has given every position": ("UPDATE workorder SET last_position = 1", "position 2"),
    "A container is on at most one live invoice": (
        f"UPDATE invoicecontainer SET container_id = {OUT}",
        "3 live invoices",
    ),
    "An invoice covers outbound containers of its own order": (
        f"UPDATE invoicecontainer SET container_id = {IN} WHERE invoice_id = {INVOICE}",
        "C-",
    ),
    "An invoice is its order's customer's": (
        f"UPDATE invoice SET customer_id = {OTHER_CUSTOMER} WHERE id = {INVOICE}",
        "RWO-",
    ),
    "Lines and containers are live exactly": (f"UPDATE invoiceline SET is_live = FALSE WHERE id = {LINE}", "line 1"),
    "A line is its price times its quantity": (f"UPDATE invoiceline SET quantity = 2 WHERE id = {LINE}", "line 1"),
    "The lines of an invoice add up": (f"UPDATE invoice SET net_amount = 1 WHERE id = {INVOICE}", "net 1"),
    "The tax is the net sum's percentage": (f"UPDATE invoice SET tax_percent = 3 WHERE id = {INVOICE}", "INV-"),
    "A service of a job is billed once": (
        f"UPDATE invoiceline SET service_done_id = (SELECT service_done_id FROM invoiceline WHERE id = {LINE})"
        " WHERE service_done_id IS NOT NULL",
        "times for job",
    ),
    "What is billed in a container is what was done": (
        f"UPDATE job SET outbound_container_id = {WAITING} WHERE id = {SHIPPED}",
        "line 1",
    ),
    "Only issued invoices are paid": (
        "UPDATE payment SET invoice_id = (SELECT MIN(id) FROM invoice WHERE issued_at IS NULL)",
        "paid",
    ),
    "A container waits in an outbound shipment only when": (
        "UPDATE container SET shipment_id = (SELECT MAX(id) FROM shipment), ready_at = created_at"
        f" WHERE id = {WAITING}",
        "waits in S-",
    ),
    "The numbers INV of a year have no gap": (
        f"UPDATE invoice SET number = SUBSTR(number, 1, 9) || '0007' WHERE id = {INVOICE}",
        "numbers up to 7",
    ),
    "The numbers RWO of a year have no gap": ("UPDATE sequence SET last = 9 WHERE series LIKE 'RWO%'", "counter at 9"),
    "The numbers RR of a year have no gap": ("UPDATE sequence SET last = 9 WHERE series LIKE 'RR%'", "counter at 9"),
    "Every customer has a history": (
        FORGET.format(root="customer_id", value="(SELECT MIN(id) FROM customer)"),
        "no event",
    ),
    "Every repairrequest has a history": (
        FORGET.format(root="repair_request_id", value="(SELECT MIN(id) FROM repairrequest)"),
        "RR-",
    ),
    "Every workorder has a history": (FORGET.format(root="work_order_id", value=OTHER_ORDER), "RWO-"),
    "Every shipment has a history": (FORGET.format(root="shipment_id", value="(SELECT MIN(id) FROM shipment)"), "S-"),
    "Every container has a history": (FORGET.format(root="container_id", value=OUT), "C-"),
    "Every invoice has a history": (FORGET.format(root="invoice_id", value=INVOICE), "INV-"),
    "Every job has a history": (FORGET.format(root="job_id", value=JOB), "job "),
    "The history of every container agrees with its received_at": (
        f"UPDATE container SET received_at = NULL, inventoried_at = NULL WHERE id = {IN}",
        "container.received",
    ),
    "The history of every container agrees with its inventoried_at": (
        f"UPDATE container SET inventoried_at = NULL WHERE id = {IN}",
        "container.inventory-closed",
    ),
    "The history of every container agrees with its ready_at": (
        f"UPDATE container SET ready_at = NULL WHERE id = {OUT}",
        "container.ready",
    ),
    "The history of every container agrees with its released_at": (
        f"UPDATE container SET released_at = created_at WHERE id = {OUT}",
        "last told: nothing",
    ),
    "The history of every container agrees with its shipment_id": (
        f"UPDATE container SET shipment_id = NULL WHERE id = {OUT}",
        "container.joined-shipment",
    ),
    "The history of every shipment agrees with its picked_up_at": (
        "UPDATE shipment SET picked_up_at = NULL",
        "shipment.picked-up",
    ),
    "The history of every shipment agrees with its delivered_at": (
        "UPDATE shipment SET delivered_at = NULL",
        "shipment.delivered",
    ),
    "The history of every workorder agrees with its completed_at": (
        "UPDATE workorder SET completed_at = NULL",
        "order.completed",
    ),
    "The history of every workorder agrees with its cancelled_at": (
        "UPDATE workorder SET cancelled_at = opened_at, completed_at = NULL",
        "last told: nothing",
    ),
    "The history of every repairrequest agrees with its approved_at": (
        "UPDATE repairrequest SET approved_at = NULL",
        "request.approved",
    ),
    "The history of every repairrequest agrees with its denied_at": (
        "UPDATE repairrequest SET denied_at = created_at WHERE approved_at IS NULL",
        "last told: nothing",
    ),
    "The history of every job agrees with its closed_at": (f"UPDATE job SET closed_at = NULL WHERE id = {JOB}", "job "),
    "The history of every invoice agrees with its issued_at": (
        f"UPDATE invoice SET issued_at = NULL, number = NULL WHERE id = {INVOICE}",
        "invoice.issued",
    ),
    "The history of every invoice agrees with its void_at": (
        f"UPDATE invoice SET void_at = issued_at WHERE id = {INVOICE}",
        "last told: nothing",
    ),
    "The history of every job agrees with its repair status": (
        f"UPDATE job SET status = 'no-fault-found' WHERE id = {SHIPPED}",
        "last told: Repaired",
    ),
    "Every payment has its event": (
        "INSERT INTO payment (invoice_id, amount, received_on, reference, key, recorded_at)"
        f" SELECT {INVOICE}, 1, received_on, '', '', recorded_at FROM payment WHERE id = (SELECT MIN(id) FROM payment)",
        "payments",
    ),
    "An event about a workorder is told to that workorder's": (
        FORGET.format(root="customer_id", value="(SELECT MIN(id) FROM customer)"),
        "order.opened",
    ),
    "An event about a container is told to that": (
        f"UPDATE event SET customer_id = {OTHER_CUSTOMER} WHERE container_id = {OUT}",
        "container.",
    ),
    "An event about a job is told to that": (
        f"UPDATE event SET customer_id = {OTHER_CUSTOMER} WHERE job_id = {JOB}",
        "job.",
    ),
    "An event about a invoice is told to that": (
        f"UPDATE event SET customer_id = {OTHER_CUSTOMER} WHERE invoice_id = {INVOICE}",
        "invoice.",
    ),
    "An event about a shipment is told to that": (
        f"UPDATE event SET customer_id = {OTHER_CUSTOMER} WHERE shipment_id IS NOT NULL",
        "shipment.",
    ),
    "A message of a customer is of somebody of that customer": (
        f'UPDATE "user" SET customer_id = {OTHER_CUSTOMER} WHERE customer_id IS NOT NULL',
        "message ",
    ),
}
"""The beginning of a rule → a statement that breaks it, and a word that the answer must hold."""
