"""What can happen to repair requests, work orders and jobs."""

from hashmend.domain.history.kinds import kind

JOB_RECEIVED = kind("job.received", "{thing} arrived in {container}.", icon="package-import", customer_sees=True)
STATUS_UPDATED = kind(
    "job.status-updated", "{thing} went from {from} to {to}.", icon="progress-check", customer_sees=True
)
SERVICES_COMPLETED = kind(
    "job.services-completed", "Done for {thing}: {services}.", icon="checklist", customer_sees=True
)
