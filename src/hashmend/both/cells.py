"""The look of a job in the tables of its order, for both sides."""

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from hashmend.domain.work_orders.statuses import LOGISTICS_ICONS, STATUS_TONES, Logistics, Status
from hashmend.kernel.identifiers import shown_mac
from hashmend.web import components
from hashmend.web.components import Tone

Row = dict[str, Any]

STATUS_LABELS = dict(Status.choices)
LOGISTICS_LABELS = dict(Logistics.choices)
BACK = "Back within the repair warranty"


def name(row: Row) -> str:
    """Return what people call the machine."""
    return row["serial"] or row["asset_tag"] or shown_mac(row["mac"]) or f"#{row['position']}"


def identity(row: Row) -> SafeString:
    """Return the machine's name in letters that cannot be confused; marked when it came back under warranty."""
    named = components.serial(name(row), copy=False)
    if not row["returned_from_id"]:
        return named
    return format_html('{} <span class="is-back">{}</span>', named, components.icon("rotate-2", BACK))


def identity_with_past(row: Row) -> SafeString:
    """Return the machine's name and the serial numbers it had before."""
    if not row["former_serials"]:
        return identity(row)
    former = ", ".join(row["former_serials"].split())
    return format_html('{} <span class="formerly">formerly {}</span>', identity(row), former)


def model(row: Row) -> str:
    """Return the catalogue's name of the model, else what was typed."""
    return row["model_name"] or row["model_typed"] or ""


def mac(row: Row) -> str:
    """Return the MAC in pairs."""
    return shown_mac(row["mac"])


def status(row: Row) -> str:
    """Return the repair status in words."""
    return str(STATUS_LABELS[row["status"]])


def status_tone(code: str) -> Tone:
    """Return the tone of a repair status."""
    return STATUS_TONES[code]  # type: ignore[return-value]


def status_to_read(row: Row) -> SafeString:
    """Return the status as a tag."""
    return components.status_tag(status(row), status_tone(row["status"]))


def services(row: Row) -> SafeString:
    """Return how many services of the scope are done."""
    done, scope = row["done"], row["in_scope"]
    if scope and done >= scope:
        return SafeString(f'<span class="all-done">{components.icon("check")}{done}/{scope}</span>')
    return SafeString(f"{done}/{scope}")


def logistics(row: Row) -> str:
    """Return where the machine is, in words."""
    return str(LOGISTICS_LABELS[row["logistics"]])


def logistics_icon(row: Row) -> SafeString:
    """Return box, truck or house with its name; nothing when none applies."""
    icon = LOGISTICS_ICONS.get(row["logistics"])
    return components.icon(icon, logistics(row)) if icon else SafeString("")


def container(row: Row) -> str:
    """Return the container the machine is packed in, else the one it came in."""
    return row["packed_in"] or row["arrived_in"] or ""
