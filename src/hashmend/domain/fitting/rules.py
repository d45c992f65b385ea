"""When a machine's parts may be changed, and which part may come into which slot."""

from django.db.models import F

from hashmend.domain.catalogue.models import MinerModel
from hashmend.domain.miners.models import Miner
from hashmend.domain.parts.models import Condition, Part, Place, slot_name
from hashmend.domain.work_orders.models import Job
from hashmend.domain.work_orders.operations import why_frozen

MOST_POSITIONS = 60
"""The highest slot of a machine whose model nobody knows."""


def stays_of(machines: set[int]) -> dict[int, Job]:
    """Return, by machine, the stay that counts: the open one, else the last; one query."""
    stays = Job.objects.filter(miner__in=machines).order_by(F("closed_at").desc(nulls_first=True), "-pk")
    found: dict[int, Job] = {}
    for stay in stays:
        found.setdefault(stay.miner_id, stay)
    return found


def why_not_change(machine: Miner, stay: Job | None) -> str | None:
    """Return why nothing about the parts of a machine changes now, or None.

    A machine that stays for good (donor, scrapped) may be taken apart also after its order is closed.
    """
    if stay is None or (stay.closed_at and not stay.is_not_returned):
        return f"{machine} is not at the repair centre: its parts are changed when it comes again."
    if stay.closed_at:
        return None
    if not stay.work_order.is_open:
        return f"{stay.work_order} is {stay.work_order.state.label.lower()}: its machines keep their parts."
    if stay.received_at is None:
        return f"{machine} has not arrived: receive its container first."
    return why_frozen(stay)


def why_not_open(machine: Miner, stay: Job | None) -> str | None:
    """Return why a machine's parts are not touched because its maker's warranty lasts, or None."""
    if not (stay.is_closed_by_warranty if stay else machine.is_in_oem_warranty):
        return None
    until = f" until {machine.oem_until:%-d %b %Y}" if machine.oem_until else ""
    return (
        f"{machine} is in its maker's warranty{until}, which ends when it is opened: update the warranty, or let"
        " somebody with the right open it with a reason."
    )


def why_no_slot(part_type: str, position: int, model: MinerModel | None) -> str | None:
    """Return why a machine of this model has no such slot, or None; what the model does not tell may be."""
    counts = {"hashboard": "hashboards", "control_board": "control_boards", "psu": "psus", "fan": "fans"}
    count = getattr(model, counts[part_type]) if model else None
    most = MOST_POSITIONS if count is None else count
    if 1 <= position <= most:
        return None
    return f"{model or 'The machine'} has no {slot_name(part_type, position, None)}: choose one of its {most} slots."


def why_not_own(part: Part, machine: Miner) -> str | None:
    """Return why a part is in no machine of this customer, or None; what belongs to the repair centre may be."""
    if part.owner_id and part.owner_id != machine.customer_id:
        return f"{part.history_label()} belongs to {part.owner}: it comes into no machine of {machine.customer}."
    return None


def why_not_come(part: Part, machine: Miner) -> str | None:
    """Return why a part never comes into a machine from outside, whichever slot: it is another's, or worn out."""
    if why := why_not_own(part, machine):
        return why
    if part.condition == Condition.SCRAP:
        return f"{part.history_label()} is scrap: choose another part."
    return None


def why_not_take(part: Part, machine: Miner) -> str | None:
    """Return why a part is not a spare that this machine can have, or None."""
    if part.place == Place.SLOT:
        return f"{part.history_label()} is {part.slot_name} of {part.miner} already: choose another spare."
    if part.place == Place.GONE:
        return f"{part.history_label()} is gone ({part.gone_reason or 'no reason noted'}): choose another spare."
    if part.reserved_for_id and part.reserved_for_id != machine.pk:
        return f"{part.history_label()} is reserved for {part.reserved_for}: choose another spare, or free it first."
    return why_not_come(part, machine)


def trade_of(model: MinerModel) -> int:
    """Return the key of the trade model that a model is, or is a variant of."""
    return model.base_model_id or model.pk
