"""Pages of customers' lists: upload, columns, preview, import, the rows to mend."""

from django.http import HttpResponse, HttpResponseBase

from hashmend.both.intake.flow import ListFlow
from hashmend.desk.doors import page
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.intake.models import ListUpload
from hashmend.domain.logistics.models import Container
from hashmend.web.actors import PageRequest
from hashmend.web.pages import one

_FLOW = ListFlow("desk", container_page="desk:container-detail")


def _the_list(request: PageRequest, public_id: str) -> ListUpload:
    lists = ListUpload.objects.visible_to(request.actor).select_related("container__work_order")
    return one(lists, public_id=public_id)


@page(Permission.UPLOAD_LIST, methods=("GET", "POST"))
def upload_list(request: PageRequest, number: str) -> HttpResponse:
    """Upload a customer's list for an inbound container."""
    containers = Container.objects.visible_to(request.actor).select_related("work_order")
    return _FLOW.upload(request, one(containers, number=number))


@page(Permission.UPLOAD_LIST, methods=("GET", "POST"))
def columns(request: PageRequest, public_id: str) -> HttpResponse:
    """Show and correct how a list is read."""
    return _FLOW.columns(request, _the_list(request, public_id))


@page(Permission.UPLOAD_LIST)
def preview(request: PageRequest, public_id: str) -> HttpResponse:
    """Show what importing a list would do to every row."""
    return _FLOW.preview(request, _the_list(request, public_id))


@page(Permission.UPLOAD_LIST, methods=("POST",))
def import_list(request: PageRequest, public_id: str) -> HttpResponse:
    """Import the good rows of a list."""
    return _FLOW.confirm(request, _the_list(request, public_id))


@page(Permission.UPLOAD_LIST)
def bad_rows(request: PageRequest, public_id: str) -> HttpResponseBase:
    """Download the rows that need mending."""
    return _FLOW.bad_rows(request, _the_list(request, public_id))
