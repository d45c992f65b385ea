"""What can happen to invoices and payments, and to containers because of them."""

from hashmend.domain.history.kinds import kind

CREATED = kind("invoice.created", "A draft invoice over {total} was made for {containers}.", icon="file-invoice")
REGENERATED = kind(
    "invoice.regenerated", "The draft for {containers} was made anew: {from} became {to}.", icon="refresh"
)
DELETED = kind("invoice.deleted", "The draft over {total} for {containers} was deleted.", icon="trash")
ISSUED = kind(
    "invoice.issued", "{thing} over {total} was issued, due on {due}.", icon="file-invoice", customer_sees=True
)
VOIDED = kind("invoice.voided", "{thing} over {total} was voided: {reason}.", icon="file-off", customer_sees=True)
PAID = kind(
    "invoice.paid", "{amount} received on {on} for {thing} ({reference}); {open} left.", icon="cash", customer_sees=True
)
REFUNDED = kind(
    "invoice.refunded", "{amount} paid back on {on} for {thing} ({reference}); {open} left.", icon="cash",
    customer_sees=True,
)  # fmt: skip
PAYMENT_CORRECTED = kind(
    "invoice.payment-corrected", "The payment of {amount} from {on} for {thing} was taken back: {reason}.", icon="cash",
    customer_sees=True,
)  # fmt: skip

INVOICED = kind("container.invoiced", "{thing} went onto an invoice over {total}.", icon="file-invoice")
UNINVOICED = kind("container.uninvoiced", "{thing} is no longer on {invoice}: {why}.", icon="file-off")
