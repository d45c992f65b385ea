"""The versions of a customer's signed agreement."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.db.models import Max, QuerySet

from hashmend.domain.batches import locked_one
from hashmend.domain.customers import events
from hashmend.domain.customers.models import Agreement, Customer
from hashmend.domain.files import forgotten_on_failure, safe_name, store_pdf
from hashmend.domain.history.recording import record
from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Refused


@dataclass(frozen=True, slots=True)
class Term:
    """The days an agreement holds, both included; without an end it holds until a newer version does.

    `warranty_days` is how long its repairs are under warranty after delivery; None for none.
    """

    starts_on: date
    ends_on: date | None = None
    warranty_days: int | None = None

    def __str__(self) -> str:
        ending = f" to {self.ends_on:%-d %b %Y}" if self.ends_on else ""
        return f"from {self.starts_on:%-d %b %Y}{ending}"


def upload_agreement(customers: QuerySet[Customer], pdf: "File[Any]", term: Term, *, by: Actor) -> Agreement:
    """Keep a PDF as the next version of the agreement of the one customer of the query.

    Refuses a term that ends before it starts, and a file that is no PDF, is empty or too large.
    """
    if term.ends_on and term.ends_on < term.starts_on:
        raise Refused("The agreement ends before it starts: correct one of the two dates.")
    stored = store_pdf("agreements", pdf)
    with forgotten_on_failure(stored), transaction.atomic():
        customer = locked_one(customers)
        last = Agreement.objects.filter(customer=customer).aggregate(last=Max("version"))["last"] or 0
        agreement = Agreement.objects.create(
            customer=customer,
            version=last + 1,
            file_name=stored.name,
            original_name=safe_name(pdf.name, "agreement.pdf"),
            size=stored.size,
            sha256=stored.sha256,
            starts_on=term.starts_on,
            ends_on=term.ends_on,
            warranty_days=term.warranty_days,
            uploaded_by_id=by.user_id,
        )
        record(events.AGREEMENT_UPLOADED, [agreement], by=by, data={"file": agreement.original_name, "term": str(term)})
    return agreement
