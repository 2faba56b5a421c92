from django.db import migrations

TABLES = (
    "workflows_caseevent, workflows_caseread, workflows_auditlink, workflows_auditseal"
)
# The owner takes the rights from itself too; only a superuser, or the owner by granting them
# again, gets past. A right on one column is left where rows are referred to, because a foreign
# key locks the row that it points at; the triggers refuse the change itself.
TAKE = f"""
    REVOKE UPDATE, DELETE, TRUNCATE ON {TABLES} FROM PUBLIC, CURRENT_USER;
    GRANT UPDATE (id) ON workflows_caseevent TO CURRENT_USER;
    GRANT UPDATE (seal) ON workflows_auditlink TO CURRENT_USER;
"""
GIVE_BACK = f"GRANT UPDATE, DELETE, TRUNCATE ON {TABLES} TO CURRENT_USER"


class Migration(migrations.Migration):
    dependencies = [("workflows", "0014_chain_earlier_events")]

    operations = [migrations.RunSQL(TAKE, GIVE_BACK)]
