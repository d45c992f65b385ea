"""What the catalogue tells of a model, followed by the machines that are here: a slot for each part, and the part."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from hashmend.domain.catalogue.models import MinerModel
from hashmend.domain.catalogue.operations import change_row
from hashmend.domain.miners.models import Miner
from hashmend.domain.parts.operations import fill_slots
from hashmend.domain.work_orders.models import Job
from hashmend.domain.work_orders.operations.jobs import lock_orders
from hashmend.kernel.actor import Actor


@transaction.atomic
def change_model(old: MinerModel, values: Mapping[str, Any], *, version: int, by: Actor) -> MinerModel:
    """Change a model of the catalogue as `change_row` does, and let the machines in open orders follow it."""
    changed = change_row(old, values, version=version, by=by)
    follow_models(MinerModel.objects.filter(pk=changed.pk), by=by)
    return changed


@transaction.atomic
def follow_models(models: QuerySet[MinerModel], *, by: Actor) -> int:
    """Give machines of these models in open orders the parts that the catalogue tells now; return how many parts.

    A slot the catalogue did not tell before holds a part nobody looked at: it is not empty. The history keeps the
    change of the catalogue; a machine that is elsewhere follows when it comes again.
    """
    here = Job.objects.open().filter(miner__model__in=models)
    lock_orders(here)
    return fill_slots(list(Miner.objects.filter(jobs__in=here).order_by("pk")), by=by)
