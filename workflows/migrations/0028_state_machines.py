"""The states of measures, amendments and sharings out move by declared transitions alone."""

from typing import ClassVar

import django_fsm
from django.db import migrations


class Migration(migrations.Migration):

    dependencies: ClassVar = [
        ('workflows', '0027_one_way_of_a_case'),
    ]

    operations: ClassVar = [
        migrations.AlterField(
            model_name='amendment',
            name='state',
            field=django_fsm.FSMField(choices=[('proposed', 'Waiting for a second person'), ('approved', 'Approved'), ('rejected', 'Rejected')], default='proposed', max_length=10, protected=True),
        ),
        migrations.AlterField(
            model_name='measure',
            name='state',
            field=django_fsm.FSMField(choices=[('going_on', 'Being mended'), ('reported', 'To be verified'), ('struck_off', 'Struck off'), ('long_term', 'Long-term'), ('ended', 'Ended with the case')], default='going_on', max_length=10, protected=True, verbose_name='state'),
        ),
        migrations.AlterField(
            model_name='sharingbatch',
            name='state',
            field=django_fsm.FSMField(choices=[('open', 'Proposed'), ('confirmed', 'Confirmed'), ('dropped', 'Dropped')], default='open', max_length=10, protected=True),
        ),
        migrations.AlterField(
            model_name='sharingline',
            name='state',
            field=django_fsm.FSMField(choices=[('proposed', 'Proposed'), ('appointed', 'Appointed'), ('failed', 'Refused')], default='proposed', max_length=10, protected=True),
        ),
    ]
