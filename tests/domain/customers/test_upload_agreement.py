"""Versions of the agreement, and which one is active."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction

from hashmend.domain.batches import row
from hashmend.domain.customers.models import Agreement, Customer
from hashmend.domain.customers.operations import Term, upload_agreement
from hashmend.domain.customers.queries import active_agreement
from hashmend.domain.files import path_of
from hashmend.kernel.actor import SYSTEM
from hashmend.kernel.errors import Refused
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer() -> Customer:
    return factories.customer(alias="Nordwind")


def _stored() -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_the_file_is_kept_as_it_came(customer: Customer) -> None:
    agreement = factories.agreement(customer)
    assert path_of(agreement.file_name).read_bytes() == factories.PDF
    assert (agreement.version, agreement.size, agreement.original_name) == (1, len(factories.PDF), "agreement.pdf")
    assert len(_stored()) == 1


def test_versions_count_up_per_customer(customer: Customer) -> None:
    factories.agreement(factories.customer())
    assert [factories.agreement(customer).version for _ in range(3)] == [1, 2, 3]


def test_the_newest_version_in_term_is_active(customer: Customer) -> None:
    assert active_agreement(customer) is None
    first = factories.agreement(customer)
    second = factories.agreement(customer, ends_in=None)
    assert active_agreement(customer) == second
    factories.agreement(customer, starts_in=10)
    assert active_agreement(customer) == second
    factories.agreement(customer, starts_in=-30, ends_in=-1)
    assert active_agreement(customer) == second
    assert first.ends_on


def test_first_and_last_day_belong_to_the_term(customer: Customer) -> None:
    last = factories.agreement(customer, starts_in=-5, ends_in=0)
    assert active_agreement(customer) == last
    first = factories.agreement(customer, starts_in=0, ends_in=None)
    assert active_agreement(customer) == first


def test_somebody_elses_agreement_is_not_active_here(customer: Customer) -> None:
    factories.agreement(factories.customer())
    assert active_agreement(customer) is None


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "scan.pdf is empty"),
        (b"PK\x03\x04 a zip that calls itself PDF", "scan.pdf is not a PDF: save or scan it as a PDF"),
        (b"<html>%PDF-</html>", "scan.pdf is not a PDF"),
    ],
)
def test_it_refuses_what_is_no_pdf(customer: Customer, content: bytes, why: str) -> None:
    with pytest.raises(Refused, match=why):
        upload_agreement(row(customer), factories.pdf("scan.pdf", content), Term(factories.today()), by=SYSTEM)
    assert not Agreement.objects.exists()
    assert _stored() == []


def test_it_refuses_more_than_20_mb(customer: Customer) -> None:
    huge = factories.pdf("huge.pdf")
    huge.size = 20 * 1024 * 1024 + 1
    with pytest.raises(Refused, match=r"huge\.pdf is larger than 20 MB: make the PDF smaller"):
        upload_agreement(row(customer), huge, Term(factories.today()), by=SYSTEM)
    assert _stored() == []


def test_it_refuses_a_term_that_ends_before_it_starts(customer: Customer) -> None:
    today = factories.today()
    with pytest.raises(Refused, match="ends before it starts"):
        upload_agreement(row(customer), factories.pdf(), Term(today, today - timedelta(1)), by=SYSTEM)
    assert _stored() == []


def test_no_file_stays_behind_when_the_customer_is_gone(customer: Customer) -> None:
    with pytest.raises(Refused, match="no longer there"), transaction.atomic():
        upload_agreement(Customer.objects.none(), factories.pdf(), Term(factories.today()), by=SYSTEM)
    assert _stored() == []


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("..\\..\\windows\\Vertrag Nordwind.pdf", "Vertrag Nordwind.pdf"),
        ("a\x00b\r\nSet-Cookie: x.pdf", "abSet-Cookie: x.pdf"),
        ("x" * 200 + ".pdf", "x" * 116 + ".pdf"),
        ("договор.pdf", "договор.pdf"),
        ("\u202e.pdf", "pdf"),
        ("/", "agreement.pdf"),
    ],
)
def test_the_name_of_the_upload_is_made_harmless(customer: Customer, typed: str, kept: str) -> None:
    file = factories.pdf()
    file.name = typed
    agreement = upload_agreement(row(customer), file, Term(factories.today()), by=SYSTEM)
    assert agreement.original_name == kept


def test_the_history_tells_the_file_and_the_term(customer: Customer) -> None:
    factories.agreement(customer, ends_in=None)
    start = factories.today() - timedelta(30)
    assert customer.events.newest_first().first().sentence == (
        f"Agreement version 1 was uploaded (agreement.pdf), valid from {start:%-d %b %Y}."
    )
