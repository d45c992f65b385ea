"""What is asked before machines move to another order: which one, and what becomes of services its scope lacks."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms

from hashmend.desk.work_orders.frame import order_url
from hashmend.domain.catalogue.models import Service
from hashmend.domain.work_orders.models import WorkOrder
from hashmend.domain.work_orders.operations import ScopeLine
from hashmend.web.bulk import asking_again
from hashmend.web.fields import MoneyField, SearchField
from hashmend.web.formats import counted, shown_date

EXISTING, NEW = "existing", "new"
ADD, LEAVE = "add", "leave"


@dataclass(frozen=True, slots=True)
class Lacking:
    """A service that was done for some of the machines and is not in the scope of the order they move to."""

    service: Service
    machines: int
    price: Decimal | None


def shown_order(order: WorkOrder) -> str:
    """Return an order as it is searched for: its number, when it was opened and what was asked for."""
    request = order.repair_request
    asked = f"{counted(request.quantity, 'miner')}{f' {request.families}' if request.families else ''}"
    return f"{order.number} – opened {shown_date(order.opened_at)}, for {asked}"


class MoveForm(forms.Form):
    """The order machines move to: another open one of the same customer, or a new one."""

    use_required_attribute = False

    to = forms.ChoiceField(
        label="Where do they go?", widget=forms.RadioSelect, error_messages={"required": "Choose where they go."}
    )
    target = SearchField(
        None, label="Work order", label_of=shown_order,
        error_messages={"required": "Choose the work order they move to."},
        help_text="Type a part of its number, of the models, or of the day it was opened.",
    )  # fmt: skip

    def __init__(
        self,
        data: Any,
        *,
        source: WorkOrder,
        targets: Any,
        may_open: bool,
        lacking: Sequence[Lacking],
        chosen: Any,
    ) -> None:
        way = direction_of(chosen)
        if data is not None:
            data = data.copy()
            data["to"] = way
        super().__init__(data, initial={"to": way, "target": chosen.get("target", "")})
        self.lacking = lacking
        url = f"{order_url(source)}move/"
        fields: Any = self.fields
        fields["target"].queryset, fields["target"].required = targets, way != NEW
        ways = [(EXISTING, f"To another open order of {source.customer}")]
        ways += [(NEW, f"To a new order, with the scope and prices of {source}")] if may_open else []
        fields["to"].choices = ways
        fields["to"].widget.attrs |= asking_again(url)
        fields["target"].widget.attrs |= asking_again(url)
        if way == NEW:
            del fields["target"]
            return
        for one in lacking:
            self._add_decision(one, chosen, url)

    def _add_decision(self, one: Lacking, chosen: Any, url: str) -> None:
        service, pk = one.service, one.service.pk
        decide = forms.ChoiceField(
            label=f"{service} is not in the scope there; it was done for {counted(one.machines, 'miner')}",
            widget=forms.RadioSelect,
            choices=[(ADD, "Bring it into the scope there, for all its miners"), (LEAVE, "Leave these miners here")],
            initial=chosen.get(f"decide_{pk}", ""),
            error_messages={"required": f"Decide what becomes of {service}."},
        )
        decide.widget.attrs |= asking_again(url)
        is_added = chosen.get(f"decide_{pk}") == ADD
        price = MoneyField(
            label=f"Price of {service} there",
            initial=chosen.get(f"price_{pk}", one.price),
            required=is_added,
            error_messages={"required": f"Give the price of {service} there."},
        )
        if not is_added:
            price.widget = forms.HiddenInput()
        self.fields[f"decide_{pk}"], self.fields[f"price_{pk}"] = decide, price

    def clean(self) -> dict[str, Any]:
        """Return also the services to bring along, as `add`."""
        values = super().clean() or {}
        add = [
            ScopeLine(one.service, values.get(f"price_{one.service.pk}"))
            for one in self.lacking
            if values.get(f"decide_{one.service.pk}") == ADD
        ]
        return values | {"add": add}


def direction_of(data: Any) -> str:
    """Return where the machines are to go, as far as it was said; an order alone means an existing one."""
    return data.get("to") or (EXISTING if data.get("target") else "")
