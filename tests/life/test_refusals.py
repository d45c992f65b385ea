"""The rules that never break (PRODUCT 4), each tried through the pages: the sentence is said and nothing changes."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from hashmend.domain.batches import row
from hashmend.domain.catalogue.operations import set_prices
from hashmend.domain.history.models import Event
from hashmend.domain.logistics.models import Container
from hashmend.domain.logistics.operations import mark_picked_up
from hashmend.domain.work_orders.models import Job, ServiceDone, WorkOrder
from hashmend.domain.work_orders.operations import complete_services
from hashmend.kernel.actor import SYSTEM
from tests import factories
from tests import factories_billing as billing
from tests import factories_logistics as logistics
from tests.life.conftest import People
from tests.life.unchanged import refuses, unchanged
from tests.people import as_person

pytestmark = pytest.mark.django_db


def of(order: WorkOrder, verb: str = "") -> str:
    return f"/work-orders/{order}/{verb}"


def in_(container: Container, verb: str = "") -> str:
    return f"/containers/{container}/{verb}"


def saved(client: Client, path: str) -> bytes:
    return client.get(path).getvalue()


def chosen(*jobs: Job, **more: object) -> dict[str, object]:
    return {"ids": ",".join(str(job.pk) for job in jobs), "confirmed": "yes", **more}


def test_a_machine_is_in_one_open_order_of_the_whole_centre(person: People) -> None:
    here, elsewhere = logistics.an_inbound_container(), logistics.an_inbound_container()
    logistics.jobs_in(here, "SN-ONCE")
    dock = person("logistics")
    refuses(dock, in_(elsewhere, "inventory/scan/"), {"serial": "sn-once"}, f"is in {here.work_order} already")
    job = logistics.jobs_in(elsewhere, "SN-OTHER")[0]
    pen = of(elsewhere.work_order, f"miners/{job.position}/identity/")
    refuses(person("technician"), pen, {"serial": "SN-ONCE", "seen_serial": "SN-OTHER"}, str(here.work_order))


def test_a_job_is_in_one_container_each_way_of_its_own_order(person: People) -> None:
    order = logistics.an_order()
    first, job = logistics.a_packed_container(order, "P1"), order.jobs.get()
    second, foreign = logistics.an_outbound_container(order), logistics.an_outbound_container()
    dock = person("logistics")
    refuses(dock, in_(second, "packing/scan/"), {"serial": "P1"}, f"P1 is in {first}: take it out first, or move it.")
    refuses(dock, in_(foreign, "packing/scan/"), {"serial": "P1"}, f"P1 is not in {foreign.work_order}.")
    refuses(dock, of(order, "assign-to-container/"), chosen(job, container=second.number), f"P1 is in {first}")
    refuses(dock, of(order, "assign-to-container/"), chosen(job, container=foreign.number), "not one of the available")


def test_contents_are_frozen_while_an_invoice_lives(person: People) -> None:
    order = factories.work_order()
    container = billing.ready_container(order)
    spare, draft = logistics.finished_jobs(order, "LATE")[0], billing.draft(container)
    inside = container.outbound_jobs.first()
    dock = person("logistics")
    refuses(dock, in_(container, "back-to-packing/"), {}, f"{container} is on a draft invoice: delete the draft first.")
    refuses(dock, in_(container, "machines/take-out/"), chosen(inside), "ready for billing")
    refuses(dock, in_(container, "packing/scan/"), {"serial": "LATE"}, f"{container} is ready for billing")
    refuses(dock, in_(container, "packing/put/"), chosen(spare), "ready for billing")
    refuses(dock, of(order, f"miners/{inside.position}/status/"), {"status": "in-repair"}, str(container))
    person("billing").post(f"/invoices/{draft.public_id}/issue/")
    draft.refresh_from_db()
    refuses(dock, in_(container, "back-to-packing/"), {}, f"{container} is on {draft}: void the invoice first.")


def test_a_container_is_on_one_live_invoice(person: People) -> None:
    container = billing.ready_container()
    new, data = of(container.work_order, "billing/new/"), {"container": container.number}
    office = person("billing")
    assert office.post(new, data).status_code == 302
    refuses(office, new, data, f"{container} is on a draft invoice already, made by Staff", "open that one.")
    packing = billing.packed_container(container.work_order)
    why = f"{packing} is not ready for billing: finish packing it and mark it ready first."
    refuses(office, new, {"container": packing.number}, why)


def test_what_is_not_paid_stays_unless_released(person: People) -> None:
    order = factories.work_order()
    container = billing.ready_container(order)
    shipment = logistics.a_shipment(order.customer)
    join = {"containers": container.number, "shipment": shipment.number}
    dock, tab = person("logistics"), of(order, "logistics/assign/")
    refuses(dock, tab, join, f"{container} is not invoiced: make its invoice in Billing, or release it with a reason.")
    invoice = billing.draft(container)
    refuses(dock, tab, join, f"The invoice of {container} is still a draft: issue it in Billing")
    person("billing").post(f"/invoices/{invoice.public_id}/issue/")
    refuses(dock, tab, join, f"{container} is not paid: ", " is open. Record the payment, or release the container")
    refuses(dock, f"/shipments/{shipment}/containers/add/", join, f"{container} is not paid: ")
    billing.pay(invoice, "1.00")
    refuses(dock, tab, join, f"{container} is not paid: ")
    why = "Only managers, billing and administrators release unpaid containers: ask one of them."
    refuses(dock, tab, join | {"override_reason": "They promised."}, why)
    boss = person("manager")
    assert "Release" in boss.get(in_(container, "release/")).content.decode()
    refuses(boss, in_(container, "release/"), {"reason": " "})
    assert boss.post(tab, join | {"override_reason": "They promised."}).status_code == 302
    assert "They promised." in boss.get(in_(container)).content.decode()


def test_credit_terms_exempt_from_paying_first(person: People) -> None:
    order = factories.work_order(factories.customer(has_credit_terms=True))
    container = billing.ready_container(order)
    billing.issued(container)
    join = {"containers": container.number, "shipment": logistics.a_shipment(order.customer).number}
    assert person("logistics").post(of(order, "logistics/assign/"), join).status_code == 302
    container.refresh_from_db()
    assert container.shipment


def test_what_left_is_not_changed_and_nothing_empty_leaves(person: People) -> None:
    order = factories.work_order()
    container = billing.ready_container(order)
    billing.paid(container)
    dock = person("logistics")
    empty = logistics.a_shipment(order.customer, tracking=logistics.BY_HAND)
    refuses(dock, f"/shipments/{empty}/picked-up/", {}, f"{empty} is empty: put a container in it first.")
    bare = logistics.a_shipment(order.customer)
    refuses(dock, f"/shipments/{bare}/picked-up/", {}, f"{bare} has no tracking")
    refuses(dock, f"/shipments/{empty}/delivered/", {}, f"{empty} was not picked up yet")
    shipment = logistics.a_shipment_with(container)
    mark_picked_up(row(shipment), by=SYSTEM).or_refuse()
    left = f"{container} left the repair centre in {shipment}: a shipped container cannot be changed."
    job = container.outbound_jobs.first()
    refuses(dock, in_(container, "machines/take-out/"), chosen(job), "left the repair centre")
    refuses(dock, in_(container, "delete/"), {}, left)
    refuses(dock, in_(container, "label/"), {"label": "New"}, left)
    refuses(dock, in_(container, "back-to-packing/"))
    refuses(dock, f"/shipments/{shipment}/containers/remove/", {"containers": container.number})
    refuses(dock, f"/shipments/{shipment}/tracking/clear/", {}, f"{shipment} was picked up: take its pick-up back")
    pen = of(order, f"miners/{job.position}/")
    refuses(person("technician"), f"{pen}status/", {"status": "in-repair"}, "left the repair centre")
    refuses(person("technician"), f"{pen}identity/", {"serial": "NEW", "seen_serial": job.miner.serial}, "left")


def test_an_order_completes_only_when_all_is_back(person: People) -> None:
    order = factories.work_order()
    boss = person("manager")
    refuses(boss, of(order, "complete/"), {}, f"{order} has no machines: receive and inventory them, or cancel")
    container = logistics.a_ready_container(order, "READY1")
    logistics.jobs_in(logistics.an_inbound_container(order), "WAITING1", "WAITING2")
    logistics.finished_jobs(order, "FINISHED1")
    logistics.finished_jobs(order, "SCRAPPED1", status="scrapped")
    said = refuses(
        boss,
        of(order, "complete/"),
        {},
        f"{order} is not complete yet",
        "WAITING1",
        "WAITING2",
        "FINISHED1",
        f"READY1 in {container}",
    )
    assert "SCRAPPED1" not in said
    refuses(boss, of(order, "cancel/"), {"reason": "They changed their mind."}, str(order))


def test_machines_move_only_within_their_customer_and_not_out_of_a_bill(person: People) -> None:
    order, boss = factories.work_order(), person("manager")
    target, foreign = factories.work_order(order.customer), factories.work_order()
    job = logistics.jobs_in(logistics.an_inbound_container(order), "M1")[0]
    refuses(
        boss, of(order, "move/"), chosen(job, to="existing", target=foreign.number), f"“{foreign}” is not in the list."
    )
    refuses(boss, of(order, "move/"), chosen(job, to="existing", target=order.number), "is not in the list.")
    complete_services(logistics.these(job), by=SYSTEM).or_refuse()
    undecided = "is not in the scope there; it was done for 1 miner: Decide what becomes of"
    refuses(boss, of(order, "move/"), chosen(job, to="existing", target=target.number), undecided)
    container = billing.ready_container(order)
    billing.issued(container)
    billed = container.outbound_jobs.first()
    refuses(
        boss, of(order, "move/"), chosen(billed, to="existing", target=target.number), str(billed.miner), str(container)
    )
    packed = logistics.a_packed_container(order, "M2").outbound_jobs.get()
    refuses(boss, of(order, "move/"), chosen(packed, to="existing", target=target.number), "take it out first")


def test_nobody_becomes_a_donor_by_hand(person: People) -> None:
    order = factories.work_order()
    job = logistics.jobs_in(logistics.an_inbound_container(order), "D1")[0]
    bench = person("technician")
    refuses(bench, of(order, "update-status/"), chosen(job, status="donor"), "not one of the available choices")
    refuses(bench, of(order, f"miners/{job.position}/status/"), {"status": "donor"}, "Donor comes by consolidation")
    refuses(bench, of(order, f"miners/{job.position}/status/"), {"status": "expected"}, "Expected ends by receiving")
    refuses(
        bench, of(order, "update-status/"), chosen(job, status="scrapped"), "Scrapping needs the customer's consent"
    )


def test_an_issued_invoice_is_never_edited_and_nothing_is_billed_twice(person: People) -> None:
    order = factories.work_order(fees=(factories.fee(),))
    container = billing.ready_container(order)
    invoice = billing.issued(container)
    office, page = person("billing"), f"/invoices/{invoice.public_id}/"
    never = f"{invoice} was issued and is never {{}}: void it and make a new one."
    refuses(office, f"{page}regenerate/", {}, never.format("regenerated"))
    refuses(office, f"{page}delete/", {}, never.format("deleted"))
    refuses(office, f"{page}issue/", {}, f"{invoice} was already issued on ")
    before = saved(office, f"{page}csv/")
    service = order.repair_request.scope.first().service
    set_prices({service.pk: Decimal("999.00")}, by=SYSTEM)
    assert saved(office, f"{page}csv/") == before
    payment = {"amount": "1000000", "received_on": factories.today().isoformat(), "key": "k"}
    refuses(office, f"{page}payment/", payment, "open")
    refuses(office, f"{page}refund/", payment | {"amount": "1"}, f"{invoice}")
    billing.pay(invoice)
    refuses(office, f"{page}void/", {"reason": "Wrong."}, "is paid for", "record a refund of it first.")
    refuses(office, f"{page}void/", {"reason": ""})
    job = logistics.jobs_in(logistics.an_inbound_container(order), "TWICE")[0]
    services = [str(item.service_id) for item in order.repair_request.scope.all()]
    bench, data = person("technician"), chosen(job, services=services)
    bench.post(of(order, "complete-services/"), data)
    assert ServiceDone.objects.filter(job=job).count() == len(services)
    refuses(bench, of(order, "complete-services/"), data, "All services asked for are done for TWICE already.")


def test_history_is_never_edited(person: People) -> None:
    order = factories.work_order()
    for spoil in ({"kind": "other"}, {"actor_label": "Somebody else"}):
        with unchanged(), pytest.raises(DatabaseError), transaction.atomic():
            Event.objects.filter(work_order=order).update(**spoil)
    for verb in ("edit", "delete"):
        assert person("admin").post(of(order, f"history/{verb}/")).status_code == 404


def _reachable_by(buyer: Client, *paths: str) -> list[str]:
    return [path for path in paths if buyer.get(path).status_code != 404]


def test_a_customer_reaches_nothing_of_another(person: People) -> None:
    order = factories.work_order()
    container = billing.ready_container(order)
    invoice, arrived = billing.issued(container), logistics.an_inbound_container(order)
    logistics.jobs_in(arrived, "SECRET1")
    stranger, own = as_person(factories.customer_user()), as_person(factories.customer_user(order.customer))
    page = f"/portal/work-orders/{order}/"
    pages = (
        page, f"{page}logistics/", f"{page}messages/", f"{page}history/", f"{page}miners/1/",
        f"/portal/containers/{arrived}/", f"/portal/containers/{container}/",
        f"/portal/repair-requests/{order.repair_request}/",
        f"/portal/invoices/{invoice.public_id}/", f"/portal/invoices/{invoice.public_id}/csv/",
    )  # fmt: skip
    assert {own.get(path).status_code for path in pages} == {200}
    with unchanged():
        assert _reachable_by(stranger, *pages) == []
        assert stranger.post(f"{page}messages/send/", {"message-body": "Hello"}).status_code == 404
        assert str(order) in own.get("/portal/?q=SECRET1").content.decode()
        assert str(order) not in stranger.get("/portal/?q=SECRET1").content.decode()
        assert str(order) not in stranger.get("/portal/").content.decode()
        for path in (of(order), in_(arrived), f"/invoices/{invoice.public_id}/", "/work-orders/", "/miners/"):
            assert stranger.get(path).status_code == 403, path
            assert str(order) not in stranger.get(path).content.decode(), path
    refused = stranger.get(page).content.decode()
    assert order.customer.alias not in refused


def test_what_is_odd_warns_and_is_kept_as_typed(person: People) -> None:
    factories.miner_model("Antminer Odd")
    container = logistics.an_inbound_container()
    typed = {"serial": " sn-0 odd/1 ", "mac": "zz:zz", "model": "Antminer Odd", "mac_mode": "0"}
    answer = person("logistics").post(in_(container, "inventory/scan/"), typed, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "scan-warning" in answer.content.decode()
    miner = container.inbound_jobs.get().miner
    assert (miner.serial_typed, miner.mac_typed) == ("sn-0 odd/1", "zz:zz")
