"""The repair status of a job: the one state that people choose."""

from django.db import models


class Status(models.TextChoices):
    """Where a machine stands on its way through the repair centre."""

    EXPECTED = "expected", "Expected"
    RECEIVED = "received", "Received"
    IN_DIAGNOSIS = "in-diagnosis", "In diagnosis"
    AWAITING_APPROVAL = "awaiting-approval", "Awaiting approval"
    AWAITING_PARTS = "awaiting-parts", "Awaiting parts"
    IN_REPAIR = "in-repair", "In repair"
    STRESS_TEST = "stress-test", "Stress test"
    REPAIRED = "repaired", "Repaired"
    NO_FAULT_FOUND = "no-fault-found", "No fault found"
    BEYOND_REPAIR = "beyond-repair", "Beyond repair"
    RETURNED_UNREPAIRED = "returned-unrepaired", "Returned unrepaired"
    DONOR = "donor", "Donor"
    SCRAPPED = "scrapped", "Scrapped"


OUTCOMES = frozenset(
    {
        Status.REPAIRED,
        Status.NO_FAULT_FOUND,
        Status.BEYOND_REPAIR,
        Status.RETURNED_UNREPAIRED,
        Status.DONOR,
        Status.SCRAPPED,
    }
)
"""The repair is over, one way or another."""

AT_WORK = frozenset({Status.IN_DIAGNOSIS, Status.IN_REPAIR, Status.STRESS_TEST})
"""Somebody has the machine in hand: whoever set the status works on it."""

STATUS_TONES: dict[str, str] = {
    Status.EXPECTED: "neutral",
    Status.RECEIVED: "open",
    Status.IN_DIAGNOSIS: "progress",
    Status.AWAITING_APPROVAL: "waiting",
    Status.AWAITING_PARTS: "waiting",
    Status.IN_REPAIR: "progress",
    Status.STRESS_TEST: "progress",
    Status.REPAIRED: "success",
    Status.NO_FAULT_FOUND: "success",
    Status.BEYOND_REPAIR: "danger",
    Status.RETURNED_UNREPAIRED: "warning",
    Status.DONOR: "ended",
    Status.SCRAPPED: "ended",
}
"""What a status says to somebody looking for work: who has the ball, and whether the end was a good one."""

NOT_RETURNED = frozenset({Status.DONOR, Status.SCRAPPED})
"""Outcomes whose machine stays at the repair centre and is never packed."""

RETURNABLE = OUTCOMES - NOT_RETURNED
"""Outcomes whose machine goes home."""

CHOSEN_BY_PEOPLE = tuple(s for s in Status if s not in {Status.EXPECTED, Status.DONOR})
"""What a person may choose: Expected ends only by receiving, Donor comes only by consolidation."""


class Logistics(models.TextChoices):
    """Where a job's machine is; derived from its containers and their shipments, never stored."""

    NOT_ARRIVED = "not-arrived", "Not arrived"
    AT_RC = "at-rc", "At the RC"
    BOXED = "boxed", "Boxed"
    SHIPPED = "shipped", "Shipped"
    DELIVERED = "delivered", "Delivered"
    NOT_RETURNED = "not-returned", "Not returned"


LOGISTICS_ICONS: dict[str, str] = {
    Logistics.BOXED: "box",
    Logistics.SHIPPED: "truck",
    Logistics.DELIVERED: "home",
}
"""The icon people know a place by; the other places have none."""

LOGISTICS_TONES: dict[str, str] = {
    Logistics.NOT_ARRIVED: "neutral",
    Logistics.AT_RC: "progress",
    Logistics.BOXED: "waiting",
    Logistics.SHIPPED: "open",
    Logistics.DELIVERED: "success",
    Logistics.NOT_RETURNED: "ended",
}
"""How near the machine is to its owner."""
