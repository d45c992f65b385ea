"""Editing the catalogues: an admin, and nobody else."""

import pytest

from hashmend.domain.catalogue.models import Carrier, FailureType, MinerModel, Service
from hashmend.domain.history.models import Event

pytestmark = pytest.mark.usefixtures("bundled")

EDIT = "/catalogues/miner-models/bitmain-antminer-l7/edit/"
VERBS = [
    ("get", "/catalogues/services/new/"),
    ("get", "/catalogues/services/prices/"),
    ("get", EDIT),
    ("post", "/catalogues/services/new/"),
    ("post", "/catalogues/services/prices/"),
    ("post", "/catalogues/services/retire/"),
    ("post", EDIT),
    ("post", "/catalogues/services/SVC_FAN/retire/"),
    ("post", "/catalogues/services/SVC_FAN/restore/"),
]


@pytest.mark.parametrize("role", ["manager", "technician", "logistics", "billing", "customer"])
def test_nobody_but_an_admin_edits(signed_in, role) -> None:
    client = signed_in(role)

    assert [getattr(client, method)(url).status_code for method, url in VERBS] == [403] * len(VERBS)


def test_a_verb_answers_post_only(signed_in) -> None:
    client = signed_in("admin")
    verbs = [url for method, url in VERBS if method == "post" and url.endswith(("retire/", "restore/"))]

    assert [client.get(url).status_code for url in verbs] == [405] * 3


def fields_of(client, url: str) -> dict[str, object]:
    """Return what the form on a page holds, as a signed_in would post it."""
    form = client.get(url).context["form"]
    shown = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in shown.items() if value is not False}


def test_an_admin_changes_a_model(signed_in) -> None:
    client = signed_in("admin")
    typed = fields_of(client, EDIT) | {
        "hashboards": "4",
        "aliases": "L7\nL7 9500M\n",
        "hashrate_bins": "9.5 GH/s 3425 W",
    }

    response = client.post(EDIT, typed)

    assert response.url == "/catalogues/miner-models/bitmain-antminer-l7/"
    l7 = MinerModel.objects.get(code="bitmain-antminer-l7")
    assert (l7.hashboards, l7.aliases) == (4, ["L7", "L7 9500M"])
    assert l7.hashrate_bins == [{"value": 9.5, "unit": "GH/s", "power_w": 3425}]
    assert Event.objects.get(kind="catalogue.changed").data["code"] == "bitmain-antminer-l7"


def test_saving_what_is_shown_changes_nothing(signed_in) -> None:
    client = signed_in("admin")
    rows = [
        "miner-models/microbt-whatsminer-m56s-vh30",
        "failure-types/HB_NOT_DETECTED",
        "repair-types/REP_DIAG",
        "services/SVC_FAN",
        "carriers/ups",
        "tracking-formats/ups-ups",
        "mac-prefixes/e0a509",
        "serial-shapes/bitmain-miner",
    ]

    for url in (f"/catalogues/{slug_and_code}/edit/" for slug_and_code in rows):
        assert client.post(url, fields_of(client, url)).status_code == 302, url

    assert not Event.objects.filter(kind="catalogue.changed").exists()


