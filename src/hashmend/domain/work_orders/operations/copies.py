"""What jobs copy from elsewhere, so that one index answers the board; called inside the operations' transactions."""

from collections import defaultdict
from collections.abc import Sequence

from django.db.models import OuterRef, QuerySet, Subquery

from hashmend.domain.miners.models import Miner
from hashmend.domain.work_orders.models import Job, ServiceDone, services_key

_MODEL = Subquery(Miner.objects.filter(pk=OuterRef("miner_id")).values("model_id")[:1])


def copy_models(jobs: QuerySet[Job]) -> None:
    """Note in these jobs the model of their machine. A model that changes is noted in every stay of the machine."""
    jobs.update(model_id=_MODEL)


def copy_services(jobs: Sequence[Job], **changes: object) -> None:
    """Note which services are done for these jobs. Whoever makes or removes a `ServiceDone` calls this afterwards.

    One statement reads, one writes per different set of services, together with the other `changes` of all of them.
    """
    done: dict[int, list[int]] = {job.pk: [] for job in jobs}
    for job, service in ServiceDone.objects.filter(job__in=list(done)).values_list("job_id", "service_id"):
        done[job].append(service)
    alike: dict[str, list[int]] = defaultdict(list)
    for job, services in done.items():
        alike[services_key(services)].append(job)
    for key, keys in alike.items():
        Job.objects.filter(pk__in=keys).update(services_key=key, **changes)
