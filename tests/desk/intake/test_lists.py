"""A customer's list on the screen: upload, columns, preview, import, the rows to mend."""

import csv
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hashmend.both.intake.forms import key_of
from hashmend.domain.intake.models import ListUpload
from hashmend.domain.work_orders.models import Job
from tests import factories
from tests.domain.intake.dialects import plain_csv, scanner_dump, xlsx_merged
from tests.factories_logistics import an_inbound_container, jobs_in
from tests.lists import MANIFESTS, made_up

pytestmark = pytest.mark.django_db

ODD = (
    "Serial,MAC,Model\nSYNAXYZBJABBC0001,02353DB32DB1,S19\nSYNAXYZBJABBC0001,02353DB32DB2,S19\n"
    "SYNAXYZBJABBC0003,02353DB32D,The big one\n,,S19\n"
)
BIG = key_of("The big one")


def at(upload: ListUpload, verb: str = "") -> str:
    """Return the address of a list's page."""
    return f"/lists/{upload.public_id}/{verb}"


def posted(client: Client, page: str) -> dict[str, str]:
    """Return what a browser would send when the form of a page is submitted as it stands."""
    html = client.get(page).content.decode()
    form = re.search(r'<form method="post" class="stack">(.*?)</form>', html, re.DOTALL)
    assert form
    data = {}
    for tag in re.findall(r"<input[^>]*>", form[1]):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and "checkbox" not in tag and "csrf" not in name[1]:
            data[name[1]] = value[1] if value else ""
    for name, options in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', form[1], re.DOTALL):
        chosen = re.search(r'value="([^"]*)"[^>]*selected', options)
        data[name] = chosen[1] if chosen else ""
    return data


def test_a_list_goes_from_upload_to_import(dock, container, upload) -> None:
    kept = upload(plain_csv(made_up(30)))
    columns = dock.get(at(kept, "columns/")).content.decode()
    for words in ["30 machines recognised", "Meaning of column 1, Serial Number", "columns parted by commas"]:
        assert words in columns or words.replace("Meaning of column 1, ", "") in columns
    answer = dock.post(at(kept, "columns/"), posted(dock, at(kept, "columns/")))
    assert answer["Location"] == at(kept)
    preview = dock.get(at(kept)).content.decode()
    assert "30 machines will be imported in one go" in preview
    assert "Antminer S19j Pro" in preview
    done = dock.post(at(kept, "import/"), follow=True)
    assert done.redirect_chain[-1][0] == f"/containers/{container.number}/"
    assert Job.objects.filter(inbound_container=container).count() == 30
    assert "Nothing to import" in dock.get(at(kept)).content.decode()
    again = dock.post(at(kept, "import/"), follow=True).content.decode()
    assert "Nothing was new" in again
    assert Job.objects.count() == 30


def test_saving_the_guess_unchanged_keeps_it_a_guess(dock, upload) -> None:
    for content, name in [
        (plain_csv(made_up(5)), "a.csv"),
        (scanner_dump(made_up(5)), "b.csv"),
        (xlsx_merged(made_up(20)), "c.xlsx"),
    ]:
        kept = upload(content, name)
        before = dock.get(at(kept)).content.decode().count("<tr>")
        dock.post(at(kept, "columns/"), posted(dock, at(kept, "columns/")))
        kept.refresh_from_db()
        assert kept.reading.columns is None
        assert dock.get(at(kept)).content.decode().count("<tr>") == before


def test_columns_are_corrected_by_hand(dock, upload) -> None:
    kept = upload("Alpha,Beta\nfoo,S19\nbar,S19 Pro\n")
    assert "No machine was recognised" in dock.get(at(kept, "columns/")).content.decode()
    fields = {"header_row": "1", "column-0": "asset_tag", "column-1": "model"}
    dock.post(at(kept, "columns/"), fields)
    preview = dock.get(at(kept)).content.decode()
    assert "2 machines will be imported" in preview
    assert "known by its asset tag" in preview


