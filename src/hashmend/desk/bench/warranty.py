"""The section of the warranties: the maker's, and our own on a former repair."""

from typing import Any

from django import forms

from hashmend.desk.bench.frame import Bench
from hashmend.domain.bench.warranty import parts_back_in
from hashmend.domain.miners.models import OemWarranty
from hashmend.domain.work_orders.warranty import stay_of_return, warranty_end
from hashmend.web.actors import PageRequest
from hashmend.web.fields import DateInput


class WarrantyForm(forms.Form):
    """What is known of the maker's warranty."""

    warranty = forms.ChoiceField(label="OEM warranty", choices=OemWarranty.choices)
    until = forms.DateField(
        label="Last day", required=False, widget=DateInput(), help_text="For a machine in warranty, if it is known."
    )


def warranty(request: PageRequest, bench: Bench) -> dict[str, Any] | None:
    """Fill the section of the machine; of a part only where it came back within the warranty on its repair."""
    here = [place.part for place in bench.slots if place.part]
    parts = parts_back_in([bench.job], here).get(bench.job.miner_id, [])
    if not bench.is_machine:
        mine = [back for back in parts if bench.part and back.part.pk == bench.part.pk]
        return {"parts": mine} if mine else None
    miner = bench.miner
    former = stay_of_return(bench.job)
    return {
        "form": WarrantyForm(initial={"warranty": miner.oem_warranty, "until": miner.oem_until}, prefix="oem"),
        "tone": {OemWarranty.IN: "warning", OemWarranty.VOID: "ended"}.get(miner.oem_standing, "neutral"),
        "parts": parts,
        "former": former,
        "former_until": warranty_end(former) if former else None,
    }
