"""What only staff see of a job in the tables of its order: links, the pen, the status to change."""

from django.utils.html import format_html
from django.utils.safestring import SafeString

from hashmend.both.cells import Row, name, status, status_to_read, status_tone
from hashmend.domain.work_orders.statuses import AT_WORK, OUTCOMES
from hashmend.web import components
from hashmend.web.components import text


def job_url(row: Row, verb: str = "") -> str:
    """Return the address of a job's page, or of something done there."""
    return f"/work-orders/{row['order']}/miners/{row['position']}/{verb}"


def pen(row: Row) -> SafeString:
    """Return the pen that turns the row into fields; a lock that says why when its machine cannot be changed."""
    if not row["may_edit"]:
        return SafeString("")
    if row["ready_at"]:
        return components.icon("lock", f"{name(row)} is ready for billing, billed or shipped")
    return format_html(
        '<a class="btn btn-icon btn-sm btn-ghost-secondary" id="edit-{pk}" href="{url}" hx-get="{url}" '
        'hx-target="#miners-{pk}" hx-swap="outerHTML" data-row-key="e" '
        'aria-label="Edit {name}" title="Edit {name}">{icon}</a>',
        pk=row["id"], url=job_url(row, "identity/"), name=name(row), icon=components.icon("pencil"),
    )  # fmt: skip


def status_to_change(row: Row) -> SafeString:
    """Return the status as a tag that opens the choice of another one, in place or on the machine's page."""
    if not row["may_change"] or row["ready_at"] or row["received_at"] is None:
        return status_to_read(row)
    url, label, pk = text(job_url(row, "status/")), status(row), row["id"]
    return SafeString(
        f'<span class="status-cell" id="status-{pk}"><a class="tag tag-{status_tone(row["status"])} tag-change" '
        f'id="status-{pk}-now" href="{url}" data-opens="#status-{pk}" '
        f'data-row-key="s" aria-label="{label}: change the status of {text(name(row))}">{label}</a></span>'
    )


def at_work(row: Row) -> str:
    """Return who has the machine in hand, or "": who took it, else who set the status ("the system" for no person)."""
    if row["status"] in AT_WORK:
        return row["worker"] or "the system"
    return "" if row["status"] in OUTCOMES else row["taken_by"] or ""


def at_work_since(row: Row) -> SafeString:
    """Return who works on the machine and for how long: "Ana Silva · 3 h", with the moment in its title."""
    who = at_work(row)
    if not who:
        return SafeString("")
    return SafeString(f'<span class="at-work">{text(who)} · {components.since_tag(row["status_at"])}</span>')


def container_link(row: Row) -> SafeString:
    """Return the link to that container."""
    return to_container("packed_in" if row["packed_in"] else "arrived_in", row)


def to_container(key: str, row: Row) -> SafeString:
    """Return the link to the container named in one column of the row."""
    number = row[key]
    return components.link(f"/containers/{number}/", number) if number else components.DASH
