"""A site of one list, for the tests of the toolkit: people, with every kind of filter and a bulk action."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.urls import include, path

from hashmend.domain.accounts.models import User
from hashmend.domain.accounts.permissions import Permission
from hashmend.kernel.errors import Outcome, Refusal
from hashmend.web import bulk
from hashmend.web.actors import PageRequest
from hashmend.web.components import status_tag
from hashmend.web.lists import BulkAction, Choice, Column, DateRange, Empty, Flag, ListPage, Text
from hashmend.web.pages import Side, door

page = door(Side.DESK)

PEOPLE = ListPage(
    name="people",
    one="person",
    many="people",
    rows=lambda actor: User.objects.visible_to(actor).exclude(pk=actor.user_id),
    columns=(
        Column("name", "Name", sort=True, copies=True),
        Column("email", "E-mail", sort=("email", "name")),
        Column("is_active", "Active", cell=lambda row: status_tag("Active" if row.is_active else "Gone")),
        Column("created_at", "Since", sort=True),
        Column("secret", "Note", value=lambda row: f"={row.name}", screen=False),
        Column("icon", "Icon", value=lambda row: "x", csv=False),
    ),
    filters=(
        Choice(key="letter", label="Letter", options_from=[("a", "A"), ("b", "B")], where=lambda v: _starts(v)),
        Choice(key="is_active", label="State", options_from=[("True", "Here"), ("False", "Gone")], counted=True),
        Text(key="mail", label="Mail", lookup="email__icontains"),
        DateRange(key="since", label="Since", field="created_at"),
        Flag(key="gone", label="Gone only", where=Q(is_active=False)),
    ),
    search=("name__icontains", "email__icontains"),
    sort="name",
    link=lambda row: f"/people/{row.public_id}/",
    actions=(BulkAction("Greet", "people-greet", Permission.EDIT_USERS, least=0),),
    empty=Empty(
        "No people yet", "They appear when somebody adds them.", "Add a person", "people", Permission.EDIT_USERS
    ),
    per_page=25,
)


class Greeting(forms.Form):
    """How to greet."""

    word = forms.CharField(label="Word", max_length=5)


def _starts(values: tuple[str, ...]) -> Q:
    found = Q()
    for value in values:
        found |= Q(name__istartswith=value)
    return found


@page(Permission.VIEW_DESK)
def people(request: PageRequest) -> HttpResponseBase:
    """Show the list."""
    return PEOPLE.respond(request, "people.html")


@page(Permission.EDIT_USERS, methods=("POST",))
def greet(request: PageRequest) -> HttpResponse:
    """Greet those who are still here."""

    def why_not(row: User) -> str | None:
        return None if row.is_active else f"{row.name} has left."

    def act(rows: QuerySet[User], values: dict[str, Any]) -> Outcome[User]:
        refused = [Refusal(row.name, f"{row.name} has left.", row.pk) for row in rows if not row.is_active]
        return Outcome([row for row in rows if row.is_active], refused)

    def make_form(data: QueryDict | None, rows: object) -> forms.Form:
        return Greeting(data)

    action = bulk.Bulk(
        title="Greet people",
        verb="Greet",
        back="/people/",
        act=act,
        done=lambda number: f"{number} greeted.",
        why_not=why_not,
        make_form=make_form,
        events=("people-changed",),
    )
    return bulk.run(request, PEOPLE, action, least=0)


@page(Permission.EDIT_USERS, methods=("POST",))
def pair(request: PageRequest) -> HttpResponse:
    """Answer how many of two or three were chosen."""
    return HttpResponse(str(PEOPLE.selected(request, least=2, most=3).count))


urlpatterns = [
    path("people/", people, name="people"),
    path("people/greet/", greet, name="people-greet"),
    path("people/pair/", pair, name="people-pair"),
    path("", include("hashmend.config.urls")),
]
