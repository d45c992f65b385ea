"""The list of a thousand work orders beside the SQL that its numbers need."""

_PAGE = "SELECT id FROM hashmend_workorder ORDER BY opened_at DESC, id DESC LIMIT 50"

FACETS = """
    SELECT o.completed_at IS NOT NULL, o.cancelled_at IS NOT NULL, o.hold_reason <> '', o.customer_id, o.opened_at,
           o.due_on,
           EXISTS (SELECT 1 FROM hashmend_job j WHERE j.work_order_id = o.id AND j.status = 'awaiting-approval'),
           EXISTS (SELECT 1 FROM hashmend_message m WHERE m.work_order_id = o.id AND m.id > COALESCE(
               (SELECT r.last_read FROM hashmend_readmark r WHERE r.work_order_id = o.id AND r.user_id = 1), 0))
    FROM hashmend_workorder o
"""
ROWS = f"""
    SELECT o.id, o.number, c.alias, o.opened_at, o.due_on, r.currency,
           (SELECT e.at FROM hashmend_event e WHERE e.work_order_id = o.id ORDER BY e.id DESC LIMIT 1),
           (SELECT sum(i.total_amount) FROM hashmend_invoice i WHERE i.work_order_id = o.id AND i.void_at IS NULL
               AND i.issued_at IS NOT NULL),
           (SELECT sum(p.amount) FROM hashmend_payment p JOIN hashmend_invoice i ON i.id = p.invoice_id
               WHERE i.work_order_id = o.id AND i.void_at IS NULL AND i.issued_at IS NOT NULL)
    FROM hashmend_workorder o JOIN hashmend_customer c ON c.id = o.customer_id
    JOIN hashmend_repairrequest r ON r.id = o.repair_request_id WHERE o.id IN ({_PAGE})
"""
COUNTS = f"""
    SELECT j.work_order_id, j.status, s.delivered_at IS NULL, s.picked_up_at IS NULL, j.outbound_container_id IS NULL,
           j.received_at IS NULL, count(*)
    FROM hashmend_job j LEFT JOIN hashmend_container c ON c.id = j.outbound_container_id
    LEFT JOIN hashmend_shipment s ON s.id = c.shipment_id
    WHERE j.work_order_id IN ({_PAGE}) GROUP BY 1, 2, 3, 4, 5, 6
"""
BILLABLE = f"""
    SELECT j.work_order_id, d.service_id, count(*) FROM hashmend_job j JOIN hashmend_servicedone d ON d.job_id = j.id
    WHERE j.work_order_id IN ({_PAGE})
    AND NOT EXISTS (SELECT 1 FROM hashmend_invoiceline l WHERE l.service_done_id = d.id AND l.is_live) GROUP BY 1, 2
"""
PRICES = f"""
    SELECT s.repair_request_id, s.service_id, s.price FROM hashmend_scopeitem s
    JOIN hashmend_workorder o ON o.repair_request_id = s.repair_request_id WHERE o.id IN ({_PAGE})
"""
LIST = (FACETS, ROWS, COUNTS, BILLABLE, PRICES)

FOUND = """
    SELECT o.id, o.number FROM hashmend_workorder o WHERE o.id IN (
        SELECT j.work_order_id FROM hashmend_job j JOIN hashmend_miner m ON m.id = j.miner_id
        WHERE m.serial LIKE '%%LOAD0000000042%%' OR m.former_serials LIKE '%%LOAD0000000042%%'
        OR m.asset_tag LIKE '%%LOAD0000000042%%')
"""
