"""What billing asks logistics to note about a container: that it may leave unpaid, that it is open for packing again.

Billing checks the money and calls these inside its own transaction, with rows it holds locked.
"""

from collections.abc import Sequence

from django.db import transaction

from hashmend.domain.history.recording import record
from hashmend.domain.logistics import events
from hashmend.domain.logistics.models import Container
from hashmend.kernel import clock
from hashmend.kernel.actor import Actor


@transaction.atomic
def note_release(containers: Sequence[Container], reason: str, *, by: Actor) -> None:
    """Note that these containers may leave although they are not paid, and why."""
    keys = [container.pk for container in containers]
    Container.objects.filter(pk__in=keys).update(
        released_at=clock.now(), released_by=by.user_id, released_reason=reason[:300]
    )
    record(events.RELEASED, containers, by=by, data={"reason": reason[:300]})


@transaction.atomic
def reopen_packing(containers: Sequence[Container], *, by: Actor) -> None:
    """Note that these containers are open for packing again; a release ends with it."""
    keys = [container.pk for container in containers]
    Container.objects.filter(pk__in=keys).update(
        ready_at=None, ready_by=None, released_at=None, released_by=None, released_reason=""
    )
    record(events.REOPENED, containers, by=by)
