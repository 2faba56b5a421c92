from django.db import migrations, models

OWNERS = [
    *("intake_unit", "sender_unit", "holding_unit", "review_unit", "assisting_unit"),
    *("measure_unit", "leader", "petitioner", "supervised"),
]


class Migration(migrations.Migration):
    dependencies = [("workflows", "0034_amend_who_reviews")]

    operations = [
        migrations.RemoveConstraint(model_name="clockrule", name="clock_rule_says_whose"),
        migrations.AddConstraint(
            model_name="clockrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("audience__in", ["petitioner", "unit", "organ"]),
                    ("nature__in", ["duty", "right"]),
                    ("owner__in", OWNERS),
                ),
                name="clock_rule_says_whose",
            ),
        ),
    ]
