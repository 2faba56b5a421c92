from django.db import migrations

FILL = """
    SELECT workflows_keep_scopes(ARRAY(SELECT id FROM workflows_case));
    UPDATE workflows_desktask SET due_on = workflows_desk_due(case_id, clock_id, measure_id)
    WHERE status IN ('NEW', 'ASSIGNED');
"""


class Migration(migrations.Migration):
    dependencies = [("workflows", "0029_case_scope")]

    operations = [
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
