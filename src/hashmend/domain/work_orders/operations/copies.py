"""What jobs copy from elsewhere, so that one index answers the board; called inside the operations' transactions."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import OuterRef, QuerySet, Subquery

from hashmend.domain.miners.models import Miner
from hashmend.domain.work_orders.models import Job, ServiceDone, between_dots

_MODEL = Subquery(Miner.objects.filter(pk=OuterRef("miner_id")).values("model_id")[:1])


def copy_models(jobs: QuerySet[Job]) -> None:
    """Note in these jobs the model of their machine. A model that changes is noted in every stay of the machine."""
    jobs.update(model_id=_MODEL)


def copy_services(jobs: Sequence[Job], **changes: object) -> None:
    """Note which services are done for these jobs. Whoever makes or removes a `ServiceDone` calls this afterwards.

    One statement reads, one writes per different set of services, together with the other `changes` of all of them.
    """
    keys = [job.pk for job in jobs]
    done = ServiceDone.objects.filter(job__in=keys).values_list("job_id", "service_id")
    _copy("services_key", keys, done, changes)


def copy_failures(jobs: Sequence[int], found: Iterable[tuple[int, int | None]], **changes: object) -> None:
    """Note which types of failures are found in these jobs: `found` holds a job and a type, None for words alone.

    Whoever notes or withdraws a failure calls this afterwards, with all that stands in these jobs.
    """
    _copy("failures_key", jobs, ((job, kind or 0) for job, kind in found), changes)


def _copy(field: str, jobs: Sequence[int], pairs: Iterable[tuple[int, int]], changes: dict[str, object]) -> None:
    of: dict[int, list[int]] = {job: [] for job in jobs}
    for job, key in pairs:
        of[job].append(key)
    alike: dict[str, list[int]] = defaultdict(list)
    for job, keys in of.items():
        alike[between_dots(keys)].append(job)
    for text, same in alike.items():
        Job.objects.filter(pk__in=same).update(**{field: text}, **changes)
