"""The chapters: each tells one order, from the dock as far as it has come."""

from django.db.models import QuerySet

from hashmend.demo.machines import ANTMINERS, WHATSMINERS, Fleet
from hashmend.demo.mending import mend
from hashmend.demo.photos import damaged_pallet
from hashmend.demo.stage import Stage, days_ago, slice_of, usual_request
from hashmend.domain.batches import row
from hashmend.domain.logistics.models import Shipment
from hashmend.domain.logistics.operations import Tracking, mark_delivered, mark_picked_up, record_damage
from hashmend.domain.messaging.operations import send_message, write_note
from hashmend.domain.work_orders.models import WorkOrder
from hashmend.domain.work_orders.operations import (
    cancel_order,
    complete_order,
    create_repair_request,
    deny_repair_requests,
    put_on_hold,
)
from hashmend.domain.work_orders.statuses import Status

UPS = Tracking("1Z5R89390357567127")
FEDEX = Tracking("986578788855")
OLD_DOMINION = Tracking("07209562763")
BY_HAND = Tracking(is_by_hand=True)

_ALL = ("SVC_DIAG", "SVC_CLEAN", "SVC_HASHBOARD", "SVC_STRESS")
_LOOKED_AT = ("SVC_DIAG",)
_BURNT = ("HB_BURNT", "HB_PCB_BROKEN", "HB_BURNT", "HB_CORROSION")
_USUAL = (
    "HB_CHIPS_MISSING", "HB_ZERO_CHIPS", "HB_CHIPS_MISSING", "FAN_LOST", "HB_NOT_DETECTED", "PSU_NO_OUTPUT",
    "HB_CHIPS_MISSING", "HB_ZERO_CHIPS", "HB_TEMP_SENSOR", "HB_CHIPS_MISSING", "CB_NO_BOOT", "HB_NOT_DETECTED",
)  # fmt: skip


def a_finished_order(stage: Stage, fleet: Fleet) -> None:
    """Twelve machines that came, were repaired, paid and went home; the order is complete."""
    with days_ago(150):
        order = stage.order(stage.cast.northwind, 12, "S19", due_in=45)
        pallets = stage.announce(order, 1, UPS)
    with days_ago(145):
        stage.arrive(pallets, fleet.machines(12))
    with days_ago(120):
        stage.work(slice_of(order, 1, 11), Status.REPAIRED, _ALL)
        stage.work(slice_of(order, 12, 12), Status.BEYOND_REPAIR, _LOOKED_AT)
    with days_ago(118):
        pallet = stage.pack(slice_of(order, 1, 12), ready=True)
    with days_ago(117):
        stage.bill(pallet, paid=True)
    with days_ago(115):
        shipment = stage.ship(pallet, FEDEX)
        _leave(stage, row(shipment))
    with days_ago(111):
        mark_delivered(row(shipment), by=stage.logistics).or_refuse()
        complete_order(row(order), by=stage.manager)


def the_big_order(stage: Stage, fleet: Fleet) -> WorkOrder:
    """1,500 machines on twelve pallets, until the first eighty are home again."""
    with days_ago(48):
        order = stage.order(stage.cast.northwind, 1500, "S19, S21, M30S, M50, M60S", due_in=90)
        early, second = stage.announce(order, 6, OLD_DOMINION), stage.announce(order, 4, BY_HAND)
        late = stage.announce(order, 2, UPS)
    with days_ago(44):
        stage.arrive(early, fleet.machines(750, ANTMINERS + WHATSMINERS))
        _note_damage(stage, order)
    with days_ago(37):
        stage.arrive(second, fleet.machines(500, ANTMINERS))
    with days_ago(36):
        send_message(order, "Ten of twelve pallets are here. One is damaged: see the photos.", by=stage.manager)
        send_message(order, "Thank you. The other two left yesterday. We file the claim.", by=stage.cast.buyer)
        write_note(order, "Carrier refused the claim last time: keep the packaging.", by=stage.logistics)
    with days_ago(35):
        stage.expect(late, fleet.machines(250, WHATSMINERS))
        stage.diagnose(slice_of(order, 1, 12), _USUAL)
        mend(stage, slice_of(order, 1, 12))
        stage.work(slice_of(order, 1, 170), Status.REPAIRED, _ALL)
    with days_ago(30):
        stage.work(slice_of(order, 421, 470), Status.NO_FAULT_FOUND, _LOOKED_AT)
    with days_ago(26):
        delivered = stage.pack(slice_of(order, 1, 80), ready=True)
        stage.bill(delivered, paid=True)
    with days_ago(25):
        shipment = stage.ship(delivered, FEDEX)
        _leave(stage, row(shipment))
    with days_ago(21):
        mark_delivered(row(shipment), by=stage.logistics).or_refuse()
    return order


