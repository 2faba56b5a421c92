from django.db import migrations
from django.db.migrations.state import StateApps

# Rights come from posts alone. Whoever was a superuser keeps his account and his posts; an
# installation in which nobody administers by a post names its first three by `first_keys`.


def take_away(apps: StateApps, _editor: object) -> None:
    people = apps.get_model("organizations", "Person").objects.all()
    people.filter(is_superuser=True).update(is_superuser=False)


class Migration(migrations.Migration):
    dependencies = [("organizations", "0010_accounts_have_regions")]

    operations = [migrations.RunPython(take_away, migrations.RunPython.noop)]
