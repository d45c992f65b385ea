"""Rules about machines, containers, shipments and orders."""

from hashmend.domain.invariants.checking import Invariant
from hashmend.domain.work_orders.statuses import NOT_RETURNED, OUTCOMES, Status


def _listed(words: frozenset[str]) -> str:
    return ", ".join(f"'{word!s}'" for word in sorted(words))


_MINER = "COALESCE(NULLIF(m.serial, ''), NULLIF(m.asset_tag, ''), NULLIF(m.mac, ''), m.public_id)"

EQUIPMENT = (
    Invariant(
        "A miner has at most one open job in the whole repair centre.",
        f"""SELECT {_MINER}, COUNT(*) || ' open jobs' FROM hashmend_job j JOIN hashmend_miner m ON m.id = j.miner_id
            WHERE j.closed_at IS NULL GROUP BY m.id HAVING COUNT(*) > 1""",
    ),
    Invariant(
        "No two open jobs hold the same identity, whoever's their machines are.",
        """SELECT j.open_key, COUNT(*) || ' open jobs' FROM hashmend_job j WHERE j.open_key IS NOT NULL
            GROUP BY j.open_key HAVING COUNT(*) > 1""",
    ),
    Invariant(
        "An open job holds its machine's identity, a closed one none.",
        f"""SELECT {_MINER}, COALESCE(j.open_key, 'no identity') FROM hashmend_job j
            JOIN hashmend_miner m ON m.id = j.miner_id
            WHERE (j.closed_at IS NOT NULL AND j.open_key IS NOT NULL)
               OR (j.closed_at IS NULL AND COALESCE(j.open_key, '') <> CASE
                   WHEN m.serial <> '' THEN 'SN:' || m.serial WHEN m.mac <> '' THEN 'MAC:' || m.mac ELSE '' END)""",
    ),
    Invariant(
        "A machine is in an order of its own customer.",
        f"""SELECT {_MINER}, 'in ' || o.number FROM hashmend_job j JOIN hashmend_miner m ON m.id = j.miner_id
            JOIN hashmend_workorder o ON o.id = j.work_order_id WHERE o.customer_id <> m.customer_id""",
    ),
    Invariant(
        "A job's containers belong to its own order and go the right way.",
        f"""SELECT {_MINER}, c.number || ' of ' || o.number || ', ' || c.direction FROM hashmend_job j
            JOIN hashmend_miner m ON m.id = j.miner_id
            JOIN hashmend_container c ON c.id IN (j.inbound_container_id, j.outbound_container_id)
            JOIN hashmend_workorder o ON o.id = c.work_order_id
            WHERE c.work_order_id <> j.work_order_id
               OR c.direction <> CASE WHEN c.id = j.outbound_container_id THEN 'outbound' ELSE 'inbound' END""",
    ),
    Invariant(
        "A container is in a shipment of its own direction and customer.",
        """SELECT c.number, 'in ' || s.number FROM hashmend_container c
            JOIN hashmend_shipment s ON s.id = c.shipment_id JOIN hashmend_workorder o ON o.id = c.work_order_id
            WHERE s.direction <> c.direction OR s.customer_id <> o.customer_id""",
    ),
    Invariant(
        "What stays at the repair centre is in no outbound container.",
        f"""SELECT {_MINER}, j.status || ' in ' || c.number FROM hashmend_job j
            JOIN hashmend_miner m ON m.id = j.miner_id JOIN hashmend_container c ON c.id = j.outbound_container_id
            WHERE j.status IN ({_listed(NOT_RETURNED)})""",
    ),
    Invariant(
        "A container that is ready for billing holds finished machines, one at least.",
        f"""SELECT c.number, COUNT(j.id) || ' machines, ' || SUM(CASE WHEN j.status IN ({_listed(OUTCOMES)})
              THEN 1 ELSE 0 END) || ' finished' FROM hashmend_container c
            LEFT JOIN hashmend_job j ON j.outbound_container_id = c.id WHERE c.ready_at IS NOT NULL
            GROUP BY c.id, c.number
            HAVING SUM(CASE WHEN j.status IN ({_listed(OUTCOMES)}) THEN 1 ELSE 0 END) < COUNT(*)""",
    ),
    Invariant(
        "A container in an outbound shipment is ready for billing.",
        """SELECT c.number, 'in ' || s.number FROM hashmend_container c JOIN hashmend_shipment s ON s.id = c.shipment_id
            WHERE s.direction = 'outbound' AND c.ready_at IS NULL""",
    ),
    Invariant(
        "A shipment that was picked up is not empty.",
        """SELECT s.number, 'no containers' FROM hashmend_shipment s WHERE s.picked_up_at IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM hashmend_container c WHERE c.shipment_id = s.id)""",
    ),
    Invariant(
        "A machine is expected exactly while it has not arrived.",
        f"""SELECT {_MINER}, j.status FROM hashmend_job j JOIN hashmend_miner m ON m.id = j.miner_id
            WHERE (j.status = 'expected') <> (j.received_at IS NULL)""",
    ),
    Invariant(
        "A machine that arrived came in a container that was received.",
        f"""SELECT {_MINER}, c.number || ' was not received' FROM hashmend_job j
            JOIN hashmend_miner m ON m.id = j.miner_id JOIN hashmend_container c ON c.id = j.inbound_container_id
            WHERE j.received_at IS NOT NULL AND c.received_at IS NULL""",
    ),
    Invariant(
        "A delivered machine's stay has ended.",
        f"""SELECT {_MINER}, 'delivered in ' || c.number FROM hashmend_job j
            JOIN hashmend_miner m ON m.id = j.miner_id JOIN hashmend_container c ON c.id = j.outbound_container_id
            JOIN hashmend_shipment s ON s.id = c.shipment_id
            WHERE s.delivered_at IS NOT NULL AND j.closed_at IS NULL""",
    ),
    Invariant(
        "A job knows the model of its machine.",
        f"""SELECT {_MINER}, 'its job says ' || COALESCE(j.model_id, 0) || ', not ' || COALESCE(m.model_id, 0)
            FROM hashmend_job j JOIN hashmend_miner m ON m.id = j.miner_id
            WHERE COALESCE(j.model_id, 0) <> COALESCE(m.model_id, 0)""",
    ),
    Invariant(
        "A job knows the services that were done for it.",
        f"""SELECT {_MINER}, 'its job says ' || j.services_key || ', ' || COUNT(d.id) || ' are done'
            FROM hashmend_job j JOIN hashmend_miner m ON m.id = j.miner_id
            LEFT JOIN hashmend_servicedone d ON d.job_id = j.id
            GROUP BY j.id, j.services_key, m.id, m.serial, m.asset_tag, m.mac, m.public_id
            HAVING SUM(CASE WHEN d.id IS NULL OR j.services_key LIKE '%.' || d.service_id || '.%' THEN 0 ELSE 1 END) > 0
               OR COUNT(d.id) <> CASE j.services_key WHEN '' THEN 0
                 ELSE LENGTH(j.services_key) - LENGTH(REPLACE(j.services_key, '.', '')) - 1 END""",
    ),
    Invariant(
        "A part in a machine is its customer's, or the repair centre's.",
        f"""SELECT {_MINER}, p.part_type || ' ' || p.position || ' of another customer' FROM hashmend_part p
            JOIN hashmend_miner m ON m.id = p.miner_id WHERE p.owner_id IS NOT NULL AND p.owner_id <> m.customer_id""",
    ),
    Invariant(
        "A machine that is a donor gave a part, and its history says when.",
        f"""SELECT {_MINER}, 'no consolidation' FROM hashmend_job j JOIN hashmend_miner m ON m.id = j.miner_id
            WHERE j.status = '{Status.DONOR}' AND NOT EXISTS (SELECT 1 FROM hashmend_event e WHERE e.job_id = j.id
              AND e.kind = 'job.consolidated')""",
    ),
    Invariant(
        "A job knows the failures that were found in it.",
        f"""SELECT {_MINER}, 'its job says ' || j.failures_key || ', ' || COUNT(f.id) || ' are noted'
            FROM hashmend_job j JOIN hashmend_miner m ON m.id = j.miner_id
            LEFT JOIN hashmend_failure f ON f.job_id = j.id
            GROUP BY j.id, j.failures_key, m.id, m.serial, m.asset_tag, m.mac, m.public_id
            HAVING SUM(CASE WHEN f.id IS NULL OR j.failures_key LIKE '%.' || COALESCE(f.failure_type_id, 0) || '.%'
                       THEN 0 ELSE 1 END) > 0
               OR COUNT(DISTINCT CASE WHEN f.id IS NOT NULL THEN COALESCE(f.failure_type_id, 0) END)
                  <> CASE j.failures_key WHEN '' THEN 0
                     ELSE LENGTH(j.failures_key) - LENGTH(REPLACE(j.failures_key, '.', '')) - 1 END""",
    ),
    Invariant(
        "A complete order has only delivered, donor and scrapped machines, all of them closed.",
        f"""SELECT o.number, {_MINER} || ' is ' || j.status FROM hashmend_job j
            JOIN hashmend_miner m ON m.id = j.miner_id JOIN hashmend_workorder o ON o.id = j.work_order_id
            LEFT JOIN hashmend_container c ON c.id = j.outbound_container_id
            LEFT JOIN hashmend_shipment s ON s.id = c.shipment_id
            WHERE o.completed_at IS NOT NULL AND (j.closed_at IS NULL
              OR (s.delivered_at IS NULL AND j.status NOT IN ({_listed(NOT_RETURNED)})))""",
    ),
    Invariant(
        "An order and its repair request end the same way.",
        """SELECT o.number, r.number FROM hashmend_workorder o
            JOIN hashmend_repairrequest r ON r.id = o.repair_request_id
            WHERE (o.completed_at IS NULL) <> (r.completed_at IS NULL)
               OR (o.cancelled_at IS NULL) <> (r.cancelled_at IS NULL)
               OR r.approved_at IS NULL OR r.customer_id <> o.customer_id""",
    ),
    Invariant(
        "An approved repair request has its order.",
        """SELECT r.number, 'no order' FROM hashmend_repairrequest r WHERE r.approved_at IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM hashmend_workorder o WHERE o.repair_request_id = r.id)""",
    ),
    Invariant(
        "An order has given every position up to its last one.",
        """SELECT o.number, 'position ' || MAX(j.position) || ' after the last, ' || o.last_position
            FROM hashmend_workorder o JOIN hashmend_job j ON j.work_order_id = o.id
            GROUP BY o.id, o.number, o.last_position HAVING MAX(j.position) > o.last_position""",
    ),
)
