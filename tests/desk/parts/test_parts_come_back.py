"""A part that comes back alone, within its warranty: told as it is received, on its page and in the list."""

from collections.abc import Callable

import pytest
from django.test import Client

from hashmend.domain.parts.models import Part
from tests.desk.bench.test_page import words
from tests.domain.bench.test_part_warranty import a_board, buyer, came, model, repaired
from tests.factories_parts import spare

pytestmark = pytest.mark.django_db
__all__ = ["buyer", "model"]
SignedIn = Callable[..., Client]
BOARD = "SYNBOARD00000001"


def received(client: Client, owner: object, serial: str = BOARD) -> str:
    """Receive a board of a customer; return what is said."""
    typed = {"part_type": "hashboard", "condition": "unknown", "serials": serial, "source": "Sent in", "owner": owner}
    page = client.post("/spare-parts/receive/", typed | {"despite": "on"}, follow=True)
    assert page.content.decode().count("data-notice ") + page.content.decode().count("data-notice>") == 1
    return words(page)


def test_it_is_told_as_it_is_received_on_its_page_and_in_the_list(signed_in: SignedIn, buyer, model) -> None:
    first = came(buyer, model, "SYNFIRST00000001", days_ago=60)
    repaired(first, a_board(first), days_ago=50)
    client = signed_in("technician")
    said = f"Hashboard {BOARD}: Chips replaced in {first}, delivered"
    assert f"Back within our warranty: {said}" in received(client, buyer.alias)
    spare("BOUGHT00000001", source="PO 1")
    (part,) = Part.objects.in_stock().filter(serial=BOARD)
    assert said in words(client.get(f"/spare-parts/{part.pk}/"))
    page = words(client.get("/spare-parts/?back=1"))
    assert BOARD in page
    assert "BOUGHT00000001" not in page


def test_after_the_warranty_and_for_another_owner_nothing_is_told(signed_in: SignedIn, buyer, model) -> None:
    first = came(buyer, model, "SYNFIRST00000001", days_ago=160)
    repaired(first, a_board(first), days_ago=150)
    second = came(buyer, model, "SYNSECOND0000001", days_ago=60)
    repaired(second, a_board(second, "SYNBOARD00000002"), days_ago=50)
    client = signed_in("technician")
    assert "within our warranty:" not in received(client, buyer.alias)
    assert "within our warranty:" not in received(client, "", "SYNBOARD00000002")
    assert "No spare parts match" in words(client.get("/spare-parts/?back=1"))


def test_a_known_number_is_refused_with_the_way_out(signed_in: SignedIn, buyer, model) -> None:
    first = came(buyer, model, "SYNFIRST00000001", days_ago=60)
    a_board(first)
    typed = {"part_type": "hashboard", "condition": "unknown", "serials": BOARD, "source": "Sent in"}
    page = words(signed_in("technician").post("/spare-parts/receive/", typed))
    assert "is known already: it is in miner SYNFIRST00000001" in page
    assert "For one that came back without its machine" in page
