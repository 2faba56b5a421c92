from django.db import migrations, models


class Migration(migrations.Migration):
    """Each unit's address, telephone and reception hours, as its papers name them (条例 18)."""

    dependencies = [("organizations", "0002_regions")]

    operations = [
        migrations.AddField(
            "unit",
            "address",
            models.CharField(blank=True, db_default="", max_length=120, verbose_name="office address"),
        ),
        migrations.AddField(
            "unit",
            "telephone",
            models.CharField(blank=True, db_default="", max_length=40, verbose_name="telephone"),
        ),
        migrations.AddField(
            "unit",
            "reception_hours",
            models.CharField(
                blank=True,
                db_default="",
                help_text="with the address and telephone on every paper of the unit (条例 18)",
                max_length=80,
                verbose_name="reception hours",
            ),
        ),
    ]
