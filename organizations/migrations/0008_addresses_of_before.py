"""Addresses that notices already go to count as their people's own; later ones are confirmed."""

from typing import Any

from django.db import migrations
from django.utils import timezone


def confirm_known(apps: Any, _schema_editor: Any) -> None:
    person = apps.get_model("organizations", "Person")
    confirmed = apps.get_model("organizations", "ConfirmedAddress")
    known = person.objects.filter(is_active=True, is_demonstration=False, last_login__isnull=False)
    confirmed.objects.bulk_create(
        (
            confirmed(person_id=pk, address=address, confirmed_at=timezone.now())
            for pk, address in known.exclude(email="").values_list("pk", "email")
        ),
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("organizations", "0007_confirmed_addresses")]

    operations = [migrations.RunPython(confirm_known, migrations.RunPython.noop)]