def test_one_field_in_two_columns_is_an_error_that_keeps_the_input(dock, upload) -> None:
    kept = upload(plain_csv(made_up(3)))
    data = posted(dock, at(kept, "columns/")) | {"column-1": "serial"}
    answer = dock.post(at(kept, "columns/"), data)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Serial number is column 1 already" in page
    assert "<title>Error:" in page


def test_an_unknown_model_is_chosen_or_left_unknown(dock, upload) -> None:
    kept = upload(ODD)
    page = dock.get(at(kept, "columns/")).content.decode()
    assert "Models nobody knows yet" in page
    assert "The big one" in page
    data = posted(dock, at(kept, "columns/"))
    assert dock.post(at(kept, "columns/"), data | {f"model-{BIG}": "Nonsense"}).status_code == 422
    dock.post(at(kept, "columns/"), data | {f"model-{BIG}": "antminer s21"})
    assert "Antminer S21" in dock.get(at(kept)).content.decode()
    kept.refresh_from_db()
    assert kept.reading.models == {"The big one": "bitmain-antminer-s21"}
    dock.post(at(kept, "columns/"), posted(dock, at(kept, "columns/")) | {f"leave-{BIG}": "on"})
    kept.refresh_from_db()
    assert kept.reading.models == {"The big one": ""}
    assert "2 machines will be imported" in dock.get(at(kept)).content.decode()


def test_the_preview_says_why_and_filters(dock, container, upload) -> None:
    other = an_inbound_container()
    jobs_in(other, "SYNAXYZBJABBC0009")
    kept = upload(ODD + "SYNAXYZBJABBC0009,,S19\n")
    page = dock.get(at(kept)).content.decode()
    for words in [
        "SYNAXYZBJABBC0001 is in row 2 already",
        "is no model of the catalogue",
        "It has no serial number, MAC address or asset tag",
        f"SYNAXYZBJABBC0009 is in {other.work_order} already",
        "10 digits instead of 12",
        "4 rows need mending",
    ]:
        assert words in page
    repeated = dock.get(at(kept), {"verdict": "repeated"}).content.decode()
    assert "is in row 2 already" in repeated
    assert "is no model of the catalogue" not in repeated
    found = dock.get(at(kept), {"q": "synaxyzbjabbc0009"}).content.decode()
    assert "is in row 2 already" not in found
    assert dock.get(at(kept), {"verdict": "nonsense", "page": "-4"}).status_code == 200
    assert "No rows match" in dock.get(at(kept), {"q": "zzz"}).content.decode()


def test_the_rows_to_mend_come_back(dock, container, upload) -> None:
    kept = upload(ODD)
    dock.post(at(kept, "import/"))
    answer = dock.get(at(kept, "bad-rows/"))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    table = list(csv.DictReader(io.StringIO(text)))
    assert [line["Row"] for line in table] == ["3", "4", "5"]
    assert "is in row 2 already" in table[0]["Reason"]
    assert "rows-to-mend" in answer["Content-Disposition"]
    mended = upload(text.replace("The big one", "S21").encode("utf-8-sig"))
    assert "1 machine will be imported" in dock.get(at(mended)).content.decode()


def test_a_list_of_many_rows_is_paged(dock, upload) -> None:
    kept = upload((MANIFESTS / "01_hosting_fleet_export.csv").read_bytes(), "fleet.csv")
    first = dock.get(at(kept)).content.decode()
    assert "1–100 of 1,200" in first
    assert "1 / 12" in first
    assert "1101–1200 of 1,200" in dock.get(at(kept), {"page": "99"}).content.decode()
    assert len(first) < 150_000