def test_a_stale_form_is_refused_with_all_that_was_typed(signed_in) -> None:
    client = signed_in("admin")
    typed = fields_of(client, EDIT)
    client.post(EDIT, typed | {"hashboards": "4"})

    response = client.post(EDIT, typed | {"notes": "my words"})

    page = response.content.decode()
    assert response.status_code == 409
    assert "Antminer L7 was changed by somebody else meanwhile" in page
    assert "my words" in page
    assert "See it as it is now" in page
    assert MinerModel.objects.get(code="bitmain-antminer-l7").hashboards == 4


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"hashboards": "-1"}, "greater than or equal to 0"),
        ({"hashrate_bins": "fast"}, "write it as 104 TH/s 3068 W"),
        ({"name": ""}, "required"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_lost(signed_in, wrong, why) -> None:
    client = signed_in("admin")

    response = client.post(EDIT, fields_of(client, EDIT) | {"notes": "my words"} | wrong)

    page = response.content.decode()
    assert response.status_code == 422
    assert why in page
    assert "my words" in page
    assert "Error: " in page.partition("</title>")[0]


def test_an_admin_adds_a_row(signed_in) -> None:
    response = signed_in("admin").post(
        "/catalogues/failure-types/new/",
        {"code": "FAN_LOUD", "part_type": "fan", "name": "Loud", "severity": "minor", "aliases": "noisy\nrattling"},
    )

    assert response.url == "/catalogues/failure-types/FAN_LOUD/"
    assert FailureType.objects.get(code="FAN_LOUD").aliases == ["noisy", "rattling"]


@pytest.mark.parametrize(
    ("typed", "status", "why"),
    [
        ({"code": "ups", "name": "Twice"}, 422, "already exists"),
        ({"code": "mine", "name": "UPS"}, 422, "already exists"),
        ({"code": "new", "name": "X"}, 422, "cannot be a code"),
        ({"code": "mine", "name": "Mine", "tracking_url": "http://x.test/"}, 409, "starts with https://"),
    ],
)
def test_a_row_that_may_not_be_is_refused(signed_in, typed, status, why) -> None:
    response = signed_in("admin").post("/catalogues/carriers/new/", typed)

    assert response.status_code == status
    assert why in response.content.decode()
    assert Carrier.objects.count() == 18


def test_an_admin_retires_and_restores(signed_in) -> None:
    client = signed_in("admin")

    assert client.post("/catalogues/services/SVC_FAN/retire/").status_code == 302
    assert "Restore" in client.get("/catalogues/services/SVC_FAN/").content.decode()
    assert client.post("/catalogues/services/SVC_FAN/retire/").status_code == 409
    assert client.post("/catalogues/services/SVC_FAN/restore/").status_code == 302
    assert Service.objects.get(code="SVC_FAN").is_active


def test_several_are_retired_from_the_list_after_a_dialog(signed_in) -> None:
    client = signed_in("admin")
    ids = list(Service.objects.filter(code__in=["SVC_FAN", "SVC_CB"]).values_list("pk", flat=True))

    dialog = client.post("/catalogues/services/retire/", {"ids": ids})
    assert "2 services" in dialog.content.decode()
    assert Service.objects.active().count() == 28

    client.post("/catalogues/services/retire/", {"ids": ids, "confirmed": "yes"})
    assert Service.objects.active().count() == 26


def test_an_admin_sets_all_prices_on_one_page(signed_in) -> None:
    client = signed_in("admin")
    fan, clean = Service.objects.get(code="SVC_FAN"), Service.objects.get(code="SVC_CLEAN")
    typed = fields_of(client, "/catalogues/services/prices/")

    response = client.post(
        "/catalogues/services/prices/", typed | {f"price-{clean.pk}": "1 250,50", f"price-{fan.pk}": ""}
    )

    assert response.url == "/catalogues/services/"
    assert str(Service.objects.get(code="SVC_CLEAN").price_amount) == "1250.50"
    assert Service.objects.get(code="SVC_FAN").price_amount is None
    assert Event.objects.filter(kind="catalogue.price-set").count() == 2


def test_a_wrong_price_saves_none(signed_in) -> None:
    client = signed_in("admin")
    fan, clean = Service.objects.get(code="SVC_FAN"), Service.objects.get(code="SVC_CLEAN")

    response = client.post("/catalogues/services/prices/", {f"price-{clean.pk}": "12", f"price-{fan.pk}": "-1"})

    assert response.status_code == 422
    assert Service.objects.get(code="SVC_CLEAN").price_amount is None


def test_a_sign_in_that_ended_loses_nothing_and_saves_nothing(client) -> None:
    assert client.post(EDIT, {"hashboards": "9"}).status_code == 302
    assert MinerModel.objects.get(code="bitmain-antminer-l7").hashboards == 3
