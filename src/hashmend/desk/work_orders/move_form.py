"""What is asked before machines move to another order: which one, and what becomes of services its scope lacks."""

from collections.abc import Mapping, Sequence
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

Data = Mapping[str, Any] | None


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

    to = forms.ChoiceField(label="Where do they go?", widget=forms.RadioSelect, required=False)
    target = SearchField(
        None, label="Work order", required=False, label_of=shown_order,
        help_text="Type a part of its number, of the models, or of the day it was opened.",
    )  # fmt: skip

    def __init__(
        self,
        data: Data,
        *,
        source: WorkOrder,
        targets: Any,
        may_open: bool,
        lacking: Sequence[Lacking],
        chosen: Any,
    ) -> None:
        super().__init__(data, initial={"to": direction_of(chosen), "target": chosen.get("target", "")})
        self.lacking = lacking
        url = f"{order_url(source)}move/"
        fields: Any = self.fields
        fields["target"].queryset = targets
        ways = [(EXISTING, f"To another open order of {source.customer}")]
        ways += [(NEW, f"To a new order, with the scope and prices of {source}")] if may_open else []
        fields["to"].choices = ways
        fields["to"].widget.attrs |= asking_again(url)
        fields["target"].widget.attrs |= asking_again(url)
        if direction_of(chosen) == NEW:
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
            required=False,
        )
        decide.widget.attrs |= asking_again(url)
        price = MoneyField(
            label=f"Price of {service} there", required=False, initial=chosen.get(f"price_{pk}", one.price)
        )
        self.fields[f"decide_{pk}"], self.fields[f"price_{pk}"] = decide, price
        if chosen.get(f"decide_{pk}") != ADD:
            self.fields[f"price_{pk}"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        """Ask for what is missing: the order, a decision, a price. `add` are the services to bring along."""
        values = super().clean() or {}
        to = values.get("to") or (EXISTING if values.get("target") else "")
        if not to and "target" not in self.errors:
            self.add_error("to", "Choose where they go.")
        elif to == EXISTING and not values.get("target") and "target" not in self.errors:
            self.add_error("target", "Choose the work order they move to.")
        add = []
        for one in self.lacking if to == EXISTING else ():
            decided, price = values.get(f"decide_{one.service.pk}"), values.get(f"price_{one.service.pk}")
            if not decided:
                self.add_error(f"decide_{one.service.pk}", f"Decide what becomes of {one.service}.")
            if decided == ADD and price is None and f"price_{one.service.pk}" not in self.errors:
                self.add_error(f"price_{one.service.pk}", f"Give the price of {one.service} there.")
            if decided == ADD:
                add.append(ScopeLine(one.service, price))
        return values | {"to": to, "add": add}


def direction_of(data: Any) -> str:
    """Return where the machines are to go, as far as it was said; an order alone means an existing one."""
    return data.get("to") or (EXISTING if data.get("target") else "")
