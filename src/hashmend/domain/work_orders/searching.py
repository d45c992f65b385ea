"""Finding jobs by what stands on the machine, also by what stood on it before."""

from django.db.models import Q

from hashmend.domain.miners.queries import labelled

BACK = Q(returned_from__isnull=False)
"""The condition for jobs whose machine came back within the warranty on a former repair."""


def matching(text: str) -> Q:
    """Return the condition for jobs whose serial number, MAC, asset tag or model holds the text.

    A former serial number counts too: machines are asked for under the number on an old list.
    """
    words = text.replace("\x00", "").strip()
    model = Q(miner__model_typed__icontains=words) | Q(miner__model__name__icontains=words)
    return labelled(words, at="miner__") | model
