"""A name once on a case; an exclusion is of a person, a unit, or of all but a desk."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("workflows", "0036_written_names")]

    operations = [
        migrations.AddConstraint(
            model_name="writtenname",
            constraint=models.UniqueConstraint(fields=("case", "text"), name="written_name_once"),
        ),
        migrations.RemoveConstraint(model_name="caseexclusion", name="exclusion_of_one"),
        migrations.RemoveConstraint(model_name="caseexclusion", name="exclusion_once"),
        migrations.AddConstraint(
            model_name="caseexclusion",
            constraint=models.CheckConstraint(
                condition=Q(desk__isnull=True, person__isnull=False, unit__isnull=True)
                | Q(desk__isnull=True, person__isnull=True, unit__isnull=False)
                | Q(desk__isnull=False, person__isnull=True, unit__isnull=True),
                name="exclusion_of_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="caseexclusion",
            constraint=models.UniqueConstraint(
                fields=("case", "person", "unit", "desk"),
                name="exclusion_once",
                nulls_distinct=False,
            ),
        ),
    ]
