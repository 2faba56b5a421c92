"""One draft for each person, case and act, found by its key of the vault and by its age."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("petitions", "0022_act_drafts"),
        ("workflows", "0044_case_notes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="actdraft",
            index=models.Index(fields=["key_id", "id"], name="draft_under_key"),
        ),
        migrations.AddIndex(
            model_name="actdraft",
            index=models.Index(fields=["saved_at"], name="draft_by_age"),
        ),
        migrations.AddConstraint(
            model_name="actdraft",
            constraint=models.UniqueConstraint(
                fields=("person", "case", "act"), name="draft_of_act_once"
            ),
        ),
    ]
