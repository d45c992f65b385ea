"""The verbs of requests, orders and jobs; the only writer of their tables."""

from hashmend.domain.work_orders.operations.donors import give_up_as_donors, reopen_donors
from hashmend.domain.work_orders.operations.following import change_model, follow_models
from hashmend.domain.work_orders.operations.hands import give_back_jobs, take_jobs
from hashmend.domain.work_orders.operations.identity import Overtaken, edit_identity
from hashmend.domain.work_orders.operations.intake import add_jobs, remove_jobs, take_in_expected
from hashmend.domain.work_orders.operations.jobs import (
    complete_services,
    lock_orders,
    receive_jobs,
    update_status,
    why_frozen,
)
from hashmend.domain.work_orders.operations.moving import move_jobs, move_jobs_to_new_order
from hashmend.domain.work_orders.operations.moving_back import undo_move_jobs
from hashmend.domain.work_orders.operations.orders import (
    cancel_order,
    complete_order,
    put_on_hold,
    resume_orders,
    set_due_date,
)
from hashmend.domain.work_orders.operations.places import put_jobs_back, put_jobs_into, unreceive_jobs
from hashmend.domain.work_orders.operations.requests import (
    approve_repair_request,
    attach_document,
    change_repair_request,
    copy_to_new_request,
    create_repair_request,
    deny_repair_requests,
    open_work_order,
)
from hashmend.domain.work_orders.operations.scope import FeeLine, RequestDetails, ScopeLine, details_of
from hashmend.domain.work_orders.operations.stays import close_jobs, reopen_jobs
from hashmend.domain.work_orders.operations.undoing import undo_complete_services, undo_update_status
from hashmend.domain.work_orders.operations.warranty import flag_returns, open_despite_warranty

__all__ = [
    "FeeLine",
    "Overtaken",
    "RequestDetails",
    "ScopeLine",
    "add_jobs",
    "approve_repair_request",
    "attach_document",
    "cancel_order",
    "change_model",
    "change_repair_request",
    "close_jobs",
    "complete_order",
    "complete_services",
    "copy_to_new_request",
    "create_repair_request",
    "deny_repair_requests",
    "details_of",
    "edit_identity",
    "flag_returns",
    "follow_models",
    "give_back_jobs",
    "give_up_as_donors",
    "lock_orders",
    "move_jobs",
    "move_jobs_to_new_order",
    "open_despite_warranty",
    "open_work_order",
    "put_jobs_back",
    "put_jobs_into",
    "put_on_hold",
    "receive_jobs",
    "remove_jobs",
    "reopen_donors",
    "reopen_jobs",
    "resume_orders",
    "set_due_date",
    "take_in_expected",
    "take_jobs",
    "undo_complete_services",
    "undo_move_jobs",
    "undo_update_status",
    "unreceive_jobs",
    "update_status",
    "why_frozen",
]
