"""A list of spares is read, shown row by row, and received whole or not at all."""

import io
import re
from collections.abc import Callable
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hashmend.domain.parts.models import Part
from tests import factories
from tests.factories_parts import spare

pytestmark = pytest.mark.django_db
SignedIn = Callable[..., Client]
URL = "/spare-parts/import/"


def preview(client: Client, text: str, **values: str) -> str:
    """Return the page that shows what a pasted list would do."""
    answer = client.post(URL, {"text": text, "condition": "unknown", **values})
    assert answer.status_code == 200, answer.content.decode()
    return unescape(answer.content.decode())


def confirm(client: Client, page: str) -> str:
    """Press the button of the preview and return the page it leads to."""
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    (text,) = re.findall(r'<textarea name="text" hidden>(.*?)</textarea>', page, re.S)
    return unescape(client.post(URL, {**hidden, "text": text, "confirmed": "yes"}, follow=True).content.decode())


def test_good_rows_are_received_after_the_preview_and_the_others_say_why(signed_in: SignedIn) -> None:
    model, owner = factories.miner_model("Antminer S19"), factories.customer(alias="North Farm")
    spare("SN-KNOWN", shelf="A1")
    client = signed_in("technician")
    page = preview(
        client,
        "Kind;S/N;Fits;Condition;Owner;Shelf;Qty;Colour\n"
        "Hash board;sn-1;antminer s19;OK;north farm;B2;;red\n"
        "PSU;;;;;;3;\n"
        "Hashboard;SN-KNOWN;;;;;;\n"
        "Hashboard;SN-1;;;;;;\n"
        "Widget;SN-5;;;;;;\n"
        "Fan;SN-6;Nosuchminer;;;;;\n"
        "Fan;SN-7;;;Stranger;;;\n"
        "Fan;;;;;;0;\n"
        "Fan;;;Scrap;;;;\n",
        source="PO 77",
    )
    assert "4 spare parts will be received" in page
    for reason in (
        "Hashboard SN-KNOWN is known already: it is in the spare stock on shelf A1.", "SN-1 is in row 2 already",
        "“Widget” is no kind of part", "“Nosuchminer” is no model", "“Stranger” is no customer",
        "“0” is no quantity", "“Scrap” is no condition", "Columns that are not used: Colour",
    ):  # fmt: skip
        assert reason in page
    assert Part.objects.count() == 1
    assert "4 spare parts received. 7 rows were left out." in confirm(client, page)
    part = Part.objects.get(serial="SN-1")
    assert (part.model, part.owner, part.condition, part.shelf, part.source) == (model, owner, "good", "B2", "PO 77")
    assert Part.objects.filter(part_type="psu", source="PO 77").count() == 3


def test_importing_twice_changes_nothing(signed_in: SignedIn) -> None:
    client = signed_in("technician")
    page = preview(client, "kind\tserial\nPSU\tSN-1\nPSU\tSN-2\n")
    confirm(client, page)
    assert "Nothing is new in this list" in confirm(client, page)
    assert "Nothing to receive" in preview(client, "kind\tserial\nPSU\tSN-1\nPSU\tSN-2\n")
    assert Part.objects.count() == 2


def test_the_lists_own_export_is_read_again(signed_in: SignedIn) -> None:
    model = factories.miner_model("Antminer S19")
    spare("=SN-1", model=model, owner=factories.customer(), shelf="A1", source="PO 77")
    client = signed_in("technician")
    exported = b"".join(client.get("/spare-parts/?export=csv").streaming_content)
    before = Part.objects.values("serial", "model", "owner", "shelf", "source", "condition", "part_type").get()
    Part.objects.all().delete()
    file = SimpleUploadedFile("spares.csv", exported)
    page = unescape(client.post(URL, {"file": file, "condition": "unknown"}).content.decode())
    assert "1 spare part received." in confirm(client, page)
    assert Part.objects.values(*before).get() == before


def test_a_workbook_is_read_too(signed_in: SignedIn) -> None:
    spare("00123", source="PO 77")
    client = signed_in("technician")
    exported = io.BytesIO(b"".join(client.get("/spare-parts/?export=xlsx").streaming_content))
    Part.objects.all().delete()
    file = SimpleUploadedFile("spares.xlsx", exported.getvalue())
    page = unescape(client.post(URL, {"file": file, "condition": "unknown"}).content.decode())
    confirm(client, page)
    assert Part.objects.get().serial == "00123"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("SN-1\nSN-2\n", "does not name the columns"),
        ("kind,qty\n" + "fan,900\n" * 6, "more than 5,000 parts"),
        ("   \n", "Choose a file, or paste the list."),
    ],
)
def test_what_is_no_list_is_refused_with_the_input_kept(signed_in: SignedIn, text: str, reason: str) -> None:
    answer = signed_in("technician").post(URL, {"text": text, "condition": "unknown", "source": "PO 99"})
    assert answer.status_code in {409, 422}
    assert reason in unescape(answer.content.decode())
    assert "PO 99" in answer.content.decode()
    assert not Part.objects.exists()


def test_a_list_is_changed_after_its_preview(signed_in: SignedIn) -> None:
    answer = signed_in("technician").post(
        URL, {"text": "kind\tserial\nFan\tSN-1", "condition": "good", "change": "yes"}
    )
    assert "Fan\tSN-1" in answer.content.decode()
    assert not Part.objects.exists()


def test_those_who_may_not_touch_parts_import_none(signed_in: SignedIn) -> None:
    assert signed_in("logistics").post(URL, {"text": "kind\nfan", "confirmed": "yes"}).status_code == 403


def test_parts_without_a_number_are_said_to_come_in_as_further_ones(signed_in: SignedIn) -> None:
    client = signed_in("technician")
    said = "no serial number: whether they are in the stock already nobody can tell"
    assert said not in preview(client, "kind\tserial\nFan\tSN-1")
    page = preview(client, "kind\tserial\tqty\nFan\tSN-1\t\nFan\t\t2\n")
    assert said in page
    assert "2 parts have" in page.replace("\u00a0", " ")
