from django.db import migrations

# One column each may be emptied in a destruction; the triggers refuse any other change.
TAKE = """
    GRANT UPDATE (details) ON workflows_caseevent TO CURRENT_USER;
    GRANT UPDATE (why) ON workflows_caseread TO CURRENT_USER;
    REVOKE UPDATE, DELETE, TRUNCATE ON workflows_destruction FROM PUBLIC, CURRENT_USER;
    GRANT UPDATE (id) ON workflows_destruction TO CURRENT_USER;
"""
GIVE_BACK = """
    GRANT UPDATE, DELETE, TRUNCATE ON workflows_destruction TO CURRENT_USER;
    REVOKE UPDATE (why) ON workflows_caseread FROM CURRENT_USER;
    REVOKE UPDATE (details) ON workflows_caseevent FROM CURRENT_USER;
"""


class Migration(migrations.Migration):
    dependencies = [("workflows", "0018_retention")]

    operations = [migrations.RunSQL(TAKE, GIVE_BACK)]
