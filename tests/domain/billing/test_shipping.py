"""What money lets out of the house: release, assigning to shipments, back to packing."""

from dataclasses import replace

import pytest

from hashmend.domain.accounts.permissions import Permission, Role, permissions_of
from hashmend.domain.batches import row
from hashmend.domain.billing.models import Invoice
from hashmend.domain.billing.operations import (
    assign_to_shipment,
    delete_invoice,
    record_refund,
    release_containers,
    take_back_to_packing,
    void_invoice,
)
from hashmend.domain.billing.queries import ContainerState, with_container_state
from hashmend.domain.logistics.models import Container, Direction, Shipment
from hashmend.domain.logistics.operations import mark_delivered, mark_picked_up
from hashmend.kernel.actor import SYSTEM, Actor
from hashmend.kernel.errors import Refused
from tests import factories
from tests import factories_billing as billing
from tests import factories_logistics as logistics
from tests.domain.billing.world import everything, sentences

pytestmark = pytest.mark.django_db

CLERK = Actor(user_id=None, label="Clerk", permissions=permissions_of([Role.BILLING]), customer_ids=None)
DOCK = replace(CLERK, label="Dock", permissions=permissions_of([Role.LOGISTICS]))


def shipment_for(container: Container) -> Shipment:
    return logistics.a_shipment(container.work_order.customer, Direction.OUTBOUND, logistics.BY_HAND)


def state_of(container: Container) -> ContainerState:
    return ContainerState(with_container_state(row(container)).get().state_code)  # type: ignore[attr-defined]


def assign(container: Container, by: Actor = DOCK, reason: str = "") -> Shipment:
    shipment = shipment_for(container)
    assign_to_shipment(row(container), shipment, by=by, override_reason=reason)
    return shipment


def refuse_assigning(container: Container, match: str, by: Actor = DOCK, reason: str = "") -> None:
    shipment = shipment_for(container)
    before = everything()
    with pytest.raises(Refused, match=match):
        assign_to_shipment(row(container), shipment, by=by, override_reason=reason)
    assert everything() == before


def test_a_container_goes_all_the_way_from_packing_to_delivered() -> None:
    container = billing.packed_container()
    assert state_of(container) == ContainerState.PACKING
    logistics.mark_ready_for_billing(row(container), by=SYSTEM)
    assert state_of(container) == ContainerState.READY
    invoice = billing.issued(container)
    assert state_of(container) == ContainerState.INVOICED
    billing.pay(invoice)
    assert state_of(container) == ContainerState.PAID
    shipment = assign(container)
    assert state_of(container) == ContainerState.PAID
    mark_picked_up(row(shipment), by=SYSTEM).or_refuse()
    assert state_of(container) == ContainerState.SHIPPED
    mark_delivered(row(shipment), by=SYSTEM).or_refuse()
    assert state_of(container) == ContainerState.DELIVERED


def test_every_step_before_the_payment_is_refused_with_the_way_out() -> None:
    container = billing.packed_container()
    refuse_assigning(container, f"{container} is still being packed: mark it ready")
    logistics.mark_ready_for_billing(row(container), by=SYSTEM)
    refuse_assigning(container, f"{container} is not invoiced: make its invoice")
    invoice = billing.draft(container)
    refuse_assigning(container, f"The invoice of {container} is still a draft: issue it")
    delete_invoice(row(invoice), by=SYSTEM)
    invoice = billing.issued(container)
    billing.pay(invoice, "200.00")
    refuse_assigning(container, f"{container} is not paid: USD 10.00 of {invoice} is open. Record the payment")


def test_it_is_whole_or_nothing() -> None:
    order = factories.work_order()
    paid, unpaid = billing.ready_container(order), billing.ready_container(order)
    billing.paid(paid)
    shipment, before = shipment_for(paid), everything()
    with pytest.raises(Refused, match=f"{unpaid} is not invoiced"):
        assign_to_shipment(Container.objects.filter(pk__in=[paid.pk, unpaid.pk]), shipment, by=DOCK)
    assert everything() == before


def test_a_customer_with_credit_terms_needs_an_issued_invoice_only() -> None:
    container = billing.ready_container(factories.work_order(factories.customer(has_credit_terms=True)))
    refuse_assigning(container, "is not invoiced")
    billing.issued(container)
    assign(container)


def test_an_override_needs_the_right_and_a_reason_and_is_kept() -> None:
    container = billing.ready_container()
    refuse_assigning(container, "Only managers, billing and administrators", by=DOCK, reason="They promised")
    refuse_assigning(container, "is not invoiced", by=CLERK, reason="  ")
    assign(container, by=CLERK, reason="Agreed with Ana by phone")
    assert f"{container} may leave unpaid: Agreed with Ana by phone." in sentences(container=container)


def test_an_override_does_not_let_out_what_is_still_packed() -> None:
    container = billing.packed_container()
    refuse_assigning(container, f"{container} is still being packed", by=CLERK, reason="They promised")


