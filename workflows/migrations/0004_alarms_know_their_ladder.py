"""Every alarm set so far belongs to the shipped ladder of its rule."""

import json

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from workflows.counting import ladder

ADD_LADDER = """
    INSERT INTO workflows_ladder (rule_key, unit_id, version, rungs, amendment_id)
    VALUES (%s, NULL, 1, %s, NULL)
"""
NAME_LADDER = """
    UPDATE workflows_alarm AS alarm SET ladder_id = ladder.id
    FROM workflows_clock AS clock
    JOIN workflows_clockrule AS rule ON rule.id = clock.rule_id
    JOIN workflows_ladder AS ladder ON ladder.rule_key = rule.key AND ladder.version = 1
    WHERE clock.id = alarm.clock_id AND alarm.ladder_id IS NULL
"""


def name_ladders(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Only where alarms exist: a new database takes its ladders from the catalogue."""
    alarms = apps.get_model("workflows", "Alarm").objects
    with schema_editor.connection.cursor() as cursor:
        for key in alarms.values_list("clock__rule__key", flat=True).order_by().distinct():
            rungs = [ladder.rung_as_row(rung) for rung in ladder.ladder_for(key)]
            cursor.execute(ADD_LADDER, [key, json.dumps(rungs)])
        cursor.execute(NAME_LADDER)


class Migration(migrations.Migration):
    dependencies = [("workflows", "0003_amendments_and_ladders")]

    operations = [migrations.RunPython(name_ladders, migrations.RunPython.noop)]
