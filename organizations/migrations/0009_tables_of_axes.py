"""The tables of django-axes go with it: who tried to sign in when is kept nowhere any more."""

from django.db import migrations

TABLES = ("accessattemptexpiration", "accessattempt", "accesslog", "accessfailurelog")
DROP = [f"DROP TABLE IF EXISTS axes_{name} CASCADE" for name in TABLES]
# Its own migrations make them again, should somebody go back.
FORGET = "DELETE FROM django_migrations WHERE app = 'axes'"


class Migration(migrations.Migration):
    dependencies = [("organizations", "0008_addresses_of_before")]

    operations = [migrations.RunSQL([*DROP, FORGET], migrations.RunSQL.noop)]
