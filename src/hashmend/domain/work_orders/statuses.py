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
