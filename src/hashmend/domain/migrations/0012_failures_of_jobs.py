"""The types of failures found in a job stand in the job itself, so that the board counts by them from its one index."""

from collections import defaultdict
from itertools import groupby, islice
from operator import itemgetter

from django.db import migrations, models

AT_ONCE = 5000


def fill(apps, schema_editor):
    Job, Failure = apps.get_model("hashmend", "Job"), apps.get_model("hashmend", "Failure")
    pairs = Failure.objects.order_by("job_id").values_list("job_id", "failure_type_id").iterator()
    found = ((job, sorted({kind or 0 for _, kind in some})) for job, some in groupby(pairs, itemgetter(0)))
    while some := list(islice(found, AT_ONCE)):
        alike = defaultdict(list)
        for job, kinds in some:
            alike[f".{'.'.join(map(str, kinds))}."].append(job)
        for key, jobs in alike.items():
            Job.objects.filter(pk__in=jobs).update(failures_key=key)


class Migration(migrations.Migration):
    dependencies = [("hashmend", "0011_api_tokens")]

    operations = [
        migrations.RemoveIndex(model_name="job", name="job_cube"),
        migrations.AddField(
            model_name="job",
            name="failures_key",
            field=models.TextField(
                blank=True, default="", help_text="Keys of the types of failures found, in order, each between dots."
            ),
        ),
        migrations.AddIndex(
            model_name="job",
            index=models.Index(
                fields=[
                    "work_order", "status", "outbound_container", "inbound_container", "model", "services_key",
                    "failures_key", "received_at", "status_at",
                ],
                name="job_cube",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
