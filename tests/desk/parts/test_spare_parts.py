"""The list of spare parts and what is done from it."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hashmend.domain.batches import row
from hashmend.domain.catalogue.models import PartType
from hashmend.domain.parts.models import Part, Place
from hashmend.domain.parts.operations import set_stock_level, write_off_spares
from hashmend.kernel.actor import SYSTEM
from tests import factories
from tests.factories_parts import spare, spares

pytestmark = pytest.mark.django_db
SignedIn = Callable[..., Client]


def file_of(client: Client, query: str = "") -> list[dict[str, str]]:
    """Return what the CSV holds."""
    answer = client.get(f"/spare-parts/?export=csv{query}")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_a_spare_is_shown_with_all_that_is_known_on_screen_and_in_the_file(signed_in: SignedIn) -> None:
    owner, model = factories.customer(), factories.miner_model("Antminer S19")
    spare("SN-1", model=model, owner=owner, shelf="A3", source="PO 77")
    client = signed_in("technician")
    (told,) = file_of(client)
    assert told == {
        "Serial number": "SN-1", "Kind": "Hashboard", "Fits": "Antminer S19", "Condition": "Good",
        "Place": "Spare stock", "Shelf": "A3", "Reserved for": "", "Owner": str(owner), "Source": "PO 77",
        "Destination": "",
    }  # fmt: skip
    page = client.get("/spare-parts/").content.decode()
    assert all(text in page for text in ("SN-1", "Antminer S19", "PO 77", str(owner), "Spare stock"))


def test_no_cell_shows_markup_as_text(signed_in: SignedIn) -> None:
    """A short text with hyphens is kept on one line by markup."""
    spare("", source="PO-77")
    gone = spare("SYN-2", source="PO-78")
    write_off_spares(row(gone), "sold-off", by=SYSTEM)
    page = signed_in("technician").get("/spare-parts/?place=stock&place=gone").content.decode()
    assert page.count("PO-77</span>") == page.count("sold-off</span>") == 1
    assert "&lt;span" not in page


def test_parts_that_never_left_their_machine_are_no_spares_but_moved_ones_are(signed_in: SignedIn) -> None:
    one, other = (factories.jobs(factories.work_order())[0].miner for _ in range(2))
    at_home = {"part_type": PartType.FAN, "place": Place.SLOT, "position": 9}
    Part.objects.create(serial="HOME", miner=one, came_in=one, **at_home)
    Part.objects.create(serial="MOVED", miner=other, came_in=one, came_from_slot="Fan 9", **at_home)
    spare("STOCK")
    told = file_of(signed_in("technician"))
    assert [(part["Serial number"], part["Source"], part["Destination"]) for part in told] == [
        ("STOCK", "Purchase 1", ""),
        ("MOVED", f"{one}, Fan 9", f"{other}, Fan 9"),
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("place=stock", {"SN-1", "SN-2"}),
        ("place=gone", {"SN-9"}),
        ("kind=psu", {"SN-2"}),
        ("condition=good&fits=any", {"SN-2", "SN-9"}),
        ("owner=rc&kind=hashboard&place=stock", {"SN-1"}),
        ("q=sn-2", {"SN-2"}),
        ("q=po%2077", {"SN-1"}),
    ],
)
def test_filters_and_search_leave_what_was_asked_for(signed_in: SignedIn, query: str, found: set[str]) -> None:
    spare("SN-1", model=factories.miner_model("Antminer S19"), source="PO 77")
    spare("SN-2", part_type=PartType.PSU, owner=factories.customer())
    write_off_spares(row(spare("SN-9")), "Sold", by=SYSTEM)
    assert {part["Serial number"] for part in file_of(signed_in("manager"), f"&{query}")} == found


def test_spares_are_found_by_the_machine_they_came_from(signed_in: SignedIn) -> None:
    (job,) = factories.jobs(factories.work_order(), entries=[factories.machine("SNDONOR1")])
    Part.objects.create(part_type=PartType.FAN, place=Place.STOCK, serial="SN-1", came_in=job.miner)
    spare("SN-2")
    assert [part["Serial number"] for part in file_of(signed_in("manager"), "&q=sndonor")] == ["SN-1"]


def test_the_list_costs_as_many_queries_for_thirty_as_for_three(signed_in: SignedIn) -> None:
    client, counts = signed_in("technician"), []
    miner = factories.jobs(factories.work_order())[0].miner
    for serials in (("A", "B", "C"), [f"S{n}" for n in range(30)]):
        spares(*serials, model=factories.miner_model(), owner=miner.customer)
        Part.objects.update(reserved_for=miner, came_in=miner, source="")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get("/spare-parts/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_what_runs_low_stands_above_the_list(signed_in: SignedIn) -> None:
    model = factories.miner_model("Antminer S19")
    set_stock_level(PartType.HASHBOARD, model, 3, by=SYSTEM)
    spare("SN-1", model=model)
    client = signed_in("technician")
    page = client.get("/spare-parts/").content.decode()
    assert "Hashboard for Antminer S19</a>: 1 of 3" in page
    assert f"kind=hashboard&amp;fits={model.code}" in page
    assert client.post("/spare-parts/levels/", {"part_type": "hashboard", "model": str(model), "at_least": "1"}).url
    assert "Low stock" not in client.get("/spare-parts/").content.decode()
    assert "Enough" in client.get("/spare-parts/levels/").content.decode()


def received(client: Client, **values: Any) -> Any:
    """Return the answer to a form that receives hashboards."""
    usual = {"part_type": "hashboard", "condition": "good", "source": "PO 77", "serials": "", "count": ""}
    return client.post("/spare-parts/receive/", {**usual, **values})


def test_many_are_received_at_once_by_scan_and_by_count(signed_in: SignedIn) -> None:
    client = signed_in("technician")
    assert received(client, serials="SN-1\r\n sn-2 \r\n\r\n", count="3", shelf="A3").status_code == 302
    assert sorted(Part.objects.in_stock().values_list("serial", flat=True)) == ["", "", "", "SN-1", "SN-2"]
    page = client.get("/spare-parts/").content.decode()
    assert "5 spare parts received." in page


def test_a_known_number_is_refused_with_where_it_is_and_all_input_kept(signed_in: SignedIn) -> None:
    spare("SN-1")
    client = signed_in("technician")
    answer = received(client, serials="SN-1")
    assert answer.status_code == 409
    assert "Hashboard SN-1 is known already: it is in the spare stock." in answer.content.decode()
    assert "PO 77" in answer.content.decode()
    assert received(client, serials="SN-1", despite="on").status_code == 302
    assert Part.objects.filter(serial="SN-1").count() == 2


@pytest.mark.parametrize("values", [{}, {"count": "0"}, {"serials": "SN-1", "source": ""}, {"count": "501"}])
def test_a_form_that_says_too_little_or_too_much_is_an_error(signed_in: SignedIn, values: dict[str, str]) -> None:
    assert received(signed_in("technician"), **values).status_code == 422


def act(client: Client, verb: str, *parts: Part, **values: str) -> str:
    """Return the page after an action on the parts was confirmed."""
    ids = ",".join(str(part.pk) for part in parts)
    answer = client.post(f"/spare-parts/{verb}/", {"ids": ids, "confirmed": "yes", **values}, follow=True)
    return answer.content.decode()


def test_chosen_spares_are_reserved_for_a_scanned_machine_and_released(signed_in: SignedIn) -> None:
    (job,) = factories.jobs(factories.work_order(), entries=[factories.machine("SNMINER1")])
    parts, client = spares("SN-1", "SN-2"), signed_in("technician")
    assert "is no miner we know" in act(client, "reserve", *parts, miner="SNNOBODY")
    assert "2 spare parts reserved." in act(client, "reserve", *parts, miner="snminer1")
    assert {part["Reserved for"] for part in file_of(client)} == {str(job.miner)}
    assert "1 spare part released." in act(client, "release", parts[0])
    assert [part["Serial number"] for part in file_of(client, "&reserved=1")] == ["SN-2"]


def test_chosen_spares_are_corrected_written_off_and_put_back_with_a_reason(signed_in: SignedIn) -> None:
    part, client = spare("SN-1"), signed_in("technician")
    assert "This field is required" in act(client, "correct", part, shelf="B2")
    assert "1 spare part corrected." in act(client, "correct", part, shelf="B2", reason="Moved")
    assert "taken out of the stock." in act(client, "write-off", part, reason="Sold")
    assert [told["Destination"] for told in file_of(client)] == ["Sold"]
    assert "put back into the stock." in act(client, "put-back", part, reason="Came back", shelf="C1")
    assert [(told["Place"], told["Shelf"]) for told in file_of(client)] == [("Spare stock", "C1")]


def test_those_who_may_not_touch_parts_see_the_list_only(signed_in: SignedIn) -> None:
    part, client = spare("SN-1"), signed_in("billing")
    page = client.get("/spare-parts/").content.decode()
    assert "SN-1" in page
    assert "Receive spares" not in page
    assert client.post("/spare-parts/write-off/", {"ids": str(part.pk), "confirmed": "yes"}).status_code == 403
    assert signed_in("customer").get("/spare-parts/").status_code == 403


def test_a_level_that_was_set_is_said(signed_in: SignedIn) -> None:
    client, url = signed_in("technician"), "/spare-parts/levels/"
    page = client.post(url, {"part_type": "psu", "at_least": "3"}, follow=True).content.decode()
    assert "PSU for any model: at least 3 from now on." in page
    assert (
        "No number is wanted any more."
        in client.post(url, {"part_type": "psu", "at_least": "0"}, follow=True).content.decode()
    )
