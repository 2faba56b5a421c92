"""The channels are those that have a module; a new one changes no column."""

from typing import ClassVar

from django.db import migrations, models

import notifications.models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("notifications", "0003_delivery_is_a_machine")]

    operations: ClassVar = [
        migrations.AlterField(
            model_name="delivery",
            name="channel",
            field=models.CharField(
                choices=notifications.models.channel_choices, max_length=10, verbose_name="channel"
            ),
        ),
    ]
