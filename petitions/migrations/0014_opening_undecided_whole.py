"""The constraint on a decided request is lifted while its column changes."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("petitions", "0013_former_pictures")]

    operations: ClassVar = [
        migrations.RemoveConstraint(model_name="opening", name="opening_decided_whole"),
    ]
