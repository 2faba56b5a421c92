"""A request to open an identity is asked, granted or refused: one column instead of a yes or no.

The column is rewritten in place, since a decided request lets no update pass.
"""

from typing import ClassVar

import django_fsm
from django.db import migrations

TO_STATE = """
    ALTER TABLE petitions_opening ALTER COLUMN granted TYPE varchar(10) USING
        CASE granted WHEN true THEN 'granted' WHEN false THEN 'refused' ELSE 'asked' END;
    ALTER TABLE petitions_opening ALTER COLUMN granted SET NOT NULL;
    ALTER TABLE petitions_opening RENAME COLUMN granted TO state;
"""
TO_ANSWER = """
    ALTER TABLE petitions_opening RENAME COLUMN state TO granted;
    ALTER TABLE petitions_opening ALTER COLUMN granted DROP NOT NULL;
    ALTER TABLE petitions_opening ALTER COLUMN granted TYPE boolean USING
        CASE granted WHEN 'granted' THEN true WHEN 'refused' THEN false END;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("petitions", "0014_opening_undecided_whole")]

    operations: ClassVar = [
        migrations.RunSQL(
            TO_STATE,
            reverse_sql=TO_ANSWER,
            state_operations=[
                migrations.RemoveField(model_name="opening", name="granted"),
                migrations.AddField(
                    model_name="opening",
                    name="state",
                    field=django_fsm.FSMField(
                        choices=[
                            ("asked", "To be decided"),
                            ("granted", "Granted"),
                            ("refused", "Refused"),
                        ],
                        default="asked",
                        max_length=10,
                        protected=True,
                        verbose_name="state",
                    ),
                ),
            ],
        ),
    ]
