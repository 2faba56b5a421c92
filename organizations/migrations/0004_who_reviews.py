from django.db import migrations, models
from django.db.models import deletion


class Migration(migrations.Migration):
    dependencies = [("organizations", "0003_where_to_turn")]

    operations = [
        migrations.AddField(
            model_name="unit",
            name="government",
            field=models.ForeignKey(
                blank=True,
                help_text="empty: that of its region",
                null=True,
                on_delete=deletion.PROTECT,
                related_name="organs",
                to="organizations.unit",
                verbose_name="government whose organ it is",
            ),
        ),
        migrations.AddField(
            model_name="unit",
            name="line_superior",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=deletion.PROTECT,
                related_name="line_subordinates",
                to="organizations.unit",
                verbose_name="department above in its line",
            ),
        ),
        migrations.AddField(
            model_name="unit",
            name="is_vertical",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="as taxes and customs, and what a province names",
                verbose_name="under vertical management",
            ),
        ),
    ]
