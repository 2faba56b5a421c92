"""Work beside cases that is open already is put on the desk of whose it is.

An assisting unit's part, a measure, a reply that is owed, a leader's limit and a notice to a
reporter by name: each that has no desk yet gets one, as the acts open them from now on.
"""

from typing import ClassVar

from django.db import migrations

# One row for each piece of open work: what it is about, since when, and where its desk stands.
WORK = """
    CREATE TEMPORARY TABLE open_work ON COMMIT DROP AS
    WITH doers AS (
        SELECT measure.id AS measure_id,
            bool_or('unit_officer' = ANY (post.roles)) AS officer,
            bool_or('unit_head' = ANY (post.roles)) AS head
        FROM workflows_measure AS measure
        JOIN organizations_tenure AS tenure ON tenure.person_id = measure.doer_id
            AND tenure.since <= now() AND (tenure.until IS NULL OR tenure.until > now())
        JOIN organizations_person AS person ON person.id = tenure.person_id AND person.is_active
        JOIN organizations_post AS post ON post.id = tenure.post_id
            AND post.unit_id = measure.unit_id
        GROUP BY measure.id
    ), limits AS (
        SELECT clock.*, rule.key, (
            SELECT begun.at FROM workflows_clockevent AS moved
            JOIN workflows_caseevent AS begun ON begun.id = moved.case_event_id
            WHERE moved.clock_id = clock.id AND moved.kind = 'start'
        ) AS since
        FROM workflows_clock AS clock JOIN workflows_clockrule AS rule ON rule.id = clock.rule_id
        WHERE clock.state IN ('running', 'paused')
    ), officers AS (
        SELECT id AS unit_id,
            CASE kind WHEN 'petition_bureau' THEN 'officer' ELSE 'unit_officer' END AS role
        FROM organizations_unit
    )
    SELECT clock.case_id, clock.id AS clock_id, NULL::bigint AS measure_id, clock.since,
        clock.id AS limit_id,
        CASE clock.key
            WHEN 'assist_report' THEN 'AssistFlow' WHEN 'leader_case' THEN 'LeadingFlow'
            WHEN 'tip_realname_notice' THEN 'ReporterNoticeFlow' ELSE 'ReplyFlow'
        END AS flow,
        CASE clock.key
            WHEN 'assist_report' THEN 'assisting_desk' WHEN 'leader_case' THEN 'leading_desk'
            WHEN 'tip_realname_notice' THEN 'telling_desk' ELSE 'answering_desk'
        END AS desk,
        CASE WHEN clock.key <> 'leader_case' THEN clock.unit_id
            WHEN filed.leader_id IS NULL THEN filed.intake_unit_id ELSE filed.holding_unit_id
        END AS unit_id,
        CASE WHEN clock.key = 'leader_case'
            THEN CASE WHEN filed.leader_id IS NULL THEN 'coordinator' ELSE 'leader' END
            WHEN filed.kind = 'tip_off' THEN 'clue_officer' ELSE officers.role
        END AS role,
        CASE WHEN clock.key = 'leader_case' THEN filed.leader_id END AS owner_id
    FROM limits AS clock
    JOIN workflows_case AS filed ON filed.id = clock.case_id
    JOIN officers ON officers.unit_id = clock.unit_id
    WHERE clock.key IN ('assist_report', 'supervise_reply', 'assign_report', 'tip_assigned',
        'leader_case', 'tip_realname_notice')
    UNION ALL
    SELECT measure.case_id, NULL, measure.id, (
            SELECT max(told.at) FROM workflows_measurestep AS step
            JOIN workflows_caseevent AS told ON told.id = step.event_id
            WHERE step.measure_id = measure.id
        ),
        limits.id,
        'MeasureFlow',
        CASE measure.state WHEN 'going_on' THEN 'doing_desk'
            WHEN 'reported' THEN 'verifying_desk' ELSE 'long_term_desk' END,
        CASE WHEN measure.state <> 'reported' THEN measure.unit_id
            WHEN by_leader THEN filed.holding_unit_id
            WHEN by_sender THEN coalesce(filed.sender_unit_id, filed.intake_unit_id)
            ELSE filed.holding_unit_id END,
        CASE WHEN measure.state <> 'reported'
            THEN CASE WHEN doers.head AND NOT doers.officer THEN 'unit_head'
                ELSE 'unit_officer' END
            WHEN by_leader THEN 'leader'
            WHEN by_sender THEN senders.role
            ELSE 'unit_head' END,
        CASE WHEN measure.state <> 'reported'
            THEN CASE WHEN doers.officer OR doers.head THEN measure.doer_id END
            WHEN by_leader THEN filed.leader_id END
    FROM workflows_measure AS measure
    JOIN workflows_case AS filed ON filed.id = measure.case_id
    JOIN officers AS senders
        ON senders.unit_id = coalesce(filed.sender_unit_id, filed.intake_unit_id)
    LEFT JOIN doers ON doers.measure_id = measure.id
    LEFT JOIN limits ON limits.measure_id = measure.id
    CROSS JOIN LATERAL (
        SELECT coalesce(filed.leader_id <> measure.doer_id, false) AS by_leader,
            coalesce(measure.unit_id = filed.holding_unit_id AND doers.head, false) AS by_sender
    ) AS verifier
    WHERE measure.state IN ('going_on', 'reported', 'long_term')
"""
PROCESSES = """
    INSERT INTO workflows_caseprocess (flow_class, status, created, case_id, clock_id, measure_id)
    SELECT 'workflows/cases.flows.' || flow, 'NEW', since, case_id, clock_id, measure_id
    FROM open_work ORDER BY case_id, clock_id, measure_id
"""
TASKS = """
    WITH begun AS (
        SELECT work.*, process.id AS process_id FROM open_work AS work
        JOIN workflows_caseprocess AS process
            ON process.clock_id = work.clock_id OR process.measure_id = work.measure_id
    ), started AS (
        INSERT INTO workflows_desktask (process_id, flow_task, flow_task_type, status, created,
            started, finished, token, role, clock_id, measure_id)
        SELECT process_id, 'workflows/cases.flows.' || flow || '.start', 'START', 'DONE', since,
            since, since, 'start', '', clock_id, measure_id FROM begun
        RETURNING id, process_id
    ), opened AS (
        INSERT INTO workflows_desktask (process_id, flow_task, flow_task_type, status, created,
            token, case_id, unit_id, role, since, owner_id, clock_id, measure_id)
        SELECT process_id, 'workflows/cases.flows.' || flow || '.' || desk, 'HUMAN',
            CASE WHEN owner_id IS NULL THEN 'NEW' ELSE 'ASSIGNED' END, since,
            'start', case_id, unit_id, role, since, owner_id, limit_id, measure_id FROM begun
        RETURNING id, process_id
    )
    INSERT INTO workflows_desktask_previous (from_desktask_id, to_desktask_id)
    SELECT opened.id, started.id FROM opened JOIN started USING (process_id)
"""
UNLINK = """
    DELETE FROM workflows_desktask_previous USING workflows_desktask AS task
    WHERE task.id = from_desktask_id
        AND (task.clock_id IS NOT NULL OR task.measure_id IS NOT NULL
            OR task.process_id IN (SELECT id FROM workflows_caseprocess
                WHERE clock_id IS NOT NULL OR measure_id IS NOT NULL))
"""
FORGET = """
    DELETE FROM workflows_desktask WHERE process_id IN (SELECT id FROM workflows_caseprocess
        WHERE clock_id IS NOT NULL OR measure_id IS NOT NULL)
"""
FORGET_PROCESSES = """
    DELETE FROM workflows_caseprocess WHERE clock_id IS NOT NULL OR measure_id IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("workflows", "0025_desks_beside_cases")]

    operations: ClassVar = [
        migrations.RunSQL(
            [WORK, PROCESSES, TASKS],
            reverse_sql=[UNLINK, FORGET, FORGET_PROCESSES],
        )
    ]
