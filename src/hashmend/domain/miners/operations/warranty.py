"""The maker's warranty of machines."""

from datetime import date

from django.db import transaction
from django.db.models import QuerySet

from hashmend.domain.batches import locked
from hashmend.domain.history.recording import record
from hashmend.domain.miners import events
from hashmend.domain.miners.models import Miner, OemWarranty
from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Outcome, Refused


@transaction.atomic
def update_oem_warranty(
    miners: QuerySet[Miner], warranty: str, until: date | None = None, *, by: Actor
) -> Outcome[Miner]:
    """Note what is known of the maker's warranty; `until` is its last day, for *In warranty* only.

    Refuses the whole when it is no such warranty; per machine: that is known already.
    """
    if warranty not in OemWarranty.values:
        raise Refused("Choose one of the warranties offered.")
    chosen, last_day = OemWarranty(warranty), until if warranty == OemWarranty.IN else None
    may, refused = locked(miners).split(
        lambda miner: (
            f"{miner}: that is known already." if (miner.oem_warranty, miner.oem_until) == (chosen, last_day) else None
        )
    )
    before = {miner.pk: miner.oem_words for miner in may}
    Miner.objects.filter(pk__in=[miner.pk for miner in may]).update(oem_warranty=chosen, oem_until=last_day)
    for miner in may:
        miner.oem_warranty, miner.oem_until = chosen, last_day
    record(
        events.OEM_WARRANTY_UPDATED, may, by=by, data=lambda miner: {"from": before[miner.pk], "to": miner.oem_words}
    )
    return Outcome(done=may, refused=refused)
