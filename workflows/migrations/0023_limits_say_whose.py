"""No rule without: duty or right, whose it is, for whose eyes."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('workflows', '0022_tell_whose_limits'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='clockrule',
            constraint=models.CheckConstraint(condition=models.Q(('audience__in', ['petitioner', 'unit', 'organ']), ('nature__in', ['duty', 'right']), ('owner__in', ['intake_unit', 'holding_unit', 'review_unit', 'assisting_unit', 'measure_unit', 'leader', 'petitioner', 'supervised'])), name='clock_rule_says_whose'),
        ),
    ]
