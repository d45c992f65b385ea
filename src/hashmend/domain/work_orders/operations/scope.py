"""What a repair request asks for, as it is handed to the operations, and how it is written down."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from hashmend.domain.catalogue.models import Service
from hashmend.domain.work_orders.models import Fee, RepairRequest, ScopeItem
from hashmend.kernel.errors import Refused

MOST_MACHINES = 100_000


@dataclass(frozen=True, slots=True)
class ScopeLine:
    """A service of the scope with its price per machine; None: not agreed yet."""

    service: Service
    price: Decimal | None = None


@dataclass(frozen=True, slots=True)
class FeeLine:
    """A custom fee, billed once per order."""

    description: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class RequestDetails:
    """What a customer asks for: how many machines, which families, which services and fees, in the request's currency.

    `currency` "" means the customer's own.
    """

    quantity: int
    families: str = ""
    description: str = ""
    scope: tuple[ScopeLine, ...] = ()
    fees: tuple[FeeLine, ...] = ()
    currency: str = ""


def usual_price(service: Service, currency: str) -> Decimal | None:
    """Return the catalogue's price of a service when it is in this currency; None: to be agreed."""
    return service.price_amount if service.currency == currency else None


def check_details(details: RequestDetails, known: Iterable[int] = ()) -> None:
    """Refuse details that no request may have. Services in `known` may stay although the catalogue retired them."""
    if not 1 <= details.quantity <= MOST_MACHINES:
        raise Refused(f"A repair request is for 1 to {MOST_MACHINES:,} machines: correct the number.")
    keys = [line.service.pk for line in details.scope]
    if len(keys) != len(set(keys)):
        raise Refused("A service stands in the scope twice: keep one of the two.")
    staying = set(known)
    for line in details.scope:
        if not line.service.is_active and line.service.pk not in staying:
            raise Refused(f"{line.service} is retired from the catalogue: choose another service.")
        if line.price is not None and line.price < 0:
            raise Refused(f"The price of {line.service} is negative: correct it.")
    for fee in details.fees:
        if not fee.description.strip() or fee.amount < 0:
            raise Refused("A fee needs a description and an amount of zero or more: correct or remove it.")


def write_scope(request: RepairRequest, details: RequestDetails) -> None:
    """Replace the scope and the fees of a request by those of the details."""
    request.scope.all().delete()
    request.fees.all().delete()
    ScopeItem.objects.bulk_create(
        ScopeItem(repair_request=request, service=line.service, price=line.price, position=position)
        for position, line in enumerate(details.scope, 1)
    )
    Fee.objects.bulk_create(
        Fee(repair_request=request, description=fee.description.strip(), amount=fee.amount) for fee in details.fees
    )


def details_of(request: RepairRequest) -> RequestDetails:
    """Return what a request asks for, as details."""
    return RequestDetails(
        quantity=request.quantity,
        families=request.families,
        description=request.description,
        scope=tuple(
            ScopeLine(item.service, item.price)
            for item in request.scope.select_related("service").order_by("position", "pk")
        ),
        fees=tuple(FeeLine(fee.description, fee.amount) for fee in request.fees.order_by("pk")),
        currency=request.currency,
    )


def told(details: RequestDetails) -> dict[str, list[str]]:
    """Return the scope and the fees as phrases for the history."""
    return {
        "services": [
            f"{line.service}{'' if line.price is None else f' at {line.price} {details.currency}'}"
            for line in details.scope
        ],
        "fees": [f"{fee.description} ({fee.amount} {details.currency})" for fee in details.fees],
    }
