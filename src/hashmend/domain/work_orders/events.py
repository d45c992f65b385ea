"""What can happen to repair requests, work orders and jobs."""

from hashmend.domain.history.kinds import kind

JOB_RECEIVED = kind("job.received", "{thing} arrived in {container}.", icon="package-import", customer_sees=True)
STATUS_UPDATED = kind(
    "job.status-updated", "{thing} went from {from} to {to}.", icon="progress-check", customer_sees=True
)
SERVICES_COMPLETED = kind(
    "job.services-completed", "Done for {thing}: {services}.", icon="checklist", customer_sees=True
)

IDENTITY_EDITED = kind("job.identity-edited", "{thing}: {changes}.", icon="pencil", customer_sees=True)
JOB_MOVED_AWAY = kind(
    "job.moved-away", "{thing} moved from {from} to {to}; it came in {container}.", icon="arrow-right",
    customer_sees=True,
)  # fmt: skip
JOB_MOVED_HERE = kind(
    "job.moved-here", "{thing} moved here from {from}, where it came in {container}.", icon="arrow-right",
    customer_sees=True,
)  # fmt: skip
MACHINES_MOVED = kind(
    "container.machines-moved", "Of {thing}, {machines} moved from {from} to {to}.", icon="arrow-right",
    customer_sees=True,
)  # fmt: skip
