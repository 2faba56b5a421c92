from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("workflows", "0007_last_sweep"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="alarm",
            index=models.Index(
                condition=models.Q(("state", "aside")), fields=["fires_at"], name="alarm_aside"
            ),
        ),
    ]
