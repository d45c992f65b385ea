"""One of everything, owned by one customer, for rules that walk every page."""

from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile

from hashmend.demo.photos import damaged_pallet
from hashmend.domain.accounts.models import User
from hashmend.domain.accounts.operations import save_filter
from hashmend.domain.accounts.permissions import Role
from hashmend.domain.batches import row
from hashmend.domain.bench.operations import Done, Found, note_failures, record_repair, start_test
from hashmend.domain.catalogue.models import RepairType
from hashmend.domain.catalogue.operations import add_row
from hashmend.domain.customers.operations import AddressDetails, ContactDetails, add_address, add_contact
from hashmend.domain.fitting.operations import set_condition
from hashmend.domain.intake.operations import upload_list
from hashmend.domain.logistics.models import Direction
from hashmend.domain.logistics.operations import create_shipment, record_damage, take_in_machines
from hashmend.domain.messaging.operations import send_message
from hashmend.domain.work_orders.operations import attach_document, update_status
from hashmend.domain.work_orders.statuses import Status
from hashmend.kernel.actor import SYSTEM
from tests import factories, factories_bench, factories_billing, factories_logistics


@dataclass(frozen=True)
class World:
    """Who tries the doors, and what stands behind them: the values of every part of an address."""

    people: dict[str, User]
    things: dict[str, dict[str, Any]]


def build() -> World:
    """Make the world by operations."""
    owner = factories.customer()
    order = factories.work_order(owner)
    invoice = factories_billing.issued(order=order)
    payment = factories_billing.pay(invoice, "1.00")
    inbound = factories_logistics.an_inbound_container(order)
    machine = factories.machine("SYNWORLD000000001", model=factories.miner_model())
    (job,) = take_in_machines(inbound, [machine], by=SYSTEM).or_refuse().done
    (other,) = factories_logistics.jobs_in(factories_logistics.an_inbound_container(order), "SYNWORLD000000002")
    changed = update_status(row(other), Status.IN_DIAGNOSIS, by=SYSTEM)
    (failure,) = note_failures(row(job), [Found("miner", words="Silent")], by=SYSTEM).done
    kind = add_row(RepairType, {"code": "world", "part_type": "miner", "name": "Woken"}, by=SYSTEM)
    (repair,) = record_repair(row(job), Done(kind.pk), by=SYSTEM).done
    noted = job.miner.parts.order_by("pk")[0]
    looked = set_condition(row(noted), "good", by=SYSTEM)
    damage = record_damage(inbound, "Dented", [damaged_pallet(1, "dent.jpg")], by=SYSTEM)
    send_message(order, "Hello", by=SYSTEM)
    contact = add_contact(row(owner), ContactDetails("Ann"), by=SYSTEM)
    address = add_address(row(owner), AddressDetails("shipping", "Road 1"), by=SYSTEM)
    request = factories.repair_request(owner)
    attach_document(row(request), ContentFile(factories.PDF, name="list.pdf"), by=SYSTEM)
    shipment = create_shipment(owner, Direction.INBOUND, by=SYSTEM)
    agreement = owner.agreements.get()
    file = ContentFile(b"Serial,MAC\nSYNLIST0000000001,02:00:00:00:00:01\n", name="list.csv")
    upload = upload_list(row(inbound), file, by=SYSTEM)
    people = {str(role): factories.staff(role) for role in Role if role != Role.CUSTOMER}
    people |= {"customer": factories.customer_user(owner), "stranger": factories.customer_user()}
    photo = damage.photos.get()
    saved = save_filter("work-orders", "Late", "flag=overdue", by=people["admin"].as_actor())
    test = start_test(row(job), factories_bench.profile(least_share=None), by=SYSTEM)
    update_status(row(job), Status.RECEIVED, by=SYSTEM)  # so that its container's receipt may be taken back
    bench = factories_bench.position("B-01")
    things = {
        "account": {"key": saved.list, "pk": saved.pk},
        "catalogues": {"catalogue": "services", "code": factories.service().code},
        "customers": {"public_id": owner.public_id, "token": agreement.token},
        "contacts": {"pk": contact.pk},
        "addresses": {"pk": address.pk},
        "repair-requests": {"number": request.number, "token": ""},
        "work-orders": {
            "number": order.number,
            "position": job.position,
            "group": changed.group,
            "failure": failure.public_id,
            "repair": repair.public_id,
            "test": test.public_id,
        },
        "slots": {"slot": "hashboard-1"},
        "spare-parts": {"pk": noted.pk, "group": looked.group},
        "parts": {"pk": job.miner.parts.order_by("pk")[0].pk},
        "containers": {"number": inbound.number, "position": job.position},
        "shipments": {"number": shipment.number},
        "invoices": {"public_id": invoice.public_id, "number": invoice.public_id},
        "payments": {"payment_id": payment.pk},
        "miners": {"public_id": job.miner.public_id},
        "users": {"public_id": people["technician"].public_id},
        "positions": {"pk": bench.pk},
        "photos": {"token": photo.token},
        "damage": {"public_id": damage.public_id},
        "lists": {"public_id": upload.public_id},
    }
    return World(people, things)
