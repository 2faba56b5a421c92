from django.db import migrations, models
from django.db.models import Q

HIDES_ORDER = Q(series__startswith="case:") | Q(series__endswith=":apart")


class Migration(migrations.Migration):
    dependencies = [("workflows", "0048_keys_of_series")]

    operations = [
        migrations.AddConstraint(
            model_name="counter",
            constraint=models.CheckConstraint(
                condition=(~HIDES_ORDER & Q(key=b"")) | (HIDES_ORDER & ~Q(key=b"")),
                name="counter_key_hides_order",
            ),
        ),
    ]
