"""The verbs of requests, orders and jobs; the only writer of their tables."""

from hashmend.domain.work_orders.operations.jobs import complete_services, receive_jobs, update_status

__all__ = ["complete_services", "receive_jobs", "update_status"]
