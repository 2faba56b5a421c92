"""A decided request names who decided and when; one that waits names neither."""

from typing import ClassVar

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies: ClassVar = [("petitions", "0015_opening_has_a_state")]

    operations: ClassVar = [
        migrations.AddConstraint(
            model_name="opening",
            constraint=models.CheckConstraint(
                condition=Q(decided_by=None, decided_at=None, state="asked")
                | Q(~Q(state="asked"), decided_by__isnull=False, decided_at__isnull=False),
                name="opening_decided_whole",
            ),
        ),
    ]
