"""Photos on the Miner repairs page: of the machine in this stay, of a part wherever it was."""

from typing import Any

from django.db.models import Q
from django.http import HttpResponse

from hashmend.both.logistics import pictures_of
from hashmend.desk.bench.frame import Bench, done, the_bench
from hashmend.desk.bench.index import subject_of
from hashmend.desk.doors import page
from hashmend.desk.work_orders.undoing import undo_url
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.batches import row
from hashmend.domain.bench.models import BenchPhoto
from hashmend.domain.bench.operations import add_bench_photos, remove_bench_photo
from hashmend.web.actors import PageRequest
from hashmend.web.formats import counted
from hashmend.web.pages import one

MOST_SHOWN = 60


def panel(request: PageRequest, bench: Bench) -> dict[str, Any] | None:
    """Return the photos of the chosen part, or of the machine itself in this stay, the latest first; one query."""
    if bench.empty:
        return None
    photos = BenchPhoto.objects.visible_to(request.actor)
    found = photos.filter(part=bench.part.pk) if bench.part else photos.filter(job=bench.job.pk, part=None)
    what = bench.chosen.slot.label if bench.chosen else str(bench.miner)
    latest = list(found.order_by("-pk")[:MOST_SHOWN])
    removed_at = ""
    if request.actor.may(Permission.DIAGNOSE):
        removed_at = f"{bench.url}photos/{{token}}/remove/" + (f"?part={bench.part.pk}" if bench.part else "")
    return {"pictures": pictures_of(latest, what, says="Photo of", removed_at=removed_at), "what": what}


@page(Permission.DIAGNOSE, methods=("POST",))
def add(request: PageRequest, number: str, position: int, pk: int | None = None) -> HttpResponse:
    """Keep photos of the machine, or of the part by its key."""
    bench = the_bench(request, number, position, pk)
    outcome = add_bench_photos(row(bench.job), bench.part, request.FILES.getlist("photos"), by=request.actor)
    sentence = f"{counted(len(outcome.done), 'photo')} added."
    return done(request, bench, sentence, at="photos", undo_url=undo_url(bench.order)(outcome.group))


@page(Permission.DIAGNOSE, methods=("POST",))
def remove(request: PageRequest, number: str, position: int, token: str) -> HttpResponse:
    """Remove a photo that shows something else, of the machine in this stay or of a part that is in it now."""
    bench = subject_of(the_bench(request, number, position), request.GET)
    here = Q(job=bench.job.pk) | Q(part__in=[part.pk for part in bench.parts])
    photo = one(BenchPhoto.objects.visible_to(request.actor).filter(here), token=token)
    remove_bench_photo(row(photo), by=request.actor)
    return done(request, bench, "1 photo removed.", at="photos")
