"""The component page."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.http import HttpResponseBase

from hashmend.desk.components.lists import FAILURES
from hashmend.desk.doors import page
from hashmend.domain.accounts.permissions import Permission
from hashmend.kernel import clock
from hashmend.web.actors import PageRequest
from hashmend.web.components import Moment, money, serial, status_tag
from hashmend.web.tabs import Tab

TONES = ("neutral", "open", "progress", "waiting", "warning", "success", "danger", "ended")


@page(Permission.VIEW_DESK)
def components(request: PageRequest) -> HttpResponseBase:
    """Show every component in its states."""
    now = clock.now()
    context = {
        "tones": TONES,
        "now": now,
        "today": clock.today(),
        "amount": Decimal("12345.60"),
        "tabs": [
            Tab("Summary", request.path, is_current=True),
            Tab("Miners", request.path, count=412, count_name="miners"),
            Tab("Logistics", request.path),
            Tab("Messages", request.path, count=2, count_name="unread messages"),
        ],
        "facts": [
            ("Serial number", serial("YNAHA0O1IlBB8S50")),
            ("Status", status_tag("In repair", "progress")),
            ("Total", money(Decimal("980.00"), "USD")),
            ("Asset tag", None),
            ("Boards", 3),
            ("Under warranty", True),
        ],
        "moments": _moments(now),
    }
    return FAILURES.respond(request, "desk/components/components.html", context)


def _moments(now: datetime) -> list[Moment]:
    return [
        Moment("Container C-00042 received with 3 photos of damage.", "Ana Ruiz", now, "package-import"),
        Moment("37 miners set to Repaired.", "Jonas Berg", now - timedelta(hours=3), "tool"),
        Moment("Invoice 2026-0042 issued.", "Mia Chen", now - timedelta(days=2), "file-invoice", url="#"),
    ]
