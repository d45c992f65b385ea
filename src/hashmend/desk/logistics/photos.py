"""Photos, of damage and from the bench, served to whoever may see what they show: staff and the machines' customer."""

from django.http import FileResponse, Http404, HttpResponseBase

from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.bench.models import BenchPhoto
from hashmend.domain.files import path_of
from hashmend.domain.logistics.models import DamagePhoto
from hashmend.web.actors import PageRequest
from hashmend.web.pages import Side, door, one

page = door(Side.BOTH)


@page(Permission.SIGNED_IN)
def photo(request: PageRequest, token: str) -> HttpResponseBase:
    """Answer with a photo."""
    return _picture(_photo(request, token).file_name)


@page(Permission.SIGNED_IN)
def photo_thumb(request: PageRequest, token: str) -> HttpResponseBase:
    """Answer with the thumbnail of a photo."""
    return _picture(_photo(request, token).thumb_name)


def _photo(request: PageRequest, token: str) -> DamagePhoto | BenchPhoto:
    """Return the photo of that name among those of damage, then among those of the bench."""
    damage = DamagePhoto.objects.visible_to(request.actor).filter(token=token).first()
    return damage or one(BenchPhoto.objects.visible_to(request.actor), token=token)


def _picture(name: str) -> HttpResponseBase:
    """Serve a JPEG of ours: kept by the browser of the one who may see it, never run, never framed."""
    try:
        stream = path_of(name).open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(stream, content_type="image/jpeg", filename="photo.jpg")
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, max-age=600"
    return response
