"""The table of the search index. `manage.py migrate` then installs the triggers that keep it, and fills it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('hashmend', '0005_tell'),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchTerm',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('kind', models.PositiveSmallIntegerField()),
                ('text', models.TextField()),
                ('customer', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='hashmend.customer')),
            ],
        ),
    ]
