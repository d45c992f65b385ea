"""A thousand machines at once cost a handful of statements, whatever the database."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hashmend.domain.history.models import Event
from hashmend.domain.work_orders.statuses import Status
from tests import factories

pytestmark = pytest.mark.django_db

AsRole = Callable[..., Client]


def test_a_thousand_machines_get_their_status_with_at_most_fifteen_queries(as_role: AsRole) -> None:
    order = factories.work_order()
    ids = ",".join(str(job.pk) for job in factories.jobs(order, 1000))
    client, posted = as_role("technician"), {"ids": ids, "confirmed": "yes", "status": Status.IN_REPAIR}
    with CaptureQueriesContext(connection) as queries:
        answer = client.post(f"/work-orders/{order.number}/update-status/", posted, headers={"HX-Request": "true"})
    assert "1,000 miners set to In repair." in answer.content.decode()
    assert len(queries) <= 15
    assert Event.objects.filter(kind="job.status-updated", work_order=order).count() == 1000
