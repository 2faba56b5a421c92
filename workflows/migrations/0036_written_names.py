"""Names written on cases, and the desk that a tip-off is held at until they are resolved."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organizations", "0002_regions"),
        ("workflows", "0035_limits_of_senders"),
    ]

    operations = [
        migrations.CreateModel(
            name="WrittenName",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=200)),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("named", "Named"),
                            ("letter", "In the letter"),
                            ("file", "In the name of a file"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "finding",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Not said yet"),
                            ("ours", "An account or unit here"),
                            ("nobody", "Nobody here"),
                            ("unclear", "Unclear: the organ above says"),
                        ],
                        max_length=8,
                    ),
                ),
                ("meant", models.JSONField(default=list)),
                ("cleared", models.JSONField(default=list)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="written_names",
                        to="workflows.case",
                    ),
                ),
                (
                    "resolved",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workflows.caseevent",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="caseexclusion",
            name="desk",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organizations.unit",
            ),
        ),
    ]
