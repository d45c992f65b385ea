"""What is done with chosen spares, each behind a dialog that says first what it would do."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from hashmend.desk.doors import page
from hashmend.desk.spare_parts.forms import CorrectForm, PutBackForm, ReserveForm, WriteOffForm
from hashmend.desk.spare_parts.lists import CHANGED, SPARES
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.parts.operations import (
    correct_spares,
    put_back_spares,
    release_spares,
    reserve_spares,
    stock,
    write_off_spares,
)
from hashmend.web import bulk
from hashmend.web.actors import PageRequest
from hashmend.web.bulk import Bulk
from hashmend.web.formats import counted
from hashmend.web.pages import way_back


def _run(request: PageRequest, said: str, **action: Any) -> HttpResponse:
    stock = reverse("desk:spare-parts")
    came_from = way_back(request, stock)
    is_on_part = came_from.removeprefix(stock).removesuffix("/").isdecimal()
    # The page of a part is shown anew as a whole: its heading tells the condition.
    back, told = (came_from, ()) if is_on_part else (stock, CHANGED)
    return bulk.run(
        request, SPARES, Bulk(done=lambda n: f"{counted(n, 'spare part')} {said}.", back=back, events=told, **action)
    )


@page(Permission.EDIT_PARTS, methods=("POST",))
def reserve(request: PageRequest) -> HttpResponse:
    """Keep the chosen spares for one machine."""
    return _run(
        request, "reserved", title="Reserve for a miner", verb="Reserve", why_not=stock.why_not_stock,
        make_form=lambda data, _: ReserveForm(data, actor=request.actor),
        act=lambda rows, values: reserve_spares(rows, values["miner"], by=request.actor),
    )  # fmt: skip


@page(Permission.EDIT_PARTS, methods=("POST",))
def release(request: PageRequest) -> HttpResponse:
    """Give up the reservation of the chosen spares."""
    return _run(
        request, "released", title="Release spare parts", verb="Release", why_not=stock.why_not_release,
        act=lambda rows, _: release_spares(rows, by=request.actor),
    )  # fmt: skip


@page(Permission.EDIT_PARTS, methods=("POST",))
def correct(request: PageRequest) -> HttpResponse:
    """Set right what is known of the chosen spares, with the reason."""
    forms: list[CorrectForm] = []

    def make_form(data: Any, _: Any) -> CorrectForm:
        forms.append(CorrectForm(data, actor=request.actor))
        return forms[-1]

    return _run(
        request, "corrected", title="Correct spare parts", verb="Correct", why_not=stock.why_not_stock,
        make_form=make_form, act=lambda rows, _: correct_spares(rows, forms[-1].correction(), by=request.actor),
    )  # fmt: skip


@page(Permission.EDIT_PARTS, methods=("POST",))
def write_off(request: PageRequest) -> HttpResponse:
    """Take the chosen spares out of the stock for good, with the reason."""
    return _run(
        request, "taken out of the stock", title="Take out of the stock", verb="Take out",
        why_not=stock.why_not_write_off, is_danger=True, make_form=lambda data, _: WriteOffForm(data),
        act=lambda rows, values: write_off_spares(rows, by=request.actor, **values),
    )  # fmt: skip


@page(Permission.EDIT_PARTS, methods=("POST",))
def put_back(request: PageRequest) -> HttpResponse:
    """Take the chosen parts into the stock again, with the reason."""
    return _run(
        request, "put back into the stock", title="Put back into the stock", verb="Put back",
        why_not=stock.why_not_put_back, make_form=lambda data, _: PutBackForm(data),
        act=lambda rows, values: put_back_spares(rows, by=request.actor, **values),
    )  # fmt: skip
