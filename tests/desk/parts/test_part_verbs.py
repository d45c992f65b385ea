"""What is done with a spare from its own page, and what is read from its label."""

from collections.abc import Callable

import pytest
from django.test import Client

from hashmend.domain.batches import row
from hashmend.domain.parts.models import Part
from hashmend.domain.parts.operations import reserve_spares, write_off_spares
from hashmend.kernel.actor import SYSTEM
from tests import factories
from tests.desk.bench.test_page import words
from tests.factories_parts import bench_jobs, slot, spare

pytestmark = pytest.mark.django_db
SignedIn = Callable[..., Client]
VERBS = ("Reserve for a miner", "Release", "Correct", "Take out of the stock", "Put back")


def offered(client: Client, part: Part) -> list[str]:
    """Return what the page of a part offers."""
    _, has_menu, menu = client.get(f"/spare-parts/{part.pk}/").content.decode().partition('id="part-verbs"')
    return [verb for verb in VERBS if has_menu and f"{verb}</button>" in menu]


def test_the_page_of_a_spare_offers_what_can_be_done_with_it(signed_in: SignedIn) -> None:
    (job,) = bench_jobs()
    free, kept, gone = spare("SN-1"), spare("SN-2"), spare("SN-3")
    reserve_spares(row(kept), job.miner, by=SYSTEM)
    write_off_spares(row(gone), "Sold", by=SYSTEM)
    client = signed_in("technician")
    assert offered(client, free) == ["Reserve for a miner", "Correct", "Take out of the stock"]
    assert offered(client, kept) == ["Release", "Correct", "Take out of the stock"]
    assert offered(client, gone) == ["Put back"]
    assert offered(client, slot(job)) == []
    assert offered(signed_in("logistics"), free) == []


def test_an_action_from_there_leads_back_there(signed_in: SignedIn) -> None:
    part, client = spare("SN-1"), signed_in("technician")
    here = f"/spare-parts/{part.pk}/"
    asked = {"ids": part.pk, "confirmed": "yes", "reason": "Bench test", "condition": "faulty", "source": "PO 8"}
    seen = {"HTTP_HX_REQUEST": "true", "HTTP_REFERER": f"http://testserver{here}"}
    answer = client.post("/spare-parts/correct/", asked, **seen)
    assert answer["HX-Redirect"] == here
    page = words(client.get(here))
    assert "Hashboard SN-1 Faulty" in page
    assert "1 spare part corrected." in page
    assert "source from Purchase 1 to PO 8" in page


def test_without_a_script_an_action_leads_back_to_the_list_as_it_was_filtered(signed_in: SignedIn) -> None:
    part, client = spare("SN-1"), signed_in("technician")
    asked = {"ids": part.pk, "query": "kind=hashboard&sort=serial"}
    assert (
        'href="/spare-parts/?kind=hashboard&amp;sort=serial"'
        in client.post("/spare-parts/release/", asked).content.decode()
    )
    saved = client.post("/spare-parts/correct/", asked | {"confirmed": "yes", "reason": "Counted", "shelf": "B1"})
    assert saved["Location"] == "/spare-parts/?kind=hashboard&sort=serial"


def test_a_correction_that_contradicts_itself_is_asked_again(signed_in: SignedIn) -> None:
    part, owner = spare("SN-1", shelf="A3"), factories.customer()
    both = {"shelf": "B1", "has_no_shelf": "on", "owner": owner.alias, "is_ours": "on", "reason": "Counted"}
    asked = {"ids": part.pk, "confirmed": "yes", **both}
    page = words(signed_in("technician").post("/spare-parts/correct/", asked, HTTP_HX_REQUEST="true"))
    assert "Name a shelf, or say that they are on none." in page
    assert "Name a customer, or say that they are the repair centre’s." in page
    part.refresh_from_db()
    assert (part.shelf, part.owner) == ("A3", None)


def test_the_label_of_a_spare_is_read_and_taken_back(signed_in: SignedIn) -> None:
    part, client = spare(""), signed_in("technician")
    here = f"/spare-parts/{part.pk}/"
    read = {"serial": "syn-board-7", "part_number": "BHB42601", "hash_bin": "B2"}
    page = words(client.post(f"{here}read/", read, follow=True))
    assert "Hashboard SYN-BOARD-7: saved." in page
    part.refresh_from_db()
    assert (part.serial, part.serial_typed, part.part_number) == ("SYN-BOARD-7", "syn-board-7", "BHB42601")
    assert "SYN-BOARD-7" in words(client.get("/spare-parts/?q=board-7"))
    undo = client.get(here).content.decode().split('action="')[1:]
    (url,) = {each.split('"')[0] for each in undo if "/undo/" in each.split('"')[0]}
    client.post(url)
    part.refresh_from_db()
    assert (part.serial, part.part_number) == ("", "")


def test_a_number_that_another_part_has_warns(signed_in: SignedIn) -> None:
    spare("SN-1")
    part = spare("")
    page = words(signed_in("technician").post(f"/spare-parts/{part.pk}/read/", {"serial": "SN-1"}, follow=True))
    assert "saved." in page
    assert "SN-1" in page.partition("saved.")[2]


def test_who_may_not_edit_parts_reads_no_label(signed_in: SignedIn) -> None:
    part = spare("")
    client = signed_in("billing")
    assert "Save label" not in words(client.get(f"/spare-parts/{part.pk}/"))
    assert client.post(f"/spare-parts/{part.pk}/read/", {"serial": "X1"}).status_code == 403


def test_a_spare_without_a_number_is_found_by_what_it_is_called(signed_in: SignedIn) -> None:
    part, other = (spare("", source="Bought") for _ in range(2))
    client = signed_in("technician")
    for text in (str(part.pk), f"part {part.pk}", f"No number, part {part.pk}"):
        page = words(client.get("/spare-parts/", {"q": text}))
        assert f"No number, part {part.pk}" in page
        assert f"No number, part {other.pk} " not in page
