"""Our own warranty on repairs: how long it lasts, and which machines came back within it."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils.timezone import localdate

from hashmend.domain.work_orders.models import Job
from hashmend.domain.work_orders.statuses import Status
from hashmend.domain.writing import listed


def warranted_stays(miners: Sequence[int], day: date) -> dict[int, Job]:
    """Return, by machine, the latest stay whose repair is under warranty on a day; one query."""
    stays = _with_end().filter(
        miner__in=listed(miners),
        status=Status.REPAIRED,
        returned_from=None,
        outbound_container__shipment__delivered_at__isnull=False,
        work_order__repair_request__agreement__warranty_days__isnull=False,
    )
    return {job.miner_id: job for job in stays.order_by("pk") if (warranty_end(job) or date.min) >= day}


def stay_of_return(job: Job) -> Job | None:
    """Return the stay whose repair was under warranty still when the machine of a job came back, if it was."""
    return _with_end().get(pk=job.returned_from_id) if job.returned_from_id else None


def warranty_end(job: Job) -> date | None:
    """Return the last day of the warranty on a repair, None when it has none or is not delivered yet.

    The job must carry its container with shipment and its order with request and agreement.
    """
    shipment = job.outbound_container.shipment if job.outbound_container else None
    agreement = job.work_order.repair_request.agreement
    if shipment is None or shipment.delivered_at is None or agreement is None or not agreement.warranty_days:
        return None
    return localdate(shipment.delivered_at) + timedelta(agreement.warranty_days)


def words_of(stay: Job) -> str:
    """Return a former repair in words; the job must carry what `warranty_end` asks for."""
    shipment = stay.outbound_container.shipment if stay.outbound_container else None
    delivered = (
        f", delivered {localdate(shipment.delivered_at):%-d %b %Y}" if shipment and shipment.delivered_at else ""
    )
    end = warranty_end(stay)
    return f"{stay}{delivered}" + (f", under warranty until {end:%-d %b %Y}" if end else "")


def _with_end() -> QuerySet[Job]:
    return Job.objects.select_related("outbound_container__shipment", "work_order__repair_request__agreement")
