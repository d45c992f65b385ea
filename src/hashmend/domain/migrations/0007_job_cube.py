"""The index of the board begins with the status and the outbound container: progress is counted along it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("hashmend", "0006_search")]

    operations = [
        migrations.RemoveIndex(model_name="job", name="job_board"),
        migrations.AddIndex(
            model_name="job",
            index=models.Index(
                fields=[
                    "work_order", "status", "outbound_container", "inbound_container", "model", "services_key",
                    "received_at", "status_at",
                ],
                name="job_cube",
            ),
        ),
    ]
