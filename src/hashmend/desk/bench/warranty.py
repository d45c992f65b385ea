"""The section of the warranties: the maker's, and our own on a former repair."""

from typing import Any

from django import forms

from hashmend.desk.bench.frame import Bench
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
    """Fill the section of the machine; a part has no warranty of its own."""
    if not bench.is_machine:
        return None
    miner = bench.miner
    former = stay_of_return(bench.job)
    return {
        "form": WarrantyForm(initial={"warranty": miner.oem_warranty, "until": miner.oem_until}, prefix="oem"),
        "tone": {OemWarranty.IN: "warning", OemWarranty.VOID: "ended"}.get(OemWarranty(miner.oem_warranty), "neutral"),
        "former": former,
        "former_until": warranty_end(former) if former else None,
    }
