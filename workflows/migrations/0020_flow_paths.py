"""Stored names of flows follow the module that declares them."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

BEFORE, AFTER = "workflows/flows.", "workflows/cases.flows."
STORED = (
    ("workflows_caseprocess", "flow_class"),
    ("workflows_desktask", "flow_task"),
)


def _rename(editor: BaseDatabaseSchemaEditor, old: str, new: str) -> None:
    with editor.connection.cursor() as cursor:
        for table, column in STORED:
            cursor.execute(
                f"UPDATE {table} SET {column} = replace({column}, %s, %s)"  # noqa: S608  # our own names
                f" WHERE {column} LIKE %s",
                [old, new, f"{old}%"],
            )


def follow(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    _rename(editor, BEFORE, AFTER)


def go_back(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    _rename(editor, AFTER, BEFORE)


class Migration(migrations.Migration):
    dependencies = [("workflows", "0019_retention_privileges")]

    operations = [migrations.RunPython(follow, go_back)]
