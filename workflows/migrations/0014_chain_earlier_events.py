from django.db import migrations

# Whatever has no link yet, in the order in which it was written.
CHAIN_EARLIER = """
    SELECT workflows_chain('event', earlier.id, earlier.case_id, jsonb_build_object(
        'id', earlier.id,
        'case_id', earlier.case_id,
        'act', earlier.act,
        'actor_kind', earlier.actor_kind,
        'actor_id', earlier.actor_id,
        'actor_unit_id', earlier.actor_unit_id,
        'at', to_char(earlier.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        'recorded_at',
            to_char(earlier.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        'source', earlier.source,
        'target', earlier.target,
        'details', earlier.details
    )::text)
    FROM (
        SELECT event.* FROM workflows_caseevent AS event
        WHERE NOT EXISTS (
            SELECT 1 FROM workflows_auditlink AS link
            WHERE link.source = 'event' AND link.row = event.id
        )
        ORDER BY event.id
    ) AS earlier
"""


class Migration(migrations.Migration):
    dependencies = [("workflows", "0013_audit")]

    # Backwards there is nothing to do: the links go with their table.
    operations = [migrations.RunSQL(CHAIN_EARLIER, migrations.RunSQL.noop)]
