from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("workflows", "0005_alarm_needs_a_ladder"),
    ]

    operations = [
        migrations.AlterField(
            model_name="alarm",
            name="state",
            field=models.CharField(
                choices=[
                    ("pending", "Pending"),
                    ("fired", "Fired"),
                    ("void", "No longer applies"),
                    ("aside", "Set aside"),
                ],
                default="pending",
                max_length=8,
            ),
        ),
    ]
