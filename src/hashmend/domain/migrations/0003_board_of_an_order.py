"""What the board of an order counts by stands in the job itself: its machine's model, the services done, who set the
status; one index covers it. Existing jobs get theirs from the machine, the services done and the history.
"""

from collections import defaultdict
from itertools import groupby, islice
from operator import itemgetter

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import OuterRef, Subquery

STATUS_KINDS = ("job.status-updated", "job.received", "job.inventoried", "job.announced", "job.expected-again")
AT_ONCE = 5000


def fill(apps, schema_editor):
    Job, Miner = apps.get_model("hashmend", "Job"), apps.get_model("hashmend", "Miner")
    Event, ServiceDone = apps.get_model("hashmend", "Event"), apps.get_model("hashmend", "ServiceDone")
    told = Event.objects.filter(job=OuterRef("pk"), kind__in=STATUS_KINDS).order_by("-pk").values("actor_id")[:1]
    Job.objects.update(
        model_id=Subquery(Miner.objects.filter(pk=OuterRef("miner_id")).values("model_id")[:1]),
        status_by_id=Subquery(told),
    )
    done = ServiceDone.objects.order_by("job_id", "service_id").values_list("job_id", "service_id").iterator()
    keys = ((job, f".{'.'.join(str(pair[1]) for pair in pairs)}.") for job, pairs in groupby(done, itemgetter(0)))
    while some := list(islice(keys, AT_ONCE)):
        alike = defaultdict(list)
        for job, key in some:
            alike[key].append(job)
        for key, jobs in alike.items():
            Job.objects.filter(pk__in=jobs).update(services_key=key)


class Migration(migrations.Migration):
    dependencies = [("hashmend", "0002_history_guards")]

    operations = [
        migrations.RemoveIndex(model_name="job", name="job_board_cube"),
        migrations.AddField(
            model_name="job",
            name="model",
            field=models.ForeignKey(
                blank=True, db_index=False, help_text="The machine's model, copied.", null=True,
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="hashmend.minermodel",
            ),
        ),
        migrations.AddField(
            model_name="job",
            name="services_key",
            field=models.TextField(
                blank=True, default="", help_text="Keys of the services done, in order, each between dots."
            ),
        ),
        migrations.AddField(
            model_name="job",
            name="status_by",
            field=models.ForeignKey(
                blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="job",
            index=models.Index(
                fields=[
                    "work_order", "model", "status", "inbound_container", "outbound_container", "services_key",
                    "received_at", "status_at",
                ],
                name="job_board",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
