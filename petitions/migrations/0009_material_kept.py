import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('petitions', '0008_material_versions'),
    ]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name='attachment',
            trigger=pgtrigger.compiler.Trigger(name='material_fixed', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='d166671385849bffbbcdf2acbe76efdeda91675d', operation='UPDATE OR DELETE', pgid='pgtrigger_material_fixed_6dfea', table='petitions_attachment', when='BEFORE')),
        ),
    ]
