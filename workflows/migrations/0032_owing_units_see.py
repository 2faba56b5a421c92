import importlib

from django.db import migrations, models

WANTED = importlib.import_module("workflows.migrations.0029_case_scope").WANTED
AS_BEFORE = WANTED.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
# A unit that owes an execution or a reply has a sight of its own, as an assisting one.
WITH_OWING = AS_BEFORE.replace(
    "('former', 'answers', 'assisting')", "('former', 'answers', 'assisting', 'owes')"
)


class Migration(migrations.Migration):
    dependencies = [("workflows", "0031_case_scope_indexes")]

    operations = [
        migrations.AlterField(
            model_name="caseunit",
            name="part",
            field=models.CharField(
                max_length=10,
                choices=[
                    ("intake", "Took it in"),
                    ("sender", "Sent it down"),
                    ("holder", "Holds it"),
                    ("former", "Held it before"),
                    ("review", "Reviews it"),
                    ("assisting", "Assists"),
                    ("answers", "Answers for a measure"),
                    ("owes", "Owes an execution or a reply"),
                ],
            ),
        ),
        migrations.RunSQL(WITH_OWING, AS_BEFORE),
    ]
