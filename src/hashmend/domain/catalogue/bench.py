"""Catalogues of the bench: lines of logs, error codes, part numbers of hashboards, profiles of stress tests."""

from django.db import models
from django.db.models import Q

from hashmend.domain.catalogue.models import CatalogueRow, PartType


class LogPattern(CatalogueRow):
    """A line of a machine's log and the failure it makes likely. A hint, never a verdict.

    `pattern` is a Python regular expression, searched in each line. `rule` names a check of its groups by code (such as
    fewer chips found than the model has); "" when the line alone says it. A benign line is seen on healthy machines.
    """

    maker = models.CharField("maker", max_length=60)
    platform = models.CharField("platform", max_length=100, blank=True)
    pattern = models.CharField("pattern", max_length=400)
    sample = models.CharField("sample", max_length=500, blank=True)
    part_type = models.CharField("part", max_length=16, choices=PartType.choices, blank=True)
    failure_code = models.CharField("failure", max_length=64, blank=True)
    rule = models.CharField("condition", max_length=200, blank=True)
    is_benign = models.BooleanField("seen on healthy machines", default=False)
    explanation = models.TextField("explanation", blank=True)
    suggested_action = models.TextField("suggested action", blank=True)

    class Meta:
        ordering = ["maker", "pk"]

    def __str__(self) -> str:
        return f"{self.maker}: {self.explanation or self.pattern}"[:120]


class ErrorCode(CatalogueRow):
    """An error code of a maker's firmware and the failure it makes likely; `x` in `shown` stands for any digit."""

    NATURAL_KEY = ("maker", "system", "shown")

    maker = models.CharField("maker", max_length=60)
    system = models.CharField("system", max_length=100, blank=True)
    shown = models.CharField("error code", max_length=60)
    message = models.CharField("message", max_length=300, blank=True)
    part_type = models.CharField("part", max_length=16, choices=PartType.choices, blank=True)
    failure_code = models.CharField("failure", max_length=64, blank=True)

    class Meta:
        ordering = ["maker", "shown", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["maker", "system", "shown"], name="error_code_once_per_system"),
        ]

    def __str__(self) -> str:
        return f"{self.maker} {self.shown}: {self.message}"[:120]


class BoardNumber(CatalogueRow):
    """The part number printed on a hashboard, which tells its chip, its count and its family.

    Boards whose `family` (the first bytes of their EEPROM) differs never run in one machine.
    """

    NATURAL_KEY = ("number",)

    number = models.CharField("part number", max_length=40, unique=True)
    chip_type = models.CharField("chip", max_length=30, blank=True)
    chips = models.PositiveSmallIntegerField("chips", null=True, blank=True)
    family = models.CharField("family", max_length=20, blank=True)
    used_in = models.JSONField("used in", default=list, blank=True)

    class Meta:
        ordering = ["number", "pk"]

    def __str__(self) -> str:
        return self.number


class TestProfile(CatalogueRow):
    """What a machine has to show in a stress test. An empty limit is not judged."""

    __test__ = False

    name = models.CharField("name", max_length=60)
    minutes = models.PositiveIntegerField("minutes")
    warm_up_minutes = models.PositiveIntegerField("minutes of warm-up", default=0)
    least_share = models.DecimalField(
        "share of nominal hashrate, at least (%)", max_digits=5, decimal_places=2, null=True, blank=True
    )
    all_chips = models.BooleanField("all chips must answer", default=True)
    all_fans = models.BooleanField("all fans must turn", default=True)
    hottest_c = models.PositiveSmallIntegerField("temperature, at most (°C)", null=True, blank=True)
    most_errors_share = models.DecimalField(
        "hardware errors, at most (%)", max_digits=5, decimal_places=2, null=True, blank=True
    )
    position = models.PositiveIntegerField("position", default=0)

    class Meta:
        ordering = ["position", "name", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(minutes__gte=1), name="profile_takes_a_minute"),
        ]

    def __str__(self) -> str:
        return self.name
