"""The demo world: told by operations, whole, and true to every rule."""

import pytest
from django.core.management import call_command

from hashmend.domain.accounts.models import User
from hashmend.domain.bench.models import Component, StressTest
from hashmend.domain.bench.warranty import parts_back_in
from hashmend.domain.catalogue.models import Service
from hashmend.domain.history.models import Event
from hashmend.domain.parts.levels import low_stock
from hashmend.domain.parts.models import Part
from hashmend.domain.work_orders.models import Job, WorkOrder
from hashmend.domain.work_orders.statuses import Status
from hashmend.kernel.actor import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def _told(settings: pytest.FixtureRequest, tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]
    monkeypatch.setenv("HASHMEND_DEMO_PASSWORD", "a demo password 1")
    call_command("load_catalogues", verbosity=0)
    call_command("seed_demo")


@pytest.mark.usefixtures("_told")
def test_the_bench_has_something_of_everything_to_show() -> None:
    statuses = set(Job.objects.values_list("status", flat=True))
    assert set(Status) - statuses == {Status.RETURNED_UNREPAIRED}
    back = Job.objects.filter(returned_from__isnull=False).select_related("miner")
    assert len(back) == 3
    assert parts_back_in(back)
    assert sum(job.is_closed_by_warranty for job in Job.objects.open().select_related("miner")) == 3
    assert set(StressTest.objects.values_list("verdict", flat=True)) == {"running", "passed", "failed"}
    assert Component.objects.filter(repair__answers__isnull=False).exists()
    spares = Part.objects.spares()
    assert all(
        spares.filter(**shown).exists()
        for shown in ({"reserved_for__isnull": False}, {"place": "gone"}, {"place": "slot"}, {"owner__isnull": False})
    )
    assert low_stock(SYSTEM)


@pytest.mark.usefixtures("_told")
def test_the_story_holds_every_rule_and_is_told_once(capsys: pytest.CaptureFixture[str], settings: object) -> None:
    call_command("invariants")
    events = Event.objects.count()
    call_command("seed_demo")
    assert Event.objects.count() == events
    big = max(WorkOrder.objects.all(), key=lambda order: order.jobs.count())
    assert big.jobs.count() == 1500
    assert set(big.jobs.values_list("status", flat=True)) >= set(Status) - {Status.DONOR, Status.RETURNED_UNREPAIRED}
    assert {order.state for order in WorkOrder.objects.all()} == set(WorkOrder.State)
    assert not Service.objects.filter(default_in_scope=True, price_amount=None).exists()
    logins = settings.DATA_DIR / "demo-logins.txt"  # type: ignore[attr-defined]
    assert "a demo password 1" in logins.read_text()
    assert logins.stat().st_mode & 0o077 == 0
    for name in ("admin", "manager", "technician", "logistics", "billing", "customer", "stranger"):
        assert User.objects.get(email=f"{name}@demo.test").check_password("a demo password 1")
