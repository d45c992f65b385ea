"""The list on the component page: failure types, because they are there from the first start."""

from django.db.models import Q
from django.urls import reverse

from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.catalogue.models import FailureType, PartType
from hashmend.web import components
from hashmend.web.lists import BulkAction, Choice, Column, Empty, Flag, ListPage

FAILURES = ListPage(
    name="failures",
    one="failure type",
    rows=lambda actor: FailureType.objects.visible_to(actor),
    columns=(
        Column("code", "Code", sort=True, cell=lambda row: components.serial(row.code, copy=False), copies=True),
        Column("name", "Name", sort=True),
        Column("part_type", "Part", value=lambda row: row.get_part_type_display(), sort=True),
        Column(
            "is_active",
            "In use",
            cell=lambda row: components.status_tag(*(("In use", "success") if row.is_active else ("Retired", "ended"))),
        ),
    ),
    filters=(
        Choice(key="part_type", label="Part", options_from=PartType.choices, counted=True),
        Flag(key="retired", label="Retired only", where=~Q(is_active=True)),
    ),
    search=("code__icontains", "name__icontains"),
    sort="code",
    per_page=25,
    link=lambda row: f"{reverse('desk:components')}?row={row.code}",
    name_of=lambda row: row.code,
    actions=(
        BulkAction("Count", "desk:components-count", Permission.VIEW_DESK, icon="hash", least=0),
        BulkAction(
            "Compare two or three", "desk:components-count", Permission.VIEW_DESK, icon="git-merge", least=2, most=3
        ),
        BulkAction("Count the chosen", "desk:components-count", Permission.VIEW_DESK, icon="checklist"),
    ),
    refresh_on=("failures-changed",),
    empty=Empty("No failure types yet", "They are loaded with the catalogues."),
)