def test_inbound_containers_need_no_money() -> None:
    container = logistics.an_inbound_container()
    shipment = logistics.a_shipment(container.work_order.customer, Direction.INBOUND)
    assign_to_shipment(row(container), shipment, by=DOCK)
    container.refresh_from_db()
    assert container.shipment == shipment


def test_a_released_container_leaves_without_an_invoice_and_can_be_billed_afterwards() -> None:
    container = billing.ready_container()
    assert release_containers(row(container), "Long-standing customer", by=CLERK).done
    shipment = assign(container)
    mark_picked_up(row(shipment), by=SYSTEM).or_refuse()
    assert billing.issued(container).total_amount == 210
    assert state_of(container) == ContainerState.SHIPPED


def test_release_refuses_without_right_or_reason() -> None:
    container = billing.ready_container()
    with pytest.raises(Refused, match="Only managers"):
        release_containers(row(container), "They promised", by=DOCK)
    with pytest.raises(Refused, match="Say why"):
        release_containers(row(container), " ", by=CLERK)


@pytest.mark.parametrize("case", ["inbound", "packing", "twice"])
def test_release_refuses_per_container(case: str) -> None:
    container = logistics.an_inbound_container() if case == "inbound" else billing.packed_container()
    if case == "twice":
        logistics.mark_ready_for_billing(row(container), by=SYSTEM)
        release_containers(row(container), "First", by=CLERK)
    before = everything()
    outcome = release_containers(row(container), "Again", by=CLERK)
    words = {"inbound": "is an inbound container", "packing": "still being packed", "twice": "was already released"}
    assert words[case] in outcome.refused[0].why
    assert everything() == before


def test_what_is_in_a_shipment_because_it_is_paid_cannot_become_unpaid() -> None:
    container = billing.ready_container()
    invoice = billing.paid(container)
    shipment = assign(container)
    before = everything()
    with pytest.raises(Refused, match=f"{container} is in {shipment} because of {invoice}: release the container"):
        record_refund(row(invoice), billing.received("210.00"), by=SYSTEM)
    assert everything() == before
    release_containers(row(container), "Settled otherwise", by=CLERK).or_refuse()
    record_refund(row(invoice), billing.received("210.00"), by=SYSTEM)
    void_invoice(row(invoice), "Settled otherwise", by=SYSTEM)


def test_an_invoice_on_credit_is_not_voided_under_a_container_that_left() -> None:
    container = billing.ready_container(factories.work_order(factories.customer(has_credit_terms=True)))
    invoice = billing.issued(container)
    mark_picked_up(row(assign(container)), by=SYSTEM).or_refuse()
    with pytest.raises(Refused, match="release the container with a reason first"):
        void_invoice(row(invoice), "Wrong address", by=SYSTEM)
    release_containers(row(container), "The invoice had a wrong address", by=CLERK).or_refuse()
    void_invoice(row(invoice), "Wrong address", by=SYSTEM)
    assert billing.issued(container).pk


def test_a_container_goes_back_to_packing_and_its_release_ends() -> None:
    container = billing.ready_container()
    release_containers(row(container), "They promised", by=CLERK).or_refuse()
    assert take_back_to_packing(row(container), by=SYSTEM).done
    container.refresh_from_db()
    assert (container.ready_at, container.released_at, container.released_reason) == (None, None, "")
    assert sentences(container=container)[-1] == f"{container} is open for packing again."


def back_to_packing_is_refused(container: Container, match: str) -> None:
    before = everything()
    assert match in take_back_to_packing(row(container), by=SYSTEM).refused[0].why
    assert everything() == before


def test_going_back_to_packing_names_what_is_in_the_way() -> None:
    container = billing.packed_container()
    back_to_packing_is_refused(container, "open for packing as it is")
    logistics.mark_ready_for_billing(row(container), by=SYSTEM)
    invoice = billing.draft(container)
    back_to_packing_is_refused(container, f"{container} is on a draft invoice: delete the draft first.")
    delete_invoice(row(invoice), by=SYSTEM)
    issued = billing.issued(container)
    back_to_packing_is_refused(container, f"{container} is on {issued}: void the invoice first.")
    billing.pay(issued)
    assign(container)
    back_to_packing_is_refused(container, "take it out of the shipment first")


def test_billing_and_managers_may_release_and_logistics_may_not() -> None:
    holders = {role for role in Role if Permission.RELEASE_UNPAID in permissions_of([role])}
    assert holders == {Role.ADMIN, Role.MANAGER, Role.BILLING}


def test_the_state_of_an_inbound_container_follows_its_facts() -> None:
    container = logistics.an_inbound_container(received=False)
    assert state_of(container) == ContainerState.EXPECTED
    logistics.receive_containers(row(container), by=SYSTEM)
    assert state_of(container) == ContainerState.RECEIVED


def test_an_invoice_over_nothing_is_paid_when_issued() -> None:
    container = billing.ready_container(are_services_done=False)
    invoice = billing.create_invoice(row(container), by=SYSTEM, allow_zero=True)
    billing.issue_invoice(row(invoice), by=SYSTEM)
    assert Invoice.objects.with_state().get().state == Invoice.State.PAID
    assign(container)
