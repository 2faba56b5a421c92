from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("workflows", "0006_alarm_set_aside"),
    ]

    operations = [
        migrations.CreateModel(
            name="LastSweep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("fired", models.PositiveIntegerField()),
                ("seconds", models.FloatField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("pk", 1)), name="last_sweep_is_one"
                    )
                ],
            },
        ),
    ]
