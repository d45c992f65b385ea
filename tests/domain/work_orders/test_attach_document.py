"""The document of a request."""

from pathlib import Path

import pytest
from django.conf import settings

from hashmend.domain.batches import row
from hashmend.domain.files import path_of
from hashmend.domain.work_orders.operations import attach_document, deny_repair_requests
from hashmend.kernel.actor import SYSTEM
from hashmend.kernel.errors import Refused
from tests import factories

pytestmark = pytest.mark.django_db


def _stored() -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("requests/*") if path.is_file()]


def test_the_document_is_kept_and_told() -> None:
    request = factories.repair_request()
    attached = attach_document(row(request), factories.pdf("Liste Mai.pdf"), by=SYSTEM)
    assert path_of(attached.document_name).read_bytes() == factories.PDF
    assert len(attached.document_token) == 40
    assert request.events.newest_first().first().sentence == f"Liste Mai.pdf was attached to {request}."


def test_a_new_document_takes_the_place_of_the_old(django_capture_on_commit_callbacks) -> None:
    request = factories.repair_request()
    first = attach_document(row(request), factories.pdf(), by=SYSTEM)
    with django_capture_on_commit_callbacks(execute=True):
        second = attach_document(row(request), factories.pdf(), by=SYSTEM)
    assert first.document_token != second.document_token
    assert _stored() == [path_of(second.document_name)]


def test_it_refuses_what_is_no_pdf() -> None:
    request = factories.repair_request()
    with pytest.raises(Refused, match=r"list\.xlsx is not a PDF"):
        attach_document(row(request), factories.pdf("list.xlsx", b"PK\x03\x04"), by=SYSTEM)
    request.refresh_from_db()
    assert request.document_name == ""


def test_an_approved_request_gets_its_document_once() -> None:
    request = factories.work_order().repair_request
    first = attach_document(row(request), factories.pdf(), by=SYSTEM)
    with pytest.raises(Refused, match="is approved and can no longer be given another document"):
        attach_document(row(request), factories.pdf(), by=SYSTEM)
    assert _stored() == [path_of(first.document_name)]


def test_it_refuses_a_denied_request_and_keeps_no_file() -> None:
    request = factories.repair_request()
    deny_repair_requests(row(request), "No.", by=SYSTEM)
    with pytest.raises(Refused, match="can no longer be given another document"):
        attach_document(row(request), factories.pdf(), by=SYSTEM)
    assert _stored() == []
