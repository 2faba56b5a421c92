"""A case may have work beside its own way: processes and tasks know what they are about."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("workflows", "0024_cases_begin_new")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="caseprocess",
            name="clock",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="process",
                to="workflows.clock",
            ),
        ),
        migrations.AddField(
            model_name="caseprocess",
            name="measure",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="process",
                to="workflows.measure",
            ),
        ),
        migrations.AddField(
            model_name="desktask",
            name="clock",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="desk_tasks",
                to="workflows.clock",
            ),
        ),
        migrations.AddField(
            model_name="desktask",
            name="measure",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="desk_tasks",
                to="workflows.measure",
            ),
        ),
        migrations.AlterField(
            model_name="caseprocess",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="processes",
                to="workflows.case",
            ),
        ),
    ]
