from django.db import migrations

# A ledger's rows have the hash of the row as their key. Their codes were made and shown to nobody.
WITHOUT_CODE = """
    UPDATE petitions_petition AS letter SET query_digest = NULL
    FROM workflows_case AS filed
    WHERE filed.id = letter.case_id AND filed.kind = 'petition'
        AND letter.query_digest IS NOT NULL AND letter.source_key ~ '^[0-9a-f]{64}$'
        AND NOT EXISTS (
            SELECT FROM workflows_caseevent AS event
            WHERE event.case_id = letter.case_id AND event.actor_kind = 'petitioner'
        )
"""


class Migration(migrations.Migration):
    dependencies = [
        ("petitions", "0018_idempotency_of_every_call"),
        ("workflows", "0041_admit_competent_organs"),
    ]

    operations = [migrations.RunSQL(WITHOUT_CODE, migrations.RunSQL.noop)]
