"""How a container's history names many machines."""

from collections.abc import Sequence
from typing import Any

from hashmend.domain.work_orders.models import Job

SHOWN = 3


def named(jobs: Sequence[Job]) -> dict[str, Any]:
    """Return the data of an event about machines: all of them in `machines`, the words of its sentence in `listed`."""
    names = [str(job.miner) for job in jobs]
    more = len(names) - SHOWN
    first = ", ".join(names[:SHOWN])
    listed = first if more <= 0 else f"{len(names):,} machines ({first} and {more:,} more)"
    return {"machines": names, "listed": listed}
