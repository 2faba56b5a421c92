"""Every version of a rule written so far is told whose limit it is, as the catalogue says."""

import pgtrigger
from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from workflows.counting.rule_catalogue import nature_of, rules


def tell_whose(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    """An office can only amend what was shipped, so that no version is left out."""
    rows = apps.get_model("workflows", "ClockRule").objects
    with pgtrigger.ignore("workflows.ClockRule:append_only"):
        for rule in rules():
            rows.filter(key=rule.key).update(**nature_of(rule))
        # The check of this schema knows no limits of senders: 0043 says so of them.
        rows.filter(owner="sender_unit").update(owner="intake_unit")


class Migration(migrations.Migration):
    dependencies = [("workflows", "0021_whose_limit")]

    # Backwards there is nothing to do: the values go with their columns.
    operations = [migrations.RunPython(tell_whose, migrations.RunPython.noop)]
