"""The part of a form that says what is asked for: services with ticks and prices, and rows for custom fees.

It works without JavaScript: a price left empty is the catalogue's, and "More rows" gives more rows for fees.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict

from hashmend.domain.catalogue.models import Service
from hashmend.domain.work_orders.operations import FeeLine, RequestDetails, ScopeLine
from hashmend.domain.work_orders.operations.scope import usual_price
from hashmend.kernel import money
from hashmend.web.fields import MoneyField

FREE_ROWS = 3
MOST_FEES = 50


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """One service as the editor shows it: its tick, its price, and the catalogue's price in words."""

    service: Service
    tick: forms.BoundField
    price: forms.BoundField | None
    usual: str


class ScopeForm(forms.Form):
    """Ticks and prices of services, descriptions and amounts of fees; `has_prices=False` leaves money out.

    `current` is what a request asks for already; without it the services that the catalogue proposes are ticked.
    """

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        services: Iterable[Service],
        current: RequestDetails | None = None,
        has_prices: bool = True,
        **options: Any,
    ) -> None:
        super().__init__(data, **options)
        self.current, self.has_prices = current, has_prices
        prices = {line.service.pk: line.price for line in current.scope} if current else {}
        self.services = [s for s in services if s.is_active or s.pk in prices]
        for service in self.services:
            chosen = service.pk in prices if current else service.default_in_scope
            self._add_service(service, chosen, prices.get(service.pk))
        self.fee_rows = self._number_of_fees(data, len(current.fees) if current else 0) if has_prices else 0
        for number in range(self.fee_rows):
            self._add_fee(number, current.fees[number] if current and number < len(current.fees) else None)

    def _add_service(self, service: Service, chosen: bool, price: Decimal | None) -> None:
        self.fields[f"service_{service.pk}"] = forms.BooleanField(label=str(service), required=False, initial=chosen)
        if self.has_prices:
            field = MoneyField(label=f"Price of {service}", required=False, initial=price)
            field.widget.attrs.update({"aria-label": f"Price of {service}", "class": "form-control price"})
            self.fields[f"price_{service.pk}"] = field

    def _add_fee(self, number: int, fee: FeeLine | None) -> None:
        described = forms.CharField(
            label=f"Fee {number + 1}", max_length=160, required=False, initial=fee.description if fee else ""
        )
        described.widget.attrs["aria-label"] = f"Description of fee {number + 1}"
        amount = MoneyField(label=f"Amount of fee {number + 1}", required=False, initial=fee.amount if fee else None)
        amount.widget.attrs.update({"aria-label": f"Amount of fee {number + 1}", "class": "form-control price"})
        self.fields[f"fee_{number}"], self.fields[f"amount_{number}"] = described, amount

    def _number_of_fees(self, data: QueryDict | None, known: int) -> int:
        if data is None:
            return known + FREE_ROWS if known else 2
        asked = data.get("fee_rows", "")
        rows = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 4 else known + FREE_ROWS
        return min(MOST_FEES, rows + (FREE_ROWS if "more" in data else 0))

    @property
    def service_rows(self) -> list[ServiceRow]:
        """Return the services for the template."""
        return [
            ServiceRow(
                service,
                self[f"service_{service.pk}"],
                self[f"price_{service.pk}"] if self.has_prices else None,
                "to be agreed" if service.price_amount is None else money.shown(service.price_amount, service.currency),
            )
            for service in self.services
        ]

    @property
    def fee_fields(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Return description and amount of every row for fees."""
        return [(self[f"fee_{number}"], self[f"amount_{number}"]) for number in range(self.fee_rows)]

    def clean(self) -> dict[str, Any]:
        """Say at its field which half of a fee is missing, and which price stands beside no tick."""
        data = super().clean() or self.cleaned_data
        for number in range(self.fee_rows):
            described, amount = data.get(f"fee_{number}"), data.get(f"amount_{number}")
            if described and amount is None and f"amount_{number}" not in self.errors:
                self.add_error(f"amount_{number}", "Give the amount of this fee, or clear its description.")
            if amount is not None and not described:
                self.add_error(f"fee_{number}", "Say what this fee is for, or clear its amount.")
        return data

    def scope(self, currency: str) -> tuple[ScopeLine, ...]:
        """Return the ticked services; an empty price is the catalogue's when that is in this currency, else open."""
        return tuple(
            ScopeLine(service, self._price(service, currency))
            for service in self.services
            if self.cleaned_data.get(f"service_{service.pk}")
        )

    def _price(self, service: Service, currency: str) -> Decimal | None:
        typed: Decimal | None = self.cleaned_data.get(f"price_{service.pk}")
        return usual_price(service, currency) if typed is None else typed

    def fees(self) -> tuple[FeeLine, ...]:
        """Return the fees typed."""
        rows = [(self.cleaned_data[f"fee_{n}"], self.cleaned_data[f"amount_{n}"]) for n in range(self.fee_rows)]
        return tuple(FeeLine(described, amount) for described, amount in rows if described and amount is not None)
