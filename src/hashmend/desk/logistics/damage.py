"""Pages of damage: noted on a container or a machine with photos, shown, printed."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from hashmend.desk.doors import page
from hashmend.desk.logistics import words
from hashmend.desk.logistics.forms import DamageForm, PhotosForm
from hashmend.desk.logistics.verbs import sent, the_container
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.logistics.models import Container, Damage, DamagePhoto
from hashmend.domain.logistics.operations import add_photos, record_damage
from hashmend.domain.work_orders.models import Job
from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Refused
from hashmend.web import htmx
from hashmend.web.actors import PageRequest
from hashmend.web.components import Picture
from hashmend.web.formats import counted
from hashmend.web.forms import render_form
from hashmend.web.pages import one


@dataclass(frozen=True, slots=True)
class ShownDamage:
    """One damage as pages show it."""

    damage: Damage
    place: str
    pictures: list[Picture]


def damages_of(actor: Actor, container: Container) -> list[ShownDamage]:
    """Return the damage noted on a container and its machines, newest first, with two queries."""
    damages = list(
        Damage.objects.visible_to(actor)
        .filter(container=container)
        .select_related("job__miner", "noted_by")
        .prefetch_related("photos")
        .order_by("-pk")
    )
    return [_shown(damage, container) for damage in damages]


def _shown(damage: Damage, container: Container) -> ShownDamage:
    place = f"{damage.job.miner} (#{damage.job.position})" if damage.job else str(container)
    photos = sorted(damage.photos.all(), key=lambda photo: photo.pk)
    return ShownDamage(damage, place, [_picture(photo, place, damage.description) for photo in photos])


def _picture(photo: DamagePhoto, place: str, description: str) -> Picture:
    return Picture(
        url=reverse("desk:photo", args=[photo.token]),
        thumb_url=reverse("desk:photo-thumb", args=[photo.token]),
        alt=f"Damage on {place}: {description or photo.original_name}",
        caption=photo.original_name,
    )


@page(Permission.RECORD_DAMAGE, methods=("GET", "POST"))
def new_damage(request: PageRequest, number: str) -> HttpResponse:
    """Note damage on a container or one of its machines (`?miner=` its position), with photos."""
    container = the_container(request, number)
    jobs = Job.objects.visible_to(request.actor).filter(inbound_container=container).select_related("miner")
    chosen = request.GET.get("miner", "")
    machine = jobs.filter(position=int(chosen)).first() if chosen.isascii() and chosen.isdecimal() else None
    form = DamageForm(*sent(request), jobs=jobs.order_by("position"),
                      initial={"machine": machine})  # fmt: skip
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            record_damage(container, data["description"], data["photos"], job=data["machine"], by=request.actor)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
            return _form_page(request, container, form, status=409)
        said = f"Damage on {data['machine'].miner if data['machine'] else container} was noted"
        photos = f" with {counted(len(data['photos']), 'photo')}" if data["photos"] else ""
        return htmx.done(request, f"{said}{photos}.", to=f"{words.container_url(container)}#damage")
    return _form_page(request, container, form)


def _form_page(request: PageRequest, container: Container, form: DamageForm, *, status: int = 0) -> HttpResponse:
    return render_form(request, "desk/logistics/damage_form.html", form, {"container": container}, status=status)


@page(Permission.RECORD_DAMAGE, methods=("POST",))
def add_damage_photos(request: PageRequest, public_id: str) -> HttpResponse:
    """Add photos to damage noted before."""
    damage = one(Damage.objects.visible_to(request.actor).select_related("container"), public_id=public_id)
    form = PhotosForm(request.POST, request.FILES)
    if not form.is_valid():
        raise Refused("Choose at least one photo.")
    add_photos(damage, form.cleaned_data["photos"], by=request.actor)
    sentence = f"{counted(len(form.cleaned_data['photos']), 'photo')} added."
    return htmx.done(request, sentence, to=f"{words.container_url(damage.container)}#damage")


@page(Permission.VIEW_DESK)
def damage_report(request: PageRequest, number: str) -> HttpResponse:
    """Show the damage of a container as a report to print."""
    container = the_container(request, number)
    context = {"container": container, "damages": damages_of(request.actor, container)}
    return render(request, "desk/logistics/damage_report.html", context)
