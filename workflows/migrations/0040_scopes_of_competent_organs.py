import importlib

from django.db import migrations

AS_BEFORE = importlib.import_module("workflows.migrations.0032_owing_units_see").WITH_OWING
# An organ that may be asked to review has a sight of its own, as an assisting unit.
WITH_COMPETENT = AS_BEFORE.replace("'owes')", "'owes', 'competent')")


class Migration(migrations.Migration):
    dependencies = [("workflows", "0039_event_files_and_competent_organs")]

    operations = [migrations.RunSQL(WITH_COMPETENT, AS_BEFORE)]
