"""Failures, repairs, stress tests, photos and bench positions of jobs."""

from collections.abc import Sequence
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Replace

from hashmend.domain.catalogue.bench import TestProfile
from hashmend.domain.catalogue.models import FailureType, PartType, RepairType
from hashmend.domain.parts.models import Part
from hashmend.domain.scoping import Scoped, ScopedQuerySet, file_token, public_id_field
from hashmend.domain.work_orders.models import Job
from hashmend.domain.work_orders.statuses import OUTCOMES
from hashmend.domain.writing import listed
from hashmend.kernel import clock
from hashmend.kernel.identifiers import folded_code

_OF_A_JOB: dict[str, str] = {
    "job": "job_id",
    "miner": "job.miner_id",
    "work_order": "job.work_order_id",
    "customer": "job.work_order.customer_id",
}
_OF_A_PART = {**_OF_A_JOB, "part": "part_id"}


def _user() -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )


class Repair(Scoped):
    """What was done in a job to a part, or to the machine itself (`part` is None)."""

    CUSTOMER_PATH: ClassVar[str | None] = "job__work_order__customer"
    HISTORY_ROOTS: ClassVar[dict[str, str]] = _OF_A_PART

    public_id = public_id_field()
    job = models.ForeignKey(Job, on_delete=models.PROTECT, related_name="repairs")
    part = models.ForeignKey(Part, null=True, blank=True, on_delete=models.PROTECT, related_name="repairs")
    repair_type = models.ForeignKey(RepairType, on_delete=models.PROTECT, related_name="+")
    minutes = models.PositiveIntegerField(null=True, blank=True)
    note = models.TextField(blank=True)
    done_at = models.DateTimeField(default=clock.now)
    done_by = _user()

    objects = ScopedQuerySet.as_manager()

    def __str__(self) -> str:
        return self.repair_type.name


class Component(Scoped):
    """What a repair used up."""

    CUSTOMER_PATH: ClassVar[str | None] = "repair__job__work_order__customer"

    repair = models.ForeignKey(Repair, on_delete=models.CASCADE, related_name="components")
    name = models.CharField(max_length=100)
    quantity = models.PositiveIntegerField(default=1)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(quantity__gte=1), name="component_quantity_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.name}"


_HARMLESS = (FailureType.Severity.COSMETIC, FailureType.Severity.INFO)


class FailureQuerySet(ScopedQuerySet["Failure"]):
    """Failures by whether anything was done about them."""

    def unanswered(self) -> Self:
        """Return those that no repair points at."""
        return self.filter(answered_by__isnull=True)

    def waiting(self) -> Self:
        """Return those that wait on a part and are more than cosmetic."""
        return self.unanswered().filter(part__isnull=False).exclude(severity__in=_HARMLESS)

    def waits_on_part(self) -> Exists:
        """Return the condition on parts that one of them waits on it."""
        return Exists(self.waiting().filter(part=OuterRef("pk")))

    def lasting(self, parts: Sequence[int], stays: Sequence[int]) -> Self:
        """Return those on parts, by key, found in these stays or in another that is not over: a part may have moved."""
        return self.filter(Q(job__in=stays) | Q(job__closed_at=None), part__in=listed(parts))

    def broken_parts(self) -> frozenset[int]:
        """Return the parts, by key, that one of them waits on and that is more than cosmetic; one query."""
        return frozenset(part for part in self.waiting().order_by().values_list("part_id", flat=True) if part)


class Failure(Scoped):
    """What is wrong with a part, or with the machine itself (`part` is None), as a person found it in a job.

    `failure_type` is None for "Other", which has `words`. `evidence` holds the lines of a log that proposed it.
    """

    CUSTOMER_PATH: ClassVar[str | None] = "job__work_order__customer"
    HISTORY_ROOTS: ClassVar[dict[str, str]] = _OF_A_PART

    public_id = public_id_field()
    job = models.ForeignKey(Job, on_delete=models.PROTECT, related_name="failures")
    part = models.ForeignKey(Part, null=True, blank=True, on_delete=models.PROTECT, related_name="failures")
    part_type = models.CharField(max_length=16, choices=PartType.choices, help_text="What kind of thing it concerns.")
    failure_type = models.ForeignKey(FailureType, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=300, blank=True)
    severity = models.CharField(max_length=16, choices=FailureType.Severity.choices)
    evidence = models.JSONField(default=list, blank=True)
    found_at = models.DateTimeField(default=clock.now)
    found_by = _user()
    answered_by = models.ForeignKey(
        Repair, null=True, blank=True, on_delete=models.SET_NULL, related_name="answers", db_index=False
    )

    objects = FailureQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(failure_type__isnull=False) | ~Q(words=""), name="failure_says_something"
            ),
            models.UniqueConstraint(fields=["job", "part", "failure_type"], name="failure_once_per_part"),
            models.UniqueConstraint(
                fields=["job", "failure_type"], condition=Q(part__isnull=True), name="failure_once_per_machine"
            ),
        ]  # fmt: skip
        indexes: ClassVar = [
            models.Index(fields=["found_by", "id"], condition=Q(found_by__isnull=False), name="failure_found_by"),
            # Not of those that nothing answers: SQLite would read all of them to find the few on one machine.
            models.Index(fields=["answered_by"], condition=Q(answered_by__isnull=False), name="failure_answered_by"),
        ]

    def __str__(self) -> str:
        return self.words if self.failure_type is None else self.failure_type.name


