from django.db import migrations

# As the rows of events: the owner takes the rights from itself too (0015).
TAKE = "REVOKE UPDATE, DELETE, TRUNCATE ON workflows_rightsevent FROM PUBLIC, CURRENT_USER"
GIVE_BACK = "GRANT UPDATE, DELETE, TRUNCATE ON workflows_rightsevent TO CURRENT_USER"


class Migration(migrations.Migration):
    dependencies = [("workflows", "0051_enter_who_is_who")]

    operations = [migrations.RunSQL(TAKE, GIVE_BACK)]
