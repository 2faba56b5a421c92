"""What is typed into the form of an act, kept for whoever typed it."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("petitions", "0021_material_says_what_it_is"),
        ("workflows", "0044_case_notes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ActDraft",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("act", models.CharField(max_length=60)),
                ("cipher", models.CharField(max_length=20)),
                ("key_id", models.CharField(max_length=60)),
                ("wrapped_key", models.BinaryField()),
                ("sealed", models.BinaryField()),
                ("saved_at", models.DateTimeField(verbose_name="saved at")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="act_drafts",
                        to="workflows.case",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "draft of an act",
                "verbose_name_plural": "drafts of acts",
            },
        ),
    ]
