"""The consolidation screen: nothing is saved until it is confirmed, and everything is explained before."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hashmend.domain.fitting.operations import mark_missing, set_condition
from hashmend.domain.history.models import Event
from hashmend.domain.parts.models import Part
from hashmend.domain.work_orders.models import Job
from hashmend.kernel.actor import SYSTEM
from tests import factories
from tests.desk.consolidation.conftest import Order, lacking, posted
from tests.domain.fitting.places import everything, only
from tests.factories_parts import bench_jobs, slot

SignIn = Callable[..., Client]


def text(answer: object) -> str:
    return " ".join(answer.content.decode().split())  # type: ignore[attr-defined]


def test_it_shows_the_machines_side_by_side_and_moves_nothing(signed_in: SignIn, order: Order) -> None:
    before = everything()
    page = text(signed_in("technician").get(order.screen()))
    for job in order.jobs:
        assert str(job.miner) in page
    assert "Lacks 1: Hashboard 1" in page
    assert "Lacks 2: Hashboard 2, Hashboard 3" in page
    assert "Nothing is moved yet" in page
    assert everything() == before


def test_suggest_fills_in_what_completes_a_machine(signed_in: SignIn, order: Order) -> None:
    before = everything()
    page = text(signed_in("technician").post(order.screen(), {"do": "suggest"}))
    first, second = (job.miner for job in order.jobs)
    assert (
        f"{first} becomes complete. {second} becomes a donor (lacks 3: Hashboard 1, Hashboard 2, Hashboard 3)." in page
    )
    assert f"from {second}, Hashboard 1" in page
    assert "Nobody noted the part number" in page
    assert everything() == before
    assert text(signed_in("technician").get(order.screen(more="&suggest=1"))).count("becomes complete") == 1


def test_what_was_suggested_is_saved_and_undone(signed_in: SignIn, order: Order) -> None:
    client, before = signed_in("technician"), everything()
    form = posted(client.post(order.screen(), {"do": "suggest"}).content)
    answer = client.post(order.screen(more="&back=status%3Dreceived"), {**form, "do": "save"})
    assert answer["Location"] == f"{order.url}?status=received"
    page = text(client.get(answer["Location"]))
    assert f"Consolidated. {order.jobs[0].miner} becomes complete." in page
    assert Job.objects.get(pk=order.jobs[1].pk).status == "donor"
    group = Event.objects.filter(kind="job.consolidated").values_list("group", flat=True)[0]
    assert f"{order.url}undo/{group}/" in page
    client.post(f"{order.url}undo/{group}/")
    assert everything() == before
    assert Job.objects.get(pk=order.jobs[1].pk).status == "received"


def test_a_part_chosen_for_a_place_changes_places(signed_in: SignIn, order: Order) -> None:
    """As without a script: one field says what comes, the server knows where the other goes."""
    first, second = (job.miner_id for job in order.jobs)
    client = signed_in("technician")
    good = slot(order.jobs[1])
    page = client.post(order.screen(), {"do": "check", f"place-{first}-hashboard-1": good.pk})
    form = posted(page.content)
    bad = slot(order.jobs[0])
    assert sorted(form["move"]) == sorted([f"{good.pk}:{first}:1", f"{bad.pk}:{second}:1"])
    chain = {**form, "do": "check", f"place-{second}-hashboard-3": good.pk, f"place-{first}-hashboard-1": good.pk}
    moves = posted(client.post(order.screen(), chain).content)["move"]
    assert f"{good.pk}:{second}:3" in moves
    assert len({move.split(":")[0] for move in moves}) == len(moves)
    assert "move" not in posted(client.post(order.screen(), {**form, "do": "clear"}).content)


@pytest.mark.parametrize("chosen", ["", "x", "99999999999999999999", "0"])
def test_nonsense_in_a_place_moves_nothing(signed_in: SignIn, order: Order, chosen: str) -> None:
    field = f"place-{order.jobs[0].miner_id}-hashboard-1"
    assert "move" not in posted(signed_in("technician").post(order.screen(), {"do": "check", field: chosen}).content)


def test_a_part_of_another_type_is_not_put_there(signed_in: SignIn, order: Order) -> None:
    field = f"place-{order.jobs[0].miner_id}-hashboard-1"
    fan = slot(order.jobs[1], "fan")
    assert "move" not in posted(signed_in("technician").post(order.screen(), {"do": "check", field: fan.pk}).content)


def test_warnings_have_to_be_accepted(signed_in: SignIn, order: Order) -> None:
    client, before = signed_in("technician"), everything()
    form = posted(client.post(order.screen(), {"do": "suggest"}).content)
    form.pop("accept")
    answer = client.post(order.screen(), {**form, "do": "save"})
    assert answer.status_code == 409
    assert "Read and accept this first" in text(answer)
    assert "becomes complete" in text(answer), "what was arranged is kept"
    assert everything() == before


def test_what_does_not_fit_says_so_at_its_place_and_is_refused(signed_in: SignIn) -> None:
    order = factories.work_order()
    jobs = [*bench_jobs(order=order), *bench_jobs(order=order)]
    it, client, before = Order(order, jobs), signed_in("technician"), everything()
    field = f"place-{jobs[0].miner_id}-hashboard-1"
    answer = client.post(it.screen(), {"do": "check", field: slot(jobs[1]).pk})
    assert "parts stay within their model" in text(answer)
    assert "It does not fit." in text(answer)
    assert f'data-said="{jobs[0].miner}: what is planned does not fit.' in text(answer)
    answer = client.post(it.screen(), {**posted(answer.content), "do": "save"})
    assert (answer.status_code, everything()) == (409, before)


def test_what_somebody_changed_meanwhile_is_named_and_nothing_is_saved(signed_in: SignIn, order: Order) -> None:
    client = signed_in("technician")
    form = posted(client.post(order.screen(), {"do": "suggest"}).content)
    set_condition(only(slot(order.jobs[1])), "faulty", by=SYSTEM)
    before = everything()
    answer = client.post(order.screen(), {**form, "do": "save"})
    assert answer.status_code == 409
    assert f"Somebody changed Hashboard 1 (Hashboard 1 of {order.jobs[1].miner}) since you planned this" in text(answer)
    assert "Lacks 3" in text(answer), "the machines are shown as they are now"
    assert everything() == before


def test_an_empty_place_takes_a_part(signed_in: SignIn, order: Order) -> None:
    mark_missing(only(slot(order.jobs[0])), by=SYSTEM)
    client = signed_in("technician")
    form = posted(client.post(order.screen(), {"do": "suggest"}).content)
    assert len(form["move"]) == 1
    client.post(order.screen(), {**form, "do": "save"})
    assert Part.objects.filter(miner=order.jobs[1].miner_id, part_type="hashboard").count() == 2


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("", "names no machine"),
        ("job={0}", "names one machine"),
        ("job={0}&job={0}", "names a machine twice"),
        ("job={0}&job={1}&job={0}", "names a machine twice"),
        ("job={0}&job={1}&job={2}&job={3}", "names 4 machines"),
        ("job={0}&job=x", "does not name machines"),
        ("job={0}&job=-1", "does not name machines"),
    ],
)
def test_addresses_that_name_no_two_or_three_machines_are_explained(signed_in: SignIn, query: str, says: str) -> None:
    order = lacking(4)
    client = signed_in("technician")
    url = f"{order.url}consolidate/?{query.format(*(job.pk for job in order.jobs))}"
    for answer in (client.get(url), client.post(url, {"do": "save"})):
        assert answer.status_code == 400
        assert says in text(answer)


def test_machines_of_other_orders_and_gone_ones_are_not_found(signed_in: SignIn, order: Order) -> None:
    (foreign,) = bench_jobs()
    client, before = signed_in("technician"), everything()
    for url in (order.screen(order.jobs[0], foreign), f"{order.screen(order.jobs[0])}&job=999999999"):
        assert client.get(url).status_code == 404
    form = posted(client.post(order.screen(), {"do": "suggest"}).content)
    assert client.post(f"{order.screen(order.jobs[0])}&job=999999999", {**form, "do": "save"}).status_code == 404
    assert everything() == before


def test_machines_that_cannot_be_changed_are_refused_before_any_work(signed_in: SignIn, order: Order) -> None:
    expected = factories.jobs(order.order, status="expected")[0]
    answer = signed_in("technician").get(order.screen(order.jobs[0], expected))
    assert answer.status_code == 409
    assert "has not arrived: receive its container first" in text(answer)


def test_only_the_bench_may(signed_in: SignIn, order: Order) -> None:
    for role in ("admin", "manager", "technician"):
        assert signed_in(role).get(order.screen()).status_code == 200
    for role in ("logistics", "billing", "customer"):
        assert signed_in(role).get(order.screen()).status_code == 403
        assert signed_in(role).post(order.screen(), {"do": "suggest"}).status_code == 403
    assert Client().get(order.screen()).status_code == 302


@pytest.mark.parametrize("field", [{"move": "1:2"}, {"move": "a:b:c"}, {"seen": "1"}, {"donor": "x"}])
def test_what_no_page_of_ours_posts_is_not_found(signed_in: SignIn, order: Order, field: dict[str, str]) -> None:
    assert signed_in("technician").post(order.screen(), {"do": "save", **field}).status_code == 404


def test_the_way_from_the_table(signed_in: SignIn) -> None:
    order = lacking(4)
    client = signed_in("technician")
    url = f"{order.url}consolidate/selected/"
    two = ",".join(str(job.pk) for job in order.jobs[:2])
    answer = client.post(url, {"ids": two, "query": "status=received"})
    assert answer["Location"] == order.screen(more="&back=status%3Dreceived")
    assert f"{order.url}?status=received" in text(client.get(answer["Location"]))
    for jobs in (order.jobs[:1], order.jobs):
        assert client.post(url, {"ids": ",".join(str(job.pk) for job in jobs)}).status_code == 400
    (foreign,) = bench_jobs()
    assert client.post(url, {"ids": f"{order.jobs[0].pk},{foreign.pk}"}).status_code in {404, 409}
    assert client.post(url, {"ids": f"{order.jobs[0].pk},999999"}).status_code == 404


def test_the_way_from_a_machines_page_offers_those_that_help_first(signed_in: SignIn, order: Order) -> None:
    client = signed_in("technician")
    page = text(client.get(f"{order.url}miners/{order.jobs[0].position}/"))
    assert f'href="{order.url}miners/{order.jobs[0].position}/consolidate/"' in page
    page = text(client.get(f"{order.url}miners/{order.jobs[0].position}/consolidate/"))
    assert f"{order.jobs[1].miner}</span> #2, received. Lacks 2: Hashboard 2, Hashboard 3 <strong>· suggested" in page


def test_no_more_queries_for_three_machines_than_for_two(signed_in: SignIn) -> None:
    order = lacking(3)
    client = signed_in("technician")
    counts = []
    for jobs in (order.jobs[:2], order.jobs):
        client.get(order.screen(*jobs))
        with CaptureQueriesContext(connection) as captured:
            client.get(order.screen(*jobs))
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_the_page_of_a_part_undoes_the_whole_consolidation(signed_in: SignIn, order: Order) -> None:
    client, before = signed_in("technician"), everything()
    form = posted(client.post(order.screen(), {"do": "suggest"}).content)
    client.post(order.screen(), {**form, "do": "save"})
    part = slot(order.jobs[0])
    group = Event.objects.get(kind="part.consolidated", part=part).group
    url = reverse("desk:spare-parts-undo", args=[part.pk, group])
    assert url in text(client.get(reverse("desk:spare-part", args=[part.pk])))
    client.post(url)
    assert everything() == before
    assert Job.objects.get(pk=order.jobs[1].pk).status == "received"