def test_another_sheet_is_read_again(dock, upload) -> None:
    kept = upload((MANIFESTS / "03_broker_packing_list.xlsx").read_bytes(), "packing.xlsx")
    data = posted(dock, at(kept, "columns/"))
    assert data["sheet"] == "Packing List"
    answer = dock.post(at(kept, "columns/"), data | {"sheet": "Notes", "again": "1"})
    assert answer.status_code == 409
    assert "Sheet Notes of packing.xlsx holds no list of machines" in answer.content.decode()
    answer = dock.post(at(kept, "columns/"), data | {"header_row": "5", "again": "1"})
    assert answer["Location"] == at(kept, "columns/")
    assert "539 machines recognised" in dock.get(at(kept, "columns/")).content.decode()
    dock.post(at(kept, "columns/"), data | {"again": "1"})
    assert "540 machines recognised" in dock.get(at(kept, "columns/")).content.decode()


def test_one_pallet_is_taken_alone(dock, container, upload) -> None:
    kept = upload((MANIFESTS / "03_broker_packing_list.xlsx").read_bytes(), "packing.xlsx")
    dock.post(at(kept, "columns/"), posted(dock, at(kept, "columns/")) | {"pallet": "P02"})
    assert "Of another pallet" in dock.get(at(kept)).content.decode()
    dock.post(at(kept, "import/"))
    assert 55 <= Job.objects.filter(inbound_container=container).count() <= 60


@pytest.mark.parametrize(
    ("content", "why"), [(b"%PDF-1.7 x", "is a PDF document"), (b" ", "is empty"), (b"PK\x03\x04xx", "damaged archive")]
)
def test_what_is_no_list_is_refused_at_the_field(content, why, dock, container) -> None:
    url = f"/containers/{container.number}/import/"
    answer = dock.post(url, {"file": SimpleUploadedFile("list.csv", content)})
    assert answer.status_code == 409
    assert why in answer.content.decode()
    assert dock.post(url, {}).status_code == 422
    assert not ListUpload.objects.exists()


def test_an_empty_file_is_named(dock, container) -> None:
    url = f"/containers/{container.number}/import/"
    answer = dock.post(url, {"file": SimpleUploadedFile("pallet 7.csv", b"")})
    assert (answer.status_code, "“pallet 7.csv” is empty" in answer.content.decode()) == (422, True)


def test_text_of_a_list_stays_text(dock, upload) -> None:
    kept = upload("Serial,Model,Remark\nSYNAXYZBJABBC0001,<script>alert(1)</script>,<b>x</b>\n")
    for page in (at(kept, "columns/"), at(kept)):
        html = dock.get(page).content.decode()
        assert "<script>alert" not in html
        assert "&lt;script&gt;alert" in html


def test_only_those_who_may_upload_open_the_pages(client, container, upload) -> None:
    kept = upload(plain_csv(made_up(2)))
    pages = [f"/containers/{container.number}/import/", at(kept), at(kept, "columns/"), at(kept, "bad-rows/")]
    assert {client.get(page).status_code for page in pages} == {302}
    for person, expected in [
        (factories.staff("billing"), 403),
        (factories.customer_user(), 403),
        (factories.staff("technician"), 200),
        (factories.staff("manager"), 200),
    ]:
        client.force_login(person)
        assert {client.get(page).status_code for page in pages} == {expected}
        assert client.get(at(kept, "import/")).status_code == 405
    assert client.get("/lists/nosuchlist/").status_code == 404


def test_earlier_lists_stand_beside_the_form(dock, container, upload) -> None:
    kept = upload(plain_csv(made_up(2)), "first.csv")
    page = dock.get(f"/containers/{container.number}/import/").content.decode()
    assert "first.csv" in page
    assert "not imported" in page
    dock.post(at(kept, "import/"))
    assert "2 machines imported" in dock.get(f"/containers/{container.number}/import/").content.decode()


def test_the_containers_page_offers_the_import_while_machines_may_come(dock, container) -> None:
    address = f'href="/containers/{container.number}/import/"'
    assert address in dock.get(f"/containers/{container.number}/").content.decode()
    assert address in dock.get(f"/containers/{container.number}/inventory/").content.decode()
    jobs_in(container, "SYNAXYZBJABBC0001")
    dock.post(f"/containers/{container.number}/close-inventory/")
    assert address not in dock.get(f"/containers/{container.number}/").content.decode()
