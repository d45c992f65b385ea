"""No two positions of the bench whose labels read alike without their dashes."""

from django.db import migrations, models
from django.db.models.functions import Replace


class Migration(migrations.Migration):
    dependencies = [("hashmend", "0012_failures_of_jobs")]

    operations = [
        migrations.AddConstraint(
            model_name="benchposition",
            constraint=models.UniqueConstraint(
                Replace("code", models.Value("-"), models.Value("")), name="bench_position_label_once"
            ),
        ),
    ]
