"""Somebody at work over a site's data: runs lines of Python it reads, one JSON text a line, and prints `result`."""

import json
import os
import sys
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hashmend.config.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.db import connection  # noqa: E402

from hashmend.domain.accounts.models import User  # noqa: E402
from hashmend.domain.accounts.operations import deactivate_users  # noqa: E402
from hashmend.domain.messaging.operations import send_message, write_note  # noqa: E402
from hashmend.domain.work_orders.models import Job, WorkOrder  # noqa: E402
from hashmend.domain.work_orders.operations import update_status  # noqa: E402
from hashmend.domain.work_orders.statuses import Status  # noqa: E402
from hashmend.kernel.actor import SYSTEM  # noqa: E402
from tests import factories, factories_board  # noqa: E402

__all__ = ["SYSTEM", "Job", "connection", "deactivate_users", "send_message", "write_note"]


settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def session_of(user: User) -> str:
    """Return the key of a new session of the person."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def an_order(machines: int = 3) -> dict[str, Any]:
    """Return an order by number, with its jobs, a manager's session and one of its customer."""
    order, jobs = factories_board.an_order_of(machines)
    manager, buyer = factories.staff("manager", "technician"), factories.customer_user(order.customer)
    return {
        "number": order.number, "jobs": [job.pk for job in jobs], "names": [str(job.miner) for job in jobs],
        "manager": session_of(manager), "manager_id": manager.pk, "buyer": session_of(buyer), "buyer_id": buyer.pk,
    }  # fmt: skip


def change(number: str, status: str = Status.IN_REPAIR, first: int = 1) -> None:
    """Set the first machines of an order to a status, the other way round when they have it already."""
    jobs = Job.objects.filter(work_order__number=number, position__lte=first)
    now = Status.IN_DIAGNOSIS if jobs.first().status == status else status  # type: ignore[union-attr]
    update_status(jobs, Status(now), by=SYSTEM)


def the_order(number: str) -> WorkOrder:
    """Return an order."""
    return WorkOrder.objects.get(number=number)


if __name__ == "__main__":
    for line in sys.stdin:
        names: dict[str, Any] = {"result": None}
        exec(json.loads(line), globals(), names)
        sys.stdout.write(json.dumps(names["result"]) + "\n")
        sys.stdout.flush()
