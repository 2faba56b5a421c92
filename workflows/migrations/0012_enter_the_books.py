"""What was sent before there were books is entered in them, from the events."""

from django.db import migrations

SENT = """
    INSERT INTO workflows_transferentry (book, way, unit_id, other_id, case_id, event_id, at)
    SELECT 'out', CASE act WHEN 'route_discipline' THEN 'discipline' ELSE act END,
           COALESCE(actor_unit_id, filed.intake_unit_id), (details -> 'unit' ->> 'id')::bigint,
           case_id, told.id, at
    FROM workflows_caseevent AS told JOIN workflows_case AS filed ON filed.id = case_id
    WHERE act IN ('forward', 'assign', 'designate', 'route_discipline')
    ORDER BY told.id
"""
# A return was in both books at once: the sender agreed to it by the act itself.
RETURNED = """
    WITH back AS (
        SELECT told.id, told.case_id, told.at,
               COALESCE(told.actor_unit_id, filed.intake_unit_id) AS sender_id,
               (SELECT objected.actor_unit_id FROM workflows_caseevent AS objected
                WHERE objected.case_id = told.case_id AND objected.act = 'object'
                  AND objected.id < told.id ORDER BY objected.id DESC LIMIT 1) AS unit_id
        FROM workflows_caseevent AS told JOIN workflows_case AS filed ON filed.id = told.case_id
        WHERE told.act = 'uphold_objection'
    ), given AS (
        INSERT INTO workflows_transferentry (book, way, unit_id, other_id, case_id, event_id, at)
        SELECT 'out', 'return', unit_id, sender_id, case_id, id, at FROM back
        WHERE unit_id IS NOT NULL ORDER BY id
        RETURNING id, unit_id, other_id, case_id, event_id, at
    )
    INSERT INTO workflows_transferentry
        (book, way, unit_id, other_id, case_id, event_id, answers_id, at)
    SELECT 'in', 'return', other_id, unit_id, case_id, event_id, id, at FROM given
"""
# Whatever the receiving unit did with the matter says that it had arrived.
RECEIVED = """
    INSERT INTO workflows_transferentry
        (book, way, unit_id, other_id, case_id, event_id, answers_id, at)
    SELECT 'in', sent.way, sent.other_id, sent.unit_id, done.case_id, done.id, sent.id, done.at
    FROM workflows_transferentry AS sent CROSS JOIN LATERAL (
        SELECT told.id, told.case_id, told.at
        FROM workflows_caseevent AS told JOIN workflows_case AS filed ON filed.id = told.case_id
        WHERE told.actor_unit_id = sent.other_id AND told.id > sent.event_id
          AND CASE sent.way WHEN 'discipline' THEN filed.source_case_id ELSE filed.id END
              = sent.case_id
        ORDER BY told.id LIMIT 1
    ) AS done
    WHERE sent.book = 'out' AND sent.way <> 'return' ORDER BY sent.id
"""
TO_SIGN_FOR = """
    UPDATE workflows_case AS filed SET to_sign_for_id = sent.id
    FROM (
        SELECT DISTINCT ON (case_id) id, case_id, way FROM workflows_transferentry AS line
        WHERE book = 'out' AND way <> 'return' ORDER BY case_id, id DESC
    ) AS sent
    WHERE NOT EXISTS (SELECT 1 FROM workflows_transferentry WHERE answers_id = sent.id)
      AND (filed.status = 'forwarded' AND sent.way <> 'discipline' AND filed.id = sent.case_id
           OR filed.kind = 'tip_off' AND sent.way = 'discipline'
              AND filed.source_case_id = sent.case_id)
"""
SENT_ON = """
    UPDATE workflows_case AS filed SET sent_on = clock.started_on
    FROM workflows_clock AS clock JOIN workflows_clockrule AS rule ON rule.id = clock.rule_id
    WHERE clock.case_id = filed.id AND rule.key = 'transfer_notice' AND clock.state = 'running'
"""


class Migration(migrations.Migration):
    dependencies = [("workflows", "0011_transfers")]

    operations = [
        migrations.RunSQL([SENT, RETURNED, RECEIVED, TO_SIGN_FOR, SENT_ON], migrations.RunSQL.noop),
    ]
