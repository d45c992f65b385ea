"""The pages of positions: list, add, rename, retire, labels."""

import html
import re
from collections.abc import Callable

import pytest
from django.test import Client

from hashmend.domain.batches import row
from hashmend.domain.bench.models import BenchPosition
from hashmend.domain.bench.operations import place_job
from hashmend.kernel.actor import SYSTEM
from tests import factories
from tests.factories_bench import position

pytestmark = pytest.mark.django_db

SignedIn = Callable[..., Client]
URL = "/positions/"
HTMX = {"HX-Request": "true"}


def words(answer: object) -> str:
    text = re.sub(r"<[^>]+>", " ", answer.content.decode())  # type: ignore[attr-defined]
    return re.sub(r"\s+", " ", html.unescape(text))


@pytest.mark.parametrize("role", ["manager", "technician", "logistics", "billing"])
def test_only_an_admin_changes_positions(signed_in: SignedIn, role: str) -> None:
    client, bench = signed_in(role), position("B-01")
    assert client.get(URL).status_code == 200
    assert client.get(f"{URL}{bench.pk}/").status_code == 200
    assert client.get(f"{URL}labels/").status_code == 200
    assert f'href="{URL}new/"' not in client.get(URL).content.decode()
    for path in ("new/", "retire/", "restore/", f"{bench.pk}/rename/"):
        assert client.post(f"{URL}{path}", {"ids": bench.pk, "code": "X"}).status_code == 403


def test_a_customer_sees_none_of_it(signed_in: SignedIn) -> None:
    bench = position("B-01")
    for path in ("", "labels/", f"{bench.pk}/"):
        assert signed_in("customer").get(f"{URL}{path}").status_code == 403


def test_an_admin_adds_a_rack_at_once(signed_in: SignedIn) -> None:
    answer = signed_in("admin").post(f"{URL}new/", {"code": "r1-01", "count": 12, "purpose": "burn-in"}, follow=True)
    assert "12 positions, R1-01 to R1-12, were added." in words(answer)
    assert BenchPosition.objects.filter(purpose="burn-in").count() == 12


@pytest.mark.parametrize(
    ("values", "status", "why"),
    [
        ({"code": "", "count": 1, "purpose": "bench"}, 422, "required"),
        ({"code": "B-01", "count": 0, "purpose": "bench"}, 422, "greater than or equal to 1"),
        ({"code": "Annex", "count": 2, "purpose": "bench"}, 409, "ANNEX does not end with a number"),
        ({"code": "b07", "count": 1, "purpose": "bench"}, 409, "B07 reads like the label of B-07"),
    ],
)
def test_what_cannot_be_added_is_said_with_what_was_typed(
    signed_in: SignedIn, values: dict[str, object], status: int, why: str
) -> None:
    position("B-07")
    answer = signed_in("admin").post(f"{URL}new/", values)
    assert answer.status_code == status
    assert why in words(answer)
    assert f'value="{values["code"]}"' in answer.content.decode() or not values["code"]
    assert BenchPosition.objects.count() == 1


def test_a_position_is_renamed(signed_in: SignedIn) -> None:
    client, bench = signed_in("admin"), position("B-01")
    position("B-02")
    answer = client.post(f"{URL}{bench.pk}/rename/", {"code": "b-11"}, follow=True)
    assert "B-01 is called B-11 now: print its label again." in words(answer)
    answer = client.post(f"{URL}{bench.pk}/rename/", {"code": "B-02"})
    assert answer.status_code == 409
    assert "B-02 reads like the label of B-02: choose another code." in words(answer)


def test_positions_are_retired_and_restored_but_not_under_a_machine(signed_in: SignedIn) -> None:
    client, bench, rack = signed_in("admin"), position("B-01"), position("R1-01", "burn-in")
    (job,) = factories.jobs(factories.work_order())
    place_job(row(job), row(rack), by=SYSTEM)
    ids = f"{bench.pk},{rack.pk}"
    assert f"{job.miner} stands at R1-01: take it off first." in words(client.post(f"{URL}retire/", {"ids": ids}))
    client.post(f"{URL}retire/", {"ids": ids, "confirmed": "yes"})
    assert list(BenchPosition.objects.active()) == [rack]
    assert "Retired" in words(client.get(f"{URL}?state=retired"))
    client.post(f"{URL}restore/", {"ids": str(bench.pk), "confirmed": "yes"})
    assert BenchPosition.objects.active().count() == 2


def test_the_list_and_the_page_say_what_stands_there(signed_in: SignedIn) -> None:
    client, bench = signed_in("technician"), position("B-01")
    (job,) = factories.jobs(factories.work_order())
    place_job(row(job), row(bench), by=factories.staff("technician", name="Theo Lind").as_actor())
    assert re.search(rf"B-01 Bench {job.miner} .* Theo Lind In use", words(client.get(f"{URL}?taken=1")))
    assert f"{job.miner} {job.miner.model_name}, Received. Put there" in words(client.get(f"{URL}{bench.pk}/"))


def test_labels_of_all_or_of_the_chosen_are_shown_with_their_barcodes(signed_in: SignedIn) -> None:
    client = signed_in("technician")
    assert "A label is printed for each position in use." in words(client.get(f"{URL}labels/"))
    first, _ = position("B-01"), position("R1-01", "burn-in")
    page = client.get(f"{URL}labels/").content.decode()
    assert page.count('class="barcode"') == 2
    assert 'aria-label="Barcode of R1-01"' in page
    to = client.post(f"{URL}print/", {"ids": str(first.pk)}, headers=HTMX).headers["HX-Redirect"]
    assert to == f"{URL}labels/?ids={first.pk}"
    assert client.get(to).content.decode().count('class="barcode"') == 1
    assert client.get(f"{URL}labels/?ids=x,,9999999").status_code == 200
