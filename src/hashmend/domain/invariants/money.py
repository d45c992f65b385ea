"""Rules about invoices, their lines and payments, and about document numbers.

Sums are rounded to the cent because SQLite adds decimals as floats; the tax is checked in whole numbers.
"""

from hashmend.domain.invariants.checking import Invariant


def _numbered(table: str, prefix: str) -> Invariant:
    start = len(prefix) + 7
    last = f"MAX(CAST(SUBSTR(n.number, {start}) AS INTEGER))"
    return Invariant(
        f"The numbers {prefix} of a year have no gap, and the counter stands at the last one.",
        f"""SELECT SUBSTR(n.number, 1, {start - 2}) AS series,
              COUNT(*) || ' numbers up to ' || {last} || ', counter at ' || COALESCE(MAX(q.last), 0)
            FROM {table} n LEFT JOIN hashmend_sequence q ON q.series = SUBSTR(n.number, 1, {start - 2})
            WHERE n.number LIKE '{prefix}-____-____%'
            GROUP BY SUBSTR(n.number, 1, {start - 2})
            HAVING COUNT(*) <> {last} OR COALESCE(MAX(q.last), 0) <> {last}""",
    )


_INVOICE = "COALESCE(i.number, 'Draft ' || i.public_id)"
_PAID = "COALESCE((SELECT ROUND(SUM(p.amount), 2) FROM hashmend_payment p WHERE p.invoice_id = i.id), 0)"

