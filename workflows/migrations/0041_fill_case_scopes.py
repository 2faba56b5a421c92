from django.db import migrations

FILL = """
    SELECT workflows_keep_scopes(ARRAY(SELECT id FROM workflows_case));
    UPDATE workflows_desktask SET due_on = workflows_nearest_duty(case_id)
    WHERE status IN ('NEW', 'ASSIGNED');
"""


class Migration(migrations.Migration):
    dependencies = [("workflows", "0040_case_scope")]

    operations = [
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
