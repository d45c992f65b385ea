"""The people, companies, catalogue rows, requests and orders that tests start from: made by operations only.

Every name is unique within the process, so that tests can ask for as many as they need.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.utils.text import slugify

from hashmend.domain.accounts.models import User
from hashmend.domain.accounts.operations import NewUser, add_user
from hashmend.domain.accounts.permissions import Role
from hashmend.domain.batches import row
from hashmend.domain.catalogue.models import FailureType, MinerModel, Service
from hashmend.domain.catalogue.operations import add_row
from hashmend.domain.customers.models import Agreement, Customer
from hashmend.domain.customers.operations import CustomerDetails, Term, add_customer, upload_agreement
from hashmend.domain.logistics.models import Container
from hashmend.domain.miners.entries import MachineEntry
from hashmend.domain.work_orders.models import Job, RepairRequest, WorkOrder
from hashmend.domain.work_orders.operations import (
    FeeLine,
    RequestDetails,
    ScopeLine,
    add_jobs,
    create_repair_request,
    open_work_order,
    update_status,
)
from hashmend.domain.work_orders.statuses import Status
from hashmend.kernel import clock
from hashmend.kernel.actor import SYSTEM

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
PASSWORD = "correct-horse-7-battery"

_numbers = count(1)


def today() -> date:
    """Return the date at the repair centre."""
    return clock.today(settings.TIME_ZONE)


def pdf(name: str = "agreement.pdf", content: bytes = PDF) -> "ContentFile[bytes]":
    """Return a small PDF as if somebody uploaded it."""
    return ContentFile(content, name=name)


def customer(**details: Any) -> Customer:
    """Return a customer; `details` as `CustomerDetails`."""
    n = next(_numbers)
    return add_customer(
        CustomerDetails(**{"alias": f"Customer {n}", "email": f"customer{n}@example.com", **details}), by=SYSTEM
    )


def agreement(of: Customer, *, starts_in: int = -30, ends_in: int | None = 365) -> Agreement:
    """Return an agreement of the customer; the days count from today, `ends_in` None for no end."""
    term = Term(today() + timedelta(starts_in), None if ends_in is None else today() + timedelta(ends_in))
    return upload_agreement(row(of), pdf(), term, by=SYSTEM)


def staff(*roles: str, name: str = "", email: str = "") -> User:
    """Return a person of the repair centre with the roles (admin without any)."""
    return _user(name or f"Staff {next(_numbers)}", email, list(roles) or [Role.ADMIN], None)


def customer_user(of: Customer | None = None, *, name: str = "", email: str = "") -> User:
    """Return a person of the customer (a new one without any)."""
    return _user(name or f"Buyer {next(_numbers)}", email, [Role.CUSTOMER], of or customer())


def _user(name: str, email: str, roles: list[str], of: Customer | None) -> User:
    new = NewUser(
        email=email or f"person{next(_numbers)}@example.com",
        name=name,
        roles=tuple(roles),
        password=PASSWORD,
        customer_id=of.pk if of else None,
    )
    return add_user(new, by=SYSTEM)


def service(name: str = "", *, price: str | None = "45.00", **values: Any) -> Service:
    """Return a service of the catalogue; `price` None: to be agreed."""
    n = next(_numbers)
    amount = None if price is None else Decimal(price)
    return add_row(
        Service, {"code": f"service-{n}", "name": name or f"Service {n}", "price_amount": amount, **values}, by=SYSTEM
    )


def failure_type(name: str, part_type: str) -> FailureType:
    """Return a failure type of the catalogue."""
    return add_row(FailureType, {"code": slugify(name), "name": name, "part_type": part_type}, by=SYSTEM)


def miner_model(name: str = "", **values: Any) -> MinerModel:
    """Return a miner model of the catalogue with three hashboards, a control board, a PSU and four fans."""
    n = next(_numbers)
    slots = {"hashboards": 3, "control_boards": 1, "psus": 1, "fans": 4}
    return add_row(
        MinerModel,
        {"code": f"model-{n}", "maker": "Bitmain", "name": name or f"Antminer T{n}", **slots, **values},
        by=SYSTEM,
    )


def scope(*services: Service) -> tuple[ScopeLine, ...]:
    """Return the services (two new ones without any) as a scope at their catalogue prices."""
    chosen = services or (service("Diagnosis", price="25.00"), service("Hashboard repair", price="80.00"))
    return tuple(ScopeLine(one, one.price_amount) for one in chosen)


def request_details(**values: Any) -> RequestDetails:
    """Return what a request asks for: three machines, two services, no fee, unless told otherwise."""
    services = values.pop("scope") if "scope" in values else scope()
    return RequestDetails(**{"quantity": 3, "families": "S19", "scope": tuple(services), **values})


def fee(description: str = "Pallet handling", amount: str = "120.00") -> FeeLine:
    """Return a custom fee."""
    return FeeLine(description, Decimal(amount))


def repair_request(of: Customer | None = None, **values: Any) -> RepairRequest:
    """Return a request under review; `values` as `RequestDetails`. The customer has no agreement unless given one."""
    return create_repair_request(row(of or customer()), request_details(**values), by=SYSTEM)


def work_order(of: Customer | None = None, *, due_on: date | None = None, **values: Any) -> WorkOrder:
    """Return an open order of the customer (a new one without any), who gets an agreement when none is in term."""
    buyer = of or customer()
    if not Agreement.objects.filter(customer=buyer).in_term().exists():
        agreement(buyer)
    return open_work_order(row(buyer), request_details(**values), by=SYSTEM, due_on=due_on)


def machine(serial: str = "", **values: Any) -> MachineEntry:
    """Return a machine as somebody would type it in; serial number and MAC are its own unless given."""
    n = next(_numbers)
    return MachineEntry(**{"serial_typed": serial or f"SNTEST{n:06d}", "mac_typed": f"02:00:00:{n:06X}", **values})


def jobs(
    order: WorkOrder,
    n: int = 1,
    *,
    status: str = Status.RECEIVED,
    container: Container | None = None,
    entries: Sequence[MachineEntry] = (),
) -> list[Job]:
    """Return `n` new machines in an order, or those of `entries`, in the repair status given.

    *Expected*: announced, not arrived yet. They come in `container`, or in none.
    """
    typed = entries or [machine() for _ in range(n)]
    made = add_jobs(order, typed, container=container, received=status != Status.EXPECTED, by=SYSTEM)
    assert not made.refused, made.refused
    rows = Job.objects.filter(pk__in=[job.pk for job in made.done])
    if status not in {Status.EXPECTED, Status.RECEIVED}:
        assert not update_status(rows, status, by=SYSTEM, scrap_consent="Agreed by phone.").refused
    return list(rows.select_related("miner__model", "work_order").order_by("position"))
