"""The state of a delivery moves by declared transitions alone."""

from typing import ClassVar

import django_fsm
from django.db import migrations


class Migration(migrations.Migration):

    dependencies: ClassVar = [
        ('notifications', '0002_notice_withdrawn'),
    ]

    operations: ClassVar = [
        migrations.AlterField(
            model_name='delivery',
            name='state',
            field=django_fsm.FSMField(choices=[('waiting', 'Waiting'), ('sending', 'Being sent'), ('sent', 'Sent'), ('skipped', 'Skipped'), ('failed', 'Given up')], default='waiting', max_length=10, protected=True, verbose_name='state'),
        ),
    ]
