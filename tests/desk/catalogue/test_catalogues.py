"""Reading the catalogues: all staff, no customer."""

import pytest

from hashmend.desk.catalogue.lists import LISTS
from hashmend.domain.batches import row
from hashmend.domain.catalogue.models import Service
from hashmend.domain.catalogue.operations import retire_rows
from hashmend.kernel.actor import SYSTEM

pytestmark = pytest.mark.usefixtures("bundled")

PAGES = [
    "/catalogues/",
    *(f"/catalogues/{slug}/" for slug in LISTS),
    "/catalogues/miner-models/bitmain-antminer-s19/",
    "/catalogues/failure-types/HB_NOT_DETECTED/",
    "/catalogues/repair-types/REP_DIAG/",
    "/catalogues/services/SVC_FAN/",
    "/catalogues/carriers/ups/",
    "/catalogues/tracking-formats/ups-ups/",
    "/catalogues/mac-prefixes/e0a509/",
    "/catalogues/serial-shapes/bitmain-miner/",
    "/catalogues/log-patterns/log-bitmain-hb-chips-missing-1/",
    "/catalogues/error-codes/microbt-530/",
    "/catalogues/board-numbers/bhb42601/",
    "/catalogues/test-profiles/burn-in-24h/",
]


@pytest.mark.parametrize("role", ["admin", "manager", "technician", "logistics", "billing"])
def test_staff_read_every_page(signed_in, role) -> None:
    client = signed_in(role)

    assert {url: client.get(url).status_code for url in PAGES} == dict.fromkeys(PAGES, 200)


def test_a_customer_reads_none(signed_in) -> None:
    client = signed_in("customer")

    assert {url: client.get(url).status_code for url in PAGES} == dict.fromkeys(PAGES, 403)


def test_anonymous_is_sent_to_sign_in(client) -> None:
    assert client.get("/catalogues/").url == "/sign-in/?next=/catalogues/"


@pytest.mark.parametrize("url", ["/catalogues/dreams/", "/catalogues/services/NONE/", "/catalogues/dreams/x/"])
def test_what_does_not_exist_is_a_404(signed_in, url) -> None:
    assert signed_in("admin").get(url).status_code == 404


def test_the_overview_counts_what_is_in_use(signed_in) -> None:
    retire_rows(row(Service.objects.get(code="SVC_FAN")), by=SYSTEM)

    page = signed_in("technician").get("/catalogues/").content.decode()

    assert "841 in use" in page
    assert "27 in use, 1 retired, 1 edited here" in page


def test_only_an_admin_is_offered_to_edit(signed_in) -> None:
    url = "/catalogues/services/SVC_FAN/"

    assert "/edit/" in signed_in("admin").get(url).content.decode()
    assert "/edit/" not in signed_in("technician").get(url).content.decode()
    assert "Add service" not in signed_in("technician").get("/catalogues/services/").content.decode()


def test_a_list_filters_and_searches(signed_in) -> None:
    client = signed_in("technician")

    page = client.get("/catalogues/miner-models/?maker=Halong").content.decode()
    assert "Halong DragonMint T1" in page
    assert "Antminer S19" not in page
    assert "Antminer S19j Pro" in client.get("/catalogues/miner-models/?q=s19j+pro").content.decode()
    assert "Board not detected" in client.get("/catalogues/failure-types/?q=MISSING+chain").content.decode()


def test_the_csv_holds_what_is_filtered(signed_in) -> None:
    response = signed_in("technician").get("/catalogues/miner-models/?maker=Halong&export=csv")

    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Model,Maker,Algorithm")
    assert len(lines) == 2


def test_a_model_shows_its_slots_variants_and_sources(signed_in) -> None:
    page = signed_in("technician").get("/catalogues/miner-models/bitmain-antminer-s19/").content.decode()

    for words in ["Hashboard 3", "Control board", "Fan 4", "84 TH/s 2478 W", "UpstreamData/pyasic", "Apache-2.0"]:
        assert words in page
    trade = signed_in("technician").get("/catalogues/miner-models/microbt-whatsminer-m56s/").content.decode()
    assert "Whatsminer M56S VH30" in trade


def test_unknown_figures_are_a_dash_and_give_no_slots(signed_in) -> None:
    page = signed_in("technician").get("/catalogues/miner-models/halong-dragonmint-t1/").content.decode()

    assert "Hashboard 1" not in page
    assert "<dt>Hashboards</dt><dd>–</dd>" in page.replace("\n", "").replace("  ", "")
