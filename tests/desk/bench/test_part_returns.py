"""Parts that come back within the warranty on their repair, on the bench and at the dock."""

import pytest

from tests import factories
from tests.desk.bench.test_page import url_of, words
from tests.domain.bench.test_part_warranty import a_board, buyer, came, model, put_into, repaired
from tests.factories_logistics import an_inbound_container
from tests.factories_parts import slot
from tests.people import as_role

pytestmark = pytest.mark.django_db
__all__ = ["buyer", "model"]


def test_the_bench_names_the_former_repair_of_a_part_for_the_machine_and_the_part(buyer, model) -> None:
    first = came(buyer, model, "SYNFIRST00000001", days_ago=60)
    board = a_board(first)
    repaired(first, board, days_ago=50)
    other = came(buyer, model, "SYNOTHER00000001", days_ago=1)
    client, said = as_role("technician"), f"Hashboard SYNBOARD00000001: Chips replaced in {first}, delivered"
    assert said not in words(client.get(url_of(other)))
    moved = put_into(other, board)
    assert said in words(client.get(url_of(other)))
    assert said in words(client.get(f"{url_of(other)}?part={moved.pk}"))
    assert "A part back" not in words(client.get(f"{url_of(other)}?part={slot(other, position=3).pk}"))


def test_the_dock_names_a_part_too(buyer, model) -> None:
    first = came(buyer, model, "SYNFIRST00000001", days_ago=60)
    repaired(first, slot(first), days_ago=50)
    container = an_inbound_container(factories.work_order(buyer))
    page = as_role("logistics").post(
        f"/containers/{container}/inventory/scan/", {"serial": "SYNFIRST00000001"}, follow=True
    )
    assert f"A part back within our warranty: Hashboard 1: Chips replaced in {first}" in words(page)
