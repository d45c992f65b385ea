"""Uploading and handing out agreements."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hashmend.domain.customers.models import Agreement, Customer
from tests import factories


@pytest.fixture
def customer(db) -> Customer:
    return factories.customer(alias="Nordwind")


def _url(customer: Customer, last: str = "upload") -> str:
    return f"/customers/{customer.public_id}/agreements/{last}/"


def _typed(name: str = "Vertrag ü 1.pdf", content: bytes = factories.PDF, **dates: str) -> dict[str, object]:
    return {"pdf": SimpleUploadedFile(name, content), "starts_on": "2026-01-01", **dates}


def test_a_pdf_becomes_the_next_version(signed_in, customer: Customer) -> None:
    client = signed_in("manager")
    assert client.post(_url(customer), _typed()).status_code == 302
    assert client.post(_url(customer), _typed(ends_on="2030-01-01")).status_code == 302
    assert list(Agreement.objects.values_list("version", flat=True).order_by("version")) == [1, 2]
    page = client.get(f"/customers/{customer.public_id}/").content.decode()
    assert "Version 2" in page
    assert "Vertrag ü 1.pdf" in page


def test_it_is_handed_out_as_a_harmless_download(signed_in, customer: Customer) -> None:
    client = signed_in("manager")
    client.post(_url(customer), _typed())
    answer = signed_in("technician").get(_url(customer, Agreement.objects.get().token))
    assert b"".join(answer.streaming_content) == factories.PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''Vertrag%20%C3%BC%201.pdf"
    assert answer["Content-Security-Policy"] == "sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (lambda: _typed("scan.pdf", b"GIF89a"), "scan.pdf is not a PDF"),
        (lambda: _typed("scan.pdf", b""), "empty"),
        (lambda: {"starts_on": "2026-01-01"}, "Choose at least one file."),
        (lambda: _typed(starts_on=""), "required"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(signed_in, customer: Customer, typed, sentence: str) -> None:
    answer = signed_in("manager").post(_url(customer), typed())
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Agreement.objects.exists()


def test_a_term_that_ends_before_it_starts_is_refused(signed_in, customer: Customer) -> None:
    answer = signed_in("manager").post(_url(customer), _typed(ends_on="2025-01-01"))
    assert answer.status_code == 409
    assert "ends before it starts" in answer.content.decode()


@pytest.mark.parametrize("role", ["technician", "logistics", "billing", "customer"])
def test_others_may_not_upload(signed_in, customer: Customer, role: str) -> None:
    assert signed_in(role).post(_url(customer), _typed()).status_code == 403
    assert not Agreement.objects.exists()


def test_a_customer_or_a_wrong_address_gets_nothing(signed_in, customer: Customer) -> None:
    agreement = factories.agreement(customer)
    assert signed_in("customer").get(_url(customer, agreement.token)).status_code == 403
    other = factories.customer()
    assert signed_in("admin").get(_url(other, agreement.token)).status_code == 404
