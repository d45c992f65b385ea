"""What tests of refusals compare: everything billing wrote, before and after."""

from typing import Any

from hashmend.domain.billing.models import Invoice, InvoiceContainer, InvoiceLine, Payment
from hashmend.domain.history.models import Event
from hashmend.domain.logistics.models import Container
from hashmend.domain.numbering.models import Sequence

TABLES = (Invoice, InvoiceContainer, InvoiceLine, Payment, Container, Event, Sequence)


def everything() -> list[list[dict[str, Any]]]:
    """Return all rows of the tables that billing writes."""
    return [list(table.objects.order_by("pk").values()) for table in TABLES]


def sentences(**roots: Any) -> list[str]:
    """Return the sentences of the history of something, oldest first."""
    return [event.sentence for event in Event.objects.filter(**roots).order_by("pk")]
