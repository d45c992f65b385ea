"""The verbs of billing; the only writer of its tables."""

from hashmend.domain.billing.operations.drafting import create_invoice, delete_invoice, regenerate_invoice
from hashmend.domain.billing.operations.issuing import issue_invoice, void_invoice
from hashmend.domain.billing.operations.payments import Received, correct_payment, record_payment, record_refund
from hashmend.domain.billing.operations.shipping import assign_to_shipment, release_containers, take_back_to_packing

__all__ = [
    "Received",
    "assign_to_shipment",
    "correct_payment",
    "create_invoice",
    "delete_invoice",
    "issue_invoice",
    "record_payment",
    "record_refund",
    "regenerate_invoice",
    "release_containers",
    "take_back_to_packing",
    "void_invoice",
]
