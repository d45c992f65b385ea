"""The charts of an order over HTTP: each area is a link, and the table behind it has exactly those machines."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.test import Client

from hashmend.domain.accounts.permissions import Role
from hashmend.domain.batches import row
from hashmend.domain.bench.operations import Found, note_failures
from hashmend.domain.catalogue.models import Service
from hashmend.domain.logistics.models import Container, Shipment
from hashmend.domain.miners.models import Miner
from hashmend.domain.work_orders.models import WorkOrder
from hashmend.domain.work_orders.operations import complete_services, update_status
from hashmend.domain.work_orders.statuses import Status
from hashmend.kernel import clock
from hashmend.kernel.actor import SYSTEM
from tests import factories
from tests.domain.work_orders.sets import these
from tests.factories_board import an_order_of, machines, packed

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 10, 30, tzinfo=UTC)


@pytest.fixture
def order() -> WorkOrder:
    """Return an order of six machines that differ in everything the charts count."""
    theo = factories.staff(Role.TECHNICIAN, name="STAFFONLY Theo").as_actor()
    with clock.standing_at(NOW - timedelta(days=40)):
        order, early = an_order_of(4)
        update_status(these(early[:1]), Status.IN_REPAIR, by=theo)
        model = factories.miner_model("Antminer S99")
        Miner.objects.filter(jobs__in=early[:2]).update(model=model)
        these(early[:2]).update(model=model)
    with clock.standing_at(NOW - timedelta(days=5)):
        machines(order, 2)
        update_status(these(early[2:]), Status.REPAIRED, by=SYSTEM)
        complete_services(these(early[3:]), by=SYSTEM)
        fan, dust = factories.failure_type("Fan stopped", "fan"), factories.failure_type("Dust", "chassis")
        for job in early[:3]:
            note_failures(row(job), [Found("fan", failure_type_id=fan.pk)], by=SYSTEM)
        both = [Found("chassis", failure_type_id=dust.pk), Found("chassis", words="A dent")]
        note_failures(row(early[0]), both, by=SYSTEM)
        packed(early[3:], shipped=True)
    Container.objects.exclude(shipment=None).update(ready_at=NOW)
    Shipment.objects.update(picked_up_at=NOW - timedelta(days=5))
    return order


def summary(order: WorkOrder, query: str = "", *, client: Client | None = None) -> str:
    """Return the page as somebody who keeps the further charts open sees it at `NOW`."""
    if client is None:
        client = Client()
        client.force_login(factories.staff(Role.MANAGER, name="Mara Holt"))
        client.cookies["kept-more-charts"] = "open"
    with clock.standing_at(NOW):
        answer = client.get(f"/work-orders/{order}/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def areas(html: str, chart: str) -> dict[str, str]:
    """Return the links of a chart: the key of each area and its address."""
    found = re.findall(rf'<a id="{chart}-([^"]+)" class="[^"]*" href="\?*([^"]*)"', html)
    return {unescape(key): unescape(url).partition("?")[2] for key, url in found if not key.endswith("-part")}


def positions(html: str) -> list[int]:
    return [int(n) for n in re.findall(r'<tr role="row" id="summary-\d+" data-href="[^"]+/miners/(\d+)/"', html)]


@pytest.mark.parametrize(
    ("chart", "expected"),
    [
        ("status", {"received": [2, 5, 6], "in-repair": [1], "repaired": [3, 4]}),
        ("logistics", {"at-rc": [1, 2, 3, 5, 6], "shipped": [4]}),
        ("age", {"over-4w": [1, 2], "3-7d": [3, 4, 5, 6]}),
        ("arrived", {"2026-W41": [1, 2, 3, 4], "2026-W46": [5, 6]}),
        ("departed", {"2026-W46": [4]}),
    ],
)
def test_an_area_filters_the_table(order: WorkOrder, chart: str, expected: dict[str, list[int]]) -> None:
    links = areas(summary(order), chart)
    assert {key: positions(summary(order, f"?{query}")) for key, query in links.items()} == expected


def test_models_services_and_containers_filter_the_table(order: WorkOrder) -> None:
    html = summary(order)
    models = areas(html, "model")
    assert [positions(summary(order, f"?{query}")) for query in models.values()] == [[3, 4, 5, 6], [1, 2]]
    service = Service.objects.get(pk=order.repair_request.scope.order_by("position", "pk")[0].service_id)
    services = areas(html, "service")
    assert positions(summary(order, f"?{services[f'{service.code}:done']}")) == [4]
    assert positions(summary(order, f"?{services[f'{service.code}:open']}")) == [1, 2, 3, 5, 6]
    came_in = areas(html, "container")
    assert [positions(summary(order, f"?{query}")) for query in came_in.values()] == [[1, 2, 3, 4], [5, 6]]


def test_failures_found_stand_by_their_number_and_filter_the_table(order: WorkOrder) -> None:
    html = summary(order)
    found = areas(html, "failure")
    assert list(found) == ["fan-stopped", "dust", "other"]
    assert [positions(summary(order, f"?{query}")) for query in found.values()] == [[1, 2, 3], [1], [1]]
    assert positions(summary(order, "?failure=none")) == [4, 5, 6]
    assert positions(summary(order, "?failure=dust&failure=other&status=repaired")) == []
    assert "Failure found: Chassis: Dust" in summary(order, "?failure=dust")
    entry = html[html.index('id="failure-dust"') :]
    entry = entry[: entry.index("</a>")]
    assert " ".join(re.sub("<[^>]+>", "", entry.partition(">")[2]).split()) == (
        "Chassis: Dust, 1 of 6, 17\u00a0%, 80\u00a0% with those above".replace("\u00a0", " ")
    )


def test_areas_of_one_chart_are_alternatives_and_charts_must_hold_together(order: WorkOrder) -> None:
    assert positions(summary(order, "?status=in-repair&status=repaired")) == [1, 3, 4]
    html = summary(order, "?status=in-repair&status=repaired&age=over-4w")
    assert positions(html) == [1]
    assert list(areas(html, "status")) == ["received", "in-repair", "repaired"], "each chart ignores its own filter"
    assert "In repair, chosen" not in html
    assert 'id="status-in-repair" class="area tone-progress shade-0 is-selected"' in html
    assert re.findall(r'aria-label="Remove filter ([^"]+)"', html) == [
        "Repair status: In repair", "Repair status: Repaired", "In this status for: More than 4 weeks",
    ]  # fmt: skip
    assert f'href="/work-orders/{order}/" hx-get="/work-orders/{order}/"' in html
    assert "Clear all" in html


def test_a_week_of_an_old_address_is_still_understood(order: WorkOrder) -> None:
    html = summary(order, "?arrived=2026-10-11&arrived=2026&departed=nonsense")
    assert positions(html) == [1, 2, 3, 4, 5, 6]
    assert "Remove filter Arrived: 11 Oct 2026" in html
    assert "“nonsense” means nothing here" in html
    assert positions(summary(order, "?arrived=before-2026-11-01")) == [1, 2, 3, 4]


def test_the_table_tells_who_works_on_a_machine_and_for_how_long(order: WorkOrder) -> None:
    html = summary(order, "?status=in-repair")
    assert 'STAFFONLY Theo · <time datetime="2026-10-11' in html
    assert ">40 d</time>" in html
    assert 'class="at-work"' not in summary(order, "?status=repaired")


def test_a_customer_has_the_same_charts_without_the_staff(order: WorkOrder) -> None:
    client = Client()
    client.force_login(factories.customer_user(order.customer))
    with clock.standing_at(NOW):
        html = client.get(f"/portal/work-orders/{order}/?status=in-repair&charts=more").content.decode()
    for chart in ("status", "logistics", "age", "model", "service", "failure", "arrived", "departed", "container"):
        assert f'id="chart-{chart}"' in html
    assert "STAFFONLY" not in html
    with clock.standing_at(NOW):
        sheet = client.get(f"/portal/work-orders/{order}/?export=csv")
    assert b"STAFFONLY" not in b"".join(sheet.streaming_content)  # type: ignore[attr-defined]


def test_the_further_charts_come_when_they_are_unfolded_and_stay(order: WorkOrder) -> None:
    client = Client()
    client.force_login(factories.staff(Role.MANAGER))
    folded = '<details class="more-charts" data-kept="more-charts">'
    html = summary(order, "?status=in-repair", client=client)
    assert folded in html
    assert 'id="chart-model"' not in html
    unfold = f"/work-orders/{order}/?status=in-repair&amp;charts=more"
    assert f'<a href="{unfold}" hx-get="{unfold}"' in html
    html = summary(order, "?status=in-repair&charts=more", client=client)
    assert folded not in html
    assert 'id="chart-model"' in html
    assert folded not in summary(order, "?arrived=2026-W41", client=client)
    client.cookies["kept-more-charts"] = "open"
    assert folded not in summary(order, client=client)
