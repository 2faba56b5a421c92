"""Limits of senders come through the check of an older schema, and are theirs again after it."""

import pgtrigger
from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from workflows.counting.rule_catalogue import nature_of, rules


def tell_whose(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    """As the catalogue says, which an amendment never changes."""
    rows = apps.get_model("workflows", "ClockRule").objects
    with pgtrigger.ignore("workflows.ClockRule:append_only"):
        for rule in rules():
            rows.filter(key=rule.key, owner="intake_unit").update(**nature_of(rule))


def leave_to_intake(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The older schema knows no limits of senders: the unit that took the case in sends it."""
    rows = apps.get_model("workflows", "ClockRule").objects
    with pgtrigger.ignore("workflows.ClockRule:append_only"):
        rows.filter(owner="sender_unit").update(owner="intake_unit")


class Migration(migrations.Migration):
    dependencies = [("workflows", "0042_paper_service")]

    operations = [migrations.RunPython(tell_whose, leave_to_intake)]
