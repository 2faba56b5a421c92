from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workflows", "0033_clock_corrections")]

    operations = [
        migrations.AlterField(
            model_name="amendment",
            name="subject",
            field=models.CharField(
                choices=[
                    ("rule", "Time limit"),
                    ("calendar", "Working calendar"),
                    ("ladder", "Ladder"),
                    ("review", "Who reviews"),
                ],
                max_length=10,
            ),
        )
    ]
