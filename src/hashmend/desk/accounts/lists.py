"""The list of people."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.urls import reverse

from hashmend.domain.accounts.models import User
from hashmend.domain.accounts.operations import role_names
from hashmend.domain.accounts.permissions import Permission, Role
from hashmend.kernel.actor import Actor
from hashmend.web import components
from hashmend.web.lists import BulkAction, Choice, Column, Empty, ListPage

ROLE_CHOICES = [(str(role), role_names([role])) for role in Role]


def _people(actor: Actor, **scope: Any) -> QuerySet[User]:
    people: QuerySet[User] = User.objects.visible_to(actor)
    return people.select_related("customer").annotate(role_text=Cast("roles", TextField()))


def _with_a_role(values: Sequence[str]) -> Q:
    wanted = Q()
    for value in values:
        wanted |= Q(role_text__contains=f'"{value}"')
    return wanted


USERS = ListPage(
    name="users",
    one="user",
    title="Users",
    rows=_people,
    columns=(
        Column("name", "Name", value=str, sort=True),
        Column("email", "E-mail", sort=True),
        Column("roles", "Roles", value=lambda person: role_names(person.roles)),
        Column("customer", "Customer", value=lambda person: str(person.customer or ""), sort="customer__alias"),
        Column(
            "is_active", "Status", sort=True,
            value=lambda person: "Active" if person.is_active else "Inactive",
            cell=lambda person: components.status_tag(*_status(person)),
        ),
        Column("last_login", "Last signed in", sort=True),
        Column("created_at", "Added", sort=True),
    ),
    filters=(
        Choice(key="role", label="Role", options_from=ROLE_CHOICES, where=_with_a_role),
        Choice(
            key="state", label="Status", options_from=(("active", "Active"), ("inactive", "Inactive")),
            where=lambda values: Q(is_active__in=[value == "active" for value in values]),
        ),
    ),
    search=("name__icontains", "email__icontains", "customer__alias__icontains"),
    sort="name",
    link=lambda person: reverse("desk:user", args=[person.public_id]),
    actions=(
        BulkAction("Deactivate", "desk:users-deactivate", Permission.EDIT_USERS, "user-off"),
        BulkAction("Reactivate", "desk:users-reactivate", Permission.EDIT_USERS, "user-check"),
    ),
    refresh_on=("users-changed",),
    empty=Empty("No users yet", "", "Add user", "desk:user-add", Permission.EDIT_USERS),
)  # fmt: skip


def _status(person: User) -> tuple[str, components.Tone]:
    return ("Active", "success") if person.is_active else ("Inactive", "ended")