class StressTest(Scoped):
    """A timed run of a machine with its readings; the verdict is the profile's, with reasons, and a person's to keep.

    `readings` is a list of `{"minute": 10, "ths": 98.2, "temp_c": 71, "chips": 330, "fans": 4, "errors": 2}`; a figure
    that was not read is left out.
    """

    class Verdict(models.TextChoices):
        """How it ended."""

        RUNNING = "running", "Running"
        PASSED = "passed", "Passed"
        FAILED = "failed", "Failed"
        STOPPED = "stopped", "Stopped"

    CUSTOMER_PATH: ClassVar[str | None] = "job__work_order__customer"
    HISTORY_ROOTS: ClassVar[dict[str, str]] = _OF_A_JOB

    public_id = public_id_field()
    job = models.ForeignKey(Job, on_delete=models.PROTECT, related_name="stress_tests")
    profile = models.ForeignKey(TestProfile, on_delete=models.PROTECT, related_name="+")
    nominal_ths = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    readings = models.JSONField(default=list, blank=True)
    verdict = models.CharField(max_length=8, choices=Verdict.choices, default=Verdict.RUNNING)
    reasons = models.JSONField(default=list, blank=True)
    note = models.TextField(blank=True)
    started_at = models.DateTimeField(default=clock.now)
    started_by = _user()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = _user()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["job"], condition=Q(verdict="running"), name="stress_test_runs_once_per_job"
            ),
            models.CheckConstraint(
                condition=Q(Q(verdict="running"), ended_at__isnull=True)
                | Q(~Q(verdict="running"), ended_at__isnull=False),
                name="stress_test_ends_with_a_verdict",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.profile.name}: {self.get_verdict_display()}"


class BenchPhoto(Scoped):
    """A picture taken at the bench of a machine or of one of its parts, re-encoded and without metadata."""

    CUSTOMER_PATH: ClassVar[str | None] = "job__work_order__customer"
    HISTORY_ROOTS: ClassVar[dict[str, str]] = _OF_A_PART

    job = models.ForeignKey(Job, on_delete=models.PROTECT, related_name="bench_photos")
    part = models.ForeignKey(Part, null=True, blank=True, on_delete=models.PROTECT, related_name="photos")
    token = models.CharField(max_length=40, unique=True, default=file_token, editable=False)
    file_name = models.CharField(max_length=200)
    thumb_name = models.CharField(max_length=200)
    original_name = models.CharField(max_length=200, blank=True)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField(default=clock.now)
    added_by = _user()

    objects = ScopedQuerySet.as_manager()

    def __str__(self) -> str:
        return self.original_name or self.token


LABEL = Replace("code", Value("-"), Value(""))
"""The code of a position as labels are compared: without its dashes."""

IN_USE = Q(job__closed_at__isnull=True, job__outbound_container__isnull=True, job__isnull=False) & ~Q(
    job__status__in=OUTCOMES
)
"""A position whose machine was put there and still counts, see `BenchPosition`."""


class BenchPositionQuerySet(ScopedQuerySet["BenchPosition"]):
    """Positions by what stands there."""

    def active(self) -> Self:
        """Return the positions that may be used."""
        return self.filter(is_active=True)

    def in_use(self) -> Self:
        """Return the positions that a machine needs."""
        return self.filter(IN_USE)

    def free(self) -> Self:
        """Return the positions where a machine may be put."""
        return self.active().exclude(IN_USE)

    def labelled(self, scanned: str) -> Self:
        """Return the position whose label says this, in any case and with or without its dashes."""
        return self.alias(label=LABEL).filter(label=folded_code(scanned))


class BenchPosition(Scoped):
    """A place where one machine at a time is worked on or burnt in; its code stands on its label.

    `job` is the machine that was put here last. It needs the place until it has an outcome, is packed or has left: then
    the position is free by itself, and a machine that is reopened is here again unless another one came.
    """

    class Purpose(models.TextChoices):
        """What is done there."""

        BENCH = "bench", "Bench"
        BURN_IN = "burn-in", "Burn-in"

    STAFF_ONLY: ClassVar[bool] = True
    HISTORY_ROOTS: ClassVar[dict[str, str]] = {}

    code = models.CharField(max_length=20, unique=True, help_text="As its label says, in capitals.")
    purpose = models.CharField(max_length=8, choices=Purpose.choices, default=Purpose.BENCH)
    is_active = models.BooleanField(default=True)
    job = models.OneToOneField(Job, null=True, blank=True, on_delete=models.SET_NULL, related_name="bench_position")
    placed_at = models.DateTimeField(null=True, blank=True)
    placed_by = _user()

    objects = BenchPositionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(LABEL, name="bench_position_label_once"),
        ]

    def __str__(self) -> str:
        return self.code

    def history_label(self) -> str:
        """Return what its label says."""
        return self.code

    @property
    def is_bench(self) -> bool:
        """Tell whether a person works there, rather than a machine being burnt in."""
        return self.purpose == self.Purpose.BENCH

    @property
    def is_in_use(self) -> bool:
        """Tell whether a machine needs it; what `IN_USE` says in SQL."""
        job = self.job
        return job is not None and not (job.closed_at or job.outbound_container_id or job.is_finished)

    @property
    def is_free(self) -> bool:
        """Tell whether a machine may be put there."""
        return self.is_active and not self.is_in_use

    @property
    def is_to_clear(self) -> bool:
        """Tell whether a finished machine was not carried away yet, as far as is known: it is at no other place."""
        job = self.job
        return job is not None and job.is_finished and not (job.closed_at or job.outbound_container_id)
