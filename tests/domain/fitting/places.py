"""What the tests of fitting compare: everything that is known of parts, and why an operation refused."""

from collections.abc import Callable

import pytest
from django.db.models import QuerySet

from hashmend.domain.history.models import Event
from hashmend.domain.parts.models import Part
from hashmend.kernel.errors import Outcome, Refused


def only(part: Part) -> QuerySet[Part]:
    """Return the query for exactly this part."""
    return Part.objects.filter(pk=part.pk)


def everything() -> list[dict[str, object]]:
    """Return all parts as they stand, but for when they changed last."""
    return [{k: v for k, v in row.items() if k != "changed_at"} for row in Part.objects.order_by("pk").values()]


def refused(act: Callable[[], object]) -> str:
    """Return why the operation refused, after checking that it changed nothing."""
    before = everything(), Event.objects.count()
    with pytest.raises(Refused) as caught:
        _whole(act())
    assert (everything(), Event.objects.count()) == before
    return caught.value.sentence


def _whole(answer: object) -> None:
    if isinstance(answer, Outcome):
        answer.or_refuse()


def last_sentence() -> str:
    """Return the last entry of the history."""
    return Event.objects.order_by("-pk")[0].sentence