MONEY = (
    Invariant(
        "A container is on at most one live invoice.",
        """SELECT c.number, COUNT(*) || ' live invoices' FROM hashmend_invoicecontainer ic
            JOIN hashmend_invoice i ON i.id = ic.invoice_id JOIN hashmend_container c ON c.id = ic.container_id
            WHERE i.void_at IS NULL GROUP BY c.id, c.number HAVING COUNT(*) > 1""",
    ),
    Invariant(
        "An invoice covers outbound containers of its own order, ready for billing, one at least.",
        f"""SELECT {_INVOICE}, COALESCE(c.number, 'no container') FROM hashmend_invoice i
            LEFT JOIN hashmend_invoicecontainer ic ON ic.invoice_id = i.id
            LEFT JOIN hashmend_container c ON c.id = ic.container_id
            WHERE c.id IS NULL OR c.work_order_id <> i.work_order_id OR c.direction <> 'outbound'
               OR (i.void_at IS NULL AND c.ready_at IS NULL)""",
    ),
    Invariant(
        "An invoice is its order's customer's.",
        f"""SELECT {_INVOICE}, o.number FROM hashmend_invoice i JOIN hashmend_workorder o ON o.id = i.work_order_id
            WHERE o.customer_id <> i.customer_id""",
    ),
    Invariant(
        "Lines and containers are live exactly while their invoice is not void.",
        f"""SELECT {_INVOICE}, 'line ' || l.position FROM hashmend_invoiceline l
            JOIN hashmend_invoice i ON i.id = l.invoice_id WHERE l.is_live <> (i.void_at IS NULL)
            UNION ALL SELECT {_INVOICE}, c.number FROM hashmend_invoicecontainer ic
            JOIN hashmend_invoice i ON i.id = ic.invoice_id JOIN hashmend_container c ON c.id = ic.container_id
            WHERE ic.is_live <> (i.void_at IS NULL)""",
    ),
    Invariant(
        "A line is its price times its quantity.",
        f"""SELECT {_INVOICE}, 'line ' || l.position || ': ' || l.line_amount FROM hashmend_invoiceline l
            JOIN hashmend_invoice i ON i.id = l.invoice_id
            WHERE ROUND(l.line_amount, 2) <> ROUND(l.unit_amount * l.quantity, 2)""",
    ),
    Invariant(
        "The lines of an invoice add up to its net sum.",
        f"""SELECT {_INVOICE}, 'net ' || i.net_amount || ', lines ' || COALESCE(ROUND(SUM(l.line_amount), 2), 0)
            FROM hashmend_invoice i LEFT JOIN hashmend_invoiceline l ON l.invoice_id = i.id
            GROUP BY i.id, i.number, i.public_id, i.net_amount
            HAVING COALESCE(ROUND(SUM(l.line_amount), 2), 0) <> ROUND(i.net_amount, 2)""",
    ),
    Invariant(
        "The tax is the net sum's percentage, rounded half-up to the cent, and net and tax are the total.",
        f"""SELECT {_INVOICE}, i.net_amount || ' + ' || i.tax_amount || ' = ' || i.total_amount FROM hashmend_invoice i
            WHERE ROUND(i.total_amount, 2) <> ROUND(i.net_amount + i.tax_amount, 2)
               OR CAST(ROUND(i.tax_amount * 100) AS BIGINT) <> (CAST(ROUND(i.net_amount * 100) AS BIGINT)
                  * CAST(ROUND(i.tax_percent * 100) AS BIGINT) + 5000) / 10000""",
    ),
    Invariant(
        "A service of a job is billed once, and so is a fee.",
        """SELECT s.name, COUNT(*) || ' times for job ' || d.job_id FROM hashmend_invoiceline l
            JOIN hashmend_invoice i ON i.id = l.invoice_id JOIN hashmend_servicedone d ON d.id = l.service_done_id
            JOIN hashmend_service s ON s.id = d.service_id
            WHERE i.void_at IS NULL GROUP BY d.id, d.job_id, s.name HAVING COUNT(*) > 1
            UNION ALL SELECT f.description, COUNT(*) || ' times' FROM hashmend_invoiceline l
            JOIN hashmend_invoice i ON i.id = l.invoice_id JOIN hashmend_fee f ON f.id = l.fee_id
            WHERE i.void_at IS NULL GROUP BY f.id, f.description HAVING COUNT(*) > 1""",
    ),
    Invariant(
        "What is billed in a container is what was done for the machines in it: its contents are frozen.",
        f"""SELECT {_INVOICE}, 'line ' || l.position || ', machine not in its containers' FROM hashmend_invoiceline l
            JOIN hashmend_invoice i ON i.id = l.invoice_id JOIN hashmend_servicedone d ON d.id = l.service_done_id
            JOIN hashmend_job j ON j.id = d.job_id
            LEFT JOIN hashmend_invoicecontainer ic ON ic.invoice_id = i.id AND ic.container_id = j.outbound_container_id
            WHERE i.void_at IS NULL AND ic.id IS NULL AND l.container_number <> ''
            UNION ALL SELECT {_INVOICE}, 'service ' || d.id || ' of job ' || j.id || ' is not billed'
            FROM hashmend_invoicecontainer ic JOIN hashmend_invoice i ON i.id = ic.invoice_id
            JOIN hashmend_job j ON j.outbound_container_id = ic.container_id
            JOIN hashmend_servicedone d ON d.job_id = j.id
            LEFT JOIN hashmend_invoiceline l ON l.service_done_id = d.id AND l.is_live
            WHERE i.void_at IS NULL AND l.id IS NULL""",
    ),
    Invariant(
        "Only issued invoices are paid; what is void has its payments back; nothing is paid back that was not paid.",
        f"""SELECT {_INVOICE}, 'paid ' || {_PAID} FROM hashmend_invoice i WHERE {_PAID} < 0
               OR (i.void_at IS NOT NULL AND {_PAID} <> 0)
               OR (i.issued_at IS NULL AND EXISTS (SELECT 1 FROM hashmend_payment p WHERE p.invoice_id = i.id))""",
    ),
    Invariant(
        "A container waits in an outbound shipment only when it is paid, released, or invoiced on credit.",
        f"""SELECT c.number, 'waits in ' || s.number FROM hashmend_container c
            JOIN hashmend_shipment s ON s.id = c.shipment_id JOIN hashmend_customer k ON k.id = s.customer_id
            WHERE s.direction = 'outbound' AND s.picked_up_at IS NULL AND c.released_at IS NULL
              AND NOT EXISTS (SELECT 1 FROM hashmend_invoicecontainer ic
                JOIN hashmend_invoice i ON i.id = ic.invoice_id
                WHERE ic.container_id = c.id AND i.void_at IS NULL AND i.issued_at IS NOT NULL
                  AND (k.has_credit_terms OR {_PAID} >= i.total_amount))""",
    ),
    _numbered("hashmend_invoice", "INV"),
    _numbered("hashmend_workorder", "RWO"),
    _numbered("hashmend_repairrequest", "RR"),
)