def the_big_order_goes_on(stage: Stage, order: WorkOrder) -> None:
    """The same order today: every repair status, every place, an unpaid pallet, an unread message."""
    with days_ago(19):
        stage.work(slice_of(order, 171, 330), Status.REPAIRED, _ALL)
        stage.work(slice_of(order, 901, 960), Status.IN_DIAGNOSIS)
        stage.diagnose(slice_of(order, 901, 948), _USUAL)
    with days_ago(12):
        stage.diagnose(slice_of(order, 471, 512), _BURNT)
        stage.diagnose(slice_of(order, 513, 600), _USUAL)
        stage.work(slice_of(order, 471, 500), Status.BEYOND_REPAIR, _LOOKED_AT)
        stage.work(slice_of(order, 501, 512), Status.SCRAPPED, _LOOKED_AT, consent="Nora Quinn by message")
        stage.work(slice_of(order, 513, 600), Status.AWAITING_PARTS, _LOOKED_AT)
    with days_ago(9):
        travelling = stage.pack(slice_of(order, 81, 170), ready=True)
        stage.bill(travelling, paid=True)
    with days_ago(6):
        stage.work(slice_of(order, 331, 420), Status.REPAIRED, _ALL)
        stage.diagnose(slice_of(order, 601, 630), _USUAL)
        mend(stage, slice_of(order, 609, 624))
        stage.work(slice_of(order, 601, 607), Status.AWAITING_APPROVAL, _LOOKED_AT)
        stage.work(slice_of(order, 608, 700), Status.IN_REPAIR, _LOOKED_AT)
    with days_ago(3):
        _leave(stage, row(stage.ship(travelling, UPS)))
    with days_ago(2):
        stage.bill(stage.pack(slice_of(order, 171, 230), ready=True))
        stage.pack(slice_of(order, 231, 290), ready=True)
        stage.pack(slice_of(order, 291, 330))
    with days_ago(1):
        stage.work(slice_of(order, 701, 760), Status.STRESS_TEST, _ALL[:3])
        stage.work(slice_of(order, 761, 900), Status.IN_DIAGNOSIS)
        send_message(order, "When can the 60 machines that are ready leave?", by=stage.cast.buyer)


def an_order_on_its_way(stage: Stage, fleet: Fleet) -> None:
    """Forty machines announced, none arrived."""
    with days_ago(4):
        order = stage.order(stage.cast.northwind, 40, "S21", due_in=40)
        stage.expect(stage.announce(order, 2, FEDEX), fleet.machines(40, ("Antminer S21",)))


def an_order_on_hold(stage: Stage, fleet: Fleet) -> None:
    """Sixty machines of another customer, overdue and waiting for their word."""
    with days_ago(70):
        order = stage.order(stage.cast.fjord, 60, "M30S, M50", due_in=50)
        pallets = stage.announce(order, 3, BY_HAND)
    with days_ago(66):
        stage.arrive(pallets, fleet.machines(60, WHATSMINERS))
    with days_ago(50):
        stage.work(slice_of(order, 1, 25), Status.REPAIRED, _ALL)
        stage.work(slice_of(order, 26, 60), Status.AWAITING_APPROVAL, _LOOKED_AT)
    with days_ago(15):
        put_on_hold(row(order), "The customer decides about 35 burnt boards", by=stage.manager).or_refuse()
        send_message(order, "35 boards are burnt. Do we repair or return them?", by=stage.manager)


def an_order_ready_to_complete(stage: Stage, fleet: Fleet) -> None:
    """Eight machines that are all home; somebody has to complete the order."""
    with days_ago(33):
        order = stage.order(stage.cast.cedar, 8, "S19k", due_in=30)
        pallets = stage.announce(order, 1, BY_HAND)
        stage.arrive(pallets, fleet.machines(8, ("Antminer S19k Pro",)))
    with days_ago(22):
        stage.work(slice_of(order, 1, 8), Status.REPAIRED, _ALL)
        pallet = stage.pack(slice_of(order, 1, 8), ready=True)
        stage.bill(pallet, paid=True)
    with days_ago(20):
        shipment = stage.ship(pallet, BY_HAND)
        _leave(stage, row(shipment))
        mark_delivered(row(shipment), by=stage.logistics).or_refuse()


def a_cancelled_order(stage: Stage) -> None:
    """An order nobody ever sent machines for."""
    with days_ago(100):
        order = stage.order(stage.cast.cedar, 20, "S19")
    with days_ago(80):
        cancel_order(row(order), "The customer sold the machines", by=stage.manager)


def requests_at_the_door(stage: Stage) -> None:
    """One request that waits for a decision, one that was denied."""
    with days_ago(2):
        create_repair_request(row(stage.cast.northwind), usual_request(75, "S19 XP"), by=stage.cast.buyer)
    with days_ago(60):
        denied = create_repair_request(
            row(stage.cast.fjord), usual_request(5, "Immersion M66S"), by=stage.cast.stranger
        )
        deny_repair_requests(row(denied), "We do not repair immersion machines.", by=stage.manager).or_refuse()


def _leave(stage: Stage, shipments: QuerySet[Shipment]) -> None:
    mark_picked_up(shipments, by=stage.logistics).or_refuse()


def _note_damage(stage: Stage, order: WorkOrder) -> None:
    pallet = order.containers.inbound()[2]
    photos = [damaged_pallet(n, f"pallet {n}.jpg") for n in (1, 2, 3)]
    record_damage(pallet, "Forklift went through the middle row; two cartons are open.", photos, by=stage.logistics)
