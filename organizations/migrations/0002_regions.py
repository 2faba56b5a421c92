from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from organizations.regions import load_regions


def load(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    load_regions(apps.get_model("organizations", "Region"))


def unload(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    innermost = apps.get_model("organizations", "Region").objects.filter(children__isnull=True)
    while innermost.exists():
        innermost.delete()


class Migration(migrations.Migration):
    dependencies = [("organizations", "0001_initial")]

    operations = [migrations.RunPython(load, unload)]
