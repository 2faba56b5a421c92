from django.db import migrations
from django.db.migrations.state import StateApps
from django.db.models import F
from django.db.models.functions import JSONObject, Now

# Links outlive rows that a migration backwards took away: no number is given twice.
NUMBERS_GO_ON = """
    SELECT setval(pg_get_serial_sequence('workflows_rightsevent', 'id'), max(row))
    FROM workflows_auditlink WHERE source = 'right' HAVING max(row) IS NOT NULL
"""
ROWS = {
    "account": (
        ("organizations", "Person"),
        ("username", "name", "email", "phone", "region", "is_active", "is_staff"),
    ),
    "post": (("organizations", "Post"), ("unit", "title", "rank", "roles", "quota")),
    "tenure": (("organizations", "Tenure"), ("person", "post", "since", "until")),
    "unit": (
        ("organizations", "Unit"),
        (
            *("code", "name", "short_name", "kind", "region", "parent", "address", "telephone"),
            *("reception_hours", "closed_on", "successor"),
        ),
    ),
    "relative": (("workflows", "CloseRelative"), ("person", "relative")),
}


def enter_found(apps: StateApps, _editor: object) -> None:
    """What stood before there was a record: the chain holds it from now on as it is today."""
    event = apps.get_model("workflows", "RightsEvent")
    for subject, (model, fields) in ROWS.items():
        rows = apps.get_model(*model).objects.order_by("pk")
        values = rows.values_list("pk", JSONObject(**{name: F(name) for name in fields}))
        event.objects.bulk_create(
            [
                event(
                    subject=subject,
                    row=pk,
                    step="found",
                    person_id=pk if subject == "account" else becomes.get("person"),
                    region_id=becomes.get("region"),
                    at=Now(),
                    becomes=becomes,
                )
                for pk, becomes in values
            ],
            batch_size=1000,
        )


class Migration(migrations.Migration):
    dependencies = [
        ("workflows", "0050_record_of_rights"),
        ("organizations", "0012_no_superuser"),
    ]

    # Backwards there is nothing to do: the rows go with their table.
    operations = [
        migrations.RunSQL(NUMBERS_GO_ON, migrations.RunSQL.noop),
        migrations.RunPython(enter_found, migrations.RunPython.noop),
    ]
