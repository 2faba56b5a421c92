"""A case has one way of its own; work beside it is about one limit or one measure."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("workflows", "0026_open_desks_beside_cases")]

    operations: ClassVar = [
        migrations.AddConstraint(
            model_name="caseprocess",
            constraint=models.UniqueConstraint(
                condition=models.Q(("clock__isnull", True), ("measure__isnull", True)),
                fields=("case",),
                name="way_of_case_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="caseprocess",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("clock__isnull", True), ("measure__isnull", True), _connector="OR"
                ),
                name="process_of_one_subject",
            ),
        ),
    ]
