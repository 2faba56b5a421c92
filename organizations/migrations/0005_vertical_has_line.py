from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organizations", "0004_who_reviews")]

    operations = [
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_vertical", False), ("line_superior__isnull", False), _connector="OR"),
                name="unit_vertical_has_line",
                violation_error_message="A unit under vertical management has a department above in its line.",
            ),
        ),
    ]
