"""What can be found, and by which of its texts. A new kind is one entry here; its number is never used again.

Kinds with very many rows have the lowest numbers: SQLite walks its trigrams from the highest id,
and would pass by all machines for each of the others.

The triggers that keep the index are made from these entries (`upkeep.py`), what a hit tells comes from `telling.py`.
"""

from dataclasses import dataclass
from enum import StrEnum

from hashmend.domain.accounts.permissions import Permission


class Form(StrEnum):
    """What stands in a column."""

    TEXT = "text"
    NUMBER = "number"
    """A document number such as RWO-2026-0001, also found by its last part alone ("1")."""
    LIST = "list"
    """Several texts with blanks between them."""


@dataclass(frozen=True, slots=True)
class Term:
    """A column whose text finds the row; `says` is what a hit calls it when it is not the row's own name."""

    column: str
    says: str = ""
    form: Form = Form.TEXT


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of thing. `customer` is SQL for its customer's key, with `{row}` for the row; "" for staff only."""

    code: str
    number: int
    one: str
    many: str
    icon: str
    table: str
    terms: tuple[Term, ...]
    customer: str = "{row}.customer_id"
    permission: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the columns whose change changes the index."""
        owner = self.customer.removeprefix("{row}.") if self.customer.startswith("{row}.") else "work_order_id"
        return (*(term.column for term in self.terms), *([owner] if self.customer else []))


_OF_ORDER = "(SELECT o.customer_id FROM hashmend_workorder o WHERE o.id = {row}.work_order_id)"
_NUMBER = Term("number", form=Form.NUMBER)

KINDS = (
    Kind("work-order", 11, "work order", "Work orders", "clipboard-list", "hashmend_workorder", (_NUMBER,)),
    Kind(
        "miner", 2, "miner", "Miners", "cpu", "hashmend_miner",
        (
            Term("serial"), Term("mac", "MAC"), Term("asset_tag", "asset tag"),
            Term("former_serials", "formerly", Form.LIST),
        ),
    ),
    Kind("part", 1, "part", "Parts", "components", "hashmend_part", (Term("serial"),), customer=""),
    Kind(
        "container", 12, "container", "Containers", "package", "hashmend_container",
        (_NUMBER, Term("label", "label")), customer=_OF_ORDER,
    ),
    Kind(
        "shipment", 13, "shipment", "Shipments", "truck", "hashmend_shipment",
        (_NUMBER, Term("tracking_number", "tracking number")),
    ),
    Kind(
        "invoice", 14, "invoice", "Invoices", "file-invoice", "hashmend_invoice", (_NUMBER,),
        permission=Permission.VIEW_INVOICES,
    ),
    Kind(
        "repair-request", 15, "repair request", "Repair requests", "file-description", "hashmend_repairrequest",
        (_NUMBER,),
    ),
    Kind(
        "customer", 16, "customer", "Customers", "building", "hashmend_customer",
        (Term("alias"), Term("company_name", "company"), Term("email", "e-mail")), customer="",
    ),
)  # fmt: skip
"""In the order in which groups are shown."""

BY_NUMBER = {kind.number: kind for kind in KINDS}
BY_CODE = {kind.code: kind for kind in KINDS}
