"""A rule says whether it is a duty or a right, whose it is and for whose eyes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workflows", "0020_flow_paths")]

    operations = [
        migrations.AddField(
            model_name="clockrule",
            name="nature",
            field=models.CharField(default="", max_length=10),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="clockrule",
            name="owner",
            field=models.CharField(default="", max_length=20),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="clockrule",
            name="audience",
            field=models.CharField(default="", max_length=10),
            preserve_default=False,
        ),
    ]
