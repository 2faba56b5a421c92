from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workflows", "0046_correct_services")]

    operations = [
        migrations.AddField(
            model_name="counter",
            name="key",
            field=models.BinaryField(db_default=b"", default=b"", max_length=16),
        ),
        migrations.AddField(
            model_name="counter",
            name="plain",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
    ]
