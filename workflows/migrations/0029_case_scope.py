import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

NEAREST_DUTY = """
CREATE FUNCTION workflows_nearest_duty(of_case bigint) RETURNS date LANGUAGE sql STABLE AS $$
    SELECT min(clock.due_on)
    FROM workflows_clock AS clock JOIN workflows_clockrule AS rule ON rule.id = clock.rule_id
    WHERE clock.case_id = of_case AND clock.state = 'running' AND rule.nature = 'duty'
$$
"""
# Work beside a case has a limit of its own, or none; the case's own step goes by the first duty
# of the case that no other work has.
DESK_DUE = """
CREATE FUNCTION workflows_desk_due(of_case bigint, of_clock bigint, of_measure bigint)
RETURNS date LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN of_clock IS NOT NULL THEN (
            SELECT clock.due_on FROM workflows_clock AS clock
            WHERE clock.id = of_clock AND clock.state = 'running'
        )
        WHEN of_measure IS NULL THEN (
            SELECT min(clock.due_on)
            FROM workflows_clock AS clock JOIN workflows_clockrule AS rule
                ON rule.id = clock.rule_id
            WHERE clock.case_id = of_case AND clock.state = 'running' AND rule.nature = 'duty'
                AND clock.measure_id IS NULL AND NOT EXISTS (
                    SELECT FROM workflows_caseprocess AS work WHERE work.clock_id = clock.id
                )
        )
    END
$$
"""
# What each case ought to have. The codes in a region's path lead from the province down.
WANTED = """
CREATE FUNCTION workflows_scopes_wanted(of_cases bigint[])
RETURNS TABLE (case_id bigint, scope text) LANGUAGE sql STABLE AS $$
    SELECT envelope.id, envelope.kind || ':' || relation || ':' || of_whom
    FROM workflows_case AS envelope CROSS JOIN LATERAL (
        VALUES
            ('intake', intake_unit_id), ('sender', sender_unit_id), ('holder', holding_unit_id),
            ('review', review_unit_id), ('leads', leader_id), ('co_leads', co_leader_id)
    ) AS named (relation, of_whom)
    WHERE envelope.id = ANY(of_cases) AND of_whom IS NOT NULL
    UNION
    SELECT part.case_id, envelope.kind || ':' || CASE
        WHEN part.part IN ('former', 'answers', 'assisting') THEN part.part ELSE 'part'
    END || ':' || part.unit_id
    FROM workflows_caseunit AS part JOIN workflows_case AS envelope ON envelope.id = part.case_id
    WHERE part.case_id = ANY(of_cases)
    UNION
    SELECT envelope.id, envelope.kind || ':region:' || place.code
    FROM workflows_case AS envelope
    JOIN organizations_unit AS unit ON unit.id = envelope.holding_unit_id
    JOIN organizations_region AS region ON region.id = unit.region_id
    CROSS JOIN LATERAL unnest(string_to_array(trim('/' FROM region.path), '/')) AS place (code)
    WHERE envelope.id = ANY(of_cases)
$$
"""
KEEP = """
CREATE FUNCTION workflows_keep_scopes(of_cases bigint[]) RETURNS void LANGUAGE sql AS $$
    WITH due AS MATERIALIZED (
        SELECT id, status, registered_at, received_on, workflows_nearest_duty(id) AS due_on
        FROM workflows_case WHERE id = ANY(of_cases)
    ), wanted AS MATERIALIZED (
        SELECT id AS case_id, scope, status, registered_at, received_on, due_on
        FROM workflows_scopes_wanted(of_cases) JOIN due ON id = case_id
    ), gone AS (
        DELETE FROM workflows_casescope AS kept WHERE kept.case_id = ANY(of_cases)
            AND NOT EXISTS (
                SELECT FROM wanted
                WHERE wanted.case_id = kept.case_id AND wanted.scope = kept.scope
            )
    )
    INSERT INTO workflows_casescope (case_id, scope, status, registered_at, received_on, due_on)
    SELECT case_id, scope, status, registered_at, received_on, due_on FROM wanted
    WHERE NOT EXISTS (
        SELECT FROM workflows_casescope AS kept
        WHERE kept.case_id = wanted.case_id AND kept.scope = wanted.scope
            AND (kept.status, kept.registered_at, kept.received_on, kept.due_on)
            IS NOT DISTINCT FROM
            (wanted.status, wanted.registered_at, wanted.received_on, wanted.due_on)
    )
    ON CONFLICT (case_id, scope) DO UPDATE SET (status, registered_at, received_on, due_on) =
        (excluded.status, excluded.registered_at, excluded.received_on, excluded.due_on)
$$
"""
# A unit in another region, or a region in another province: its cases come into other sight.
MOVED = """
CREATE FUNCTION workflows_region_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM workflows_keep_scopes(ARRAY(
        SELECT envelope.id FROM workflows_case AS envelope
        JOIN organizations_unit AS unit ON unit.id = envelope.holding_unit_id
        WHERE CASE TG_TABLE_NAME
            WHEN 'organizations_unit' THEN unit.id ELSE unit.region_id
        END = NEW.id
    ));
    RETURN NULL;
END $$;
CREATE TRIGGER scopes_of_unit AFTER UPDATE ON organizations_unit FOR EACH ROW
    WHEN (OLD.region_id IS DISTINCT FROM NEW.region_id) EXECUTE FUNCTION workflows_region_moved();
CREATE TRIGGER scopes_of_region AFTER UPDATE ON organizations_region FOR EACH ROW
    WHEN (OLD.path IS DISTINCT FROM NEW.path) EXECUTE FUNCTION workflows_region_moved();
"""
STAYED = """
DROP TRIGGER scopes_of_region ON organizations_region;
DROP TRIGGER scopes_of_unit ON organizations_unit;
DROP FUNCTION workflows_region_moved();
"""
FUNCTIONS = (
    (NEAREST_DUTY, "DROP FUNCTION workflows_nearest_duty(bigint)"),
    (DESK_DUE, "DROP FUNCTION workflows_desk_due(bigint, bigint, bigint)"),
    (WANTED, "DROP FUNCTION workflows_scopes_wanted(bigint[])"),
    (KEEP, "DROP FUNCTION workflows_keep_scopes(bigint[])"),
    (MOVED, STAYED),
)


class Migration(migrations.Migration):
    dependencies = [("workflows", "0028_state_machines")]

    operations = [
        migrations.CreateModel(
            name='CaseScope',
            fields=[
                ('pk', models.CompositePrimaryKey('case_id', 'scope', blank=True, editable=False, primary_key=True, serialize=False)),
                ('scope', models.CharField(max_length=60)),
                ('status', models.CharField(choices=[('new', 'New'), ('registered', 'Registered'), ('linked', 'Linked to an earlier matter'), ('forwarded', 'Forwarded'), ('objected', 'Jurisdiction objected'), ('accepted', 'Accepted'), ('refused', 'Refused'), ('routed', 'Routed elsewhere'), ('investigating', 'Under investigation'), ('drafted', 'Opinion drafted'), ('signed', 'Opinion signed off'), ('served', 'Opinion served'), ('under_review', 'Under review'), ('review_served', 'Review opinion served'), ('under_recheck', 'Under recheck'), ('concluded', 'Concluded'), ('withdrawn', 'Withdrawn'), ('closed', 'Closed'), ('received', 'Received by the discipline commission'), ('not_accepted', 'Tip-off not accepted'), ('retained', 'Kept for reference'), ('sealed_up', 'Sealed paper, to be sent up'), ('escalated_up', 'Sent up to the superior'), ('forwarded_down', 'Forwarded to the subordinate organ'), ('transferred_out', 'Transferred to another organ'), ('handed_over', 'Handed over to the handling section'), ('returned', 'Returned to intake'), ('clue_registered', 'Clue registered'), ('disposing', 'Disposal proposed'), ('talk_inquiry', 'Talk and letter of inquiry'), ('preliminary', 'Preliminary verification'), ('reported', 'Verification reported'), ('held', 'Held for later checking'), ('filed', 'Case filed'), ('dismissed', 'Settled and dismissed'), ('reminded', 'Reminded in a talk'), ('first_form', 'Handled in the first form'), ('to_party_org', 'Passed to the party organisation'), ('reported_back', 'Result returned')], max_length=20)),
                ('registered_at', models.DateTimeField()),
                ('received_on', models.DateField()),
                ('due_on', models.DateField(null=True)),
                ('case', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='scopes', to='workflows.case')),
            ],
        ),
        migrations.AddField(
            model_name='desktask',
            name='due_on',
            field=models.DateField(editable=False, null=True),
        ),
        *(migrations.RunSQL(make, drop) for make, drop in FUNCTIONS),
        pgtrigger.migrations.AddTrigger(
            model_name='case',
            trigger=pgtrigger.compiler.Trigger(name='scopes_begun', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE changed bigint[];', func='\n            changed := ARRAY(SELECT id FROM fresh);\n            IF cardinality(changed) > 0 THEN\n                PERFORM workflows_keep_scopes(changed);\n                \n            END IF;\n            RETURN NULL;\n        ', hash='b26a570b898aff2837e2ddecf03db06b16f76ef2', level='STATEMENT', operation='INSERT', pgid='pgtrigger_scopes_begun_c79e5', referencing='REFERENCING NEW TABLE AS fresh ', table='workflows_case', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='case',
            trigger=pgtrigger.compiler.Trigger(name='scopes_kept', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE changed bigint[];', func='\n            changed := ARRAY(\n        SELECT fresh.id FROM fresh JOIN stale USING (id)\n        WHERE (fresh.intake_unit_id, fresh.sender_unit_id, fresh.holding_unit_id, fresh.review_unit_id, fresh.leader_id, fresh.co_leader_id, fresh.status, fresh.registered_at, fresh.received_on) IS DISTINCT FROM (stale.intake_unit_id, stale.sender_unit_id, stale.holding_unit_id, stale.review_unit_id, stale.leader_id, stale.co_leader_id, stale.status, stale.registered_at, stale.received_on)\n    );\n            IF cardinality(changed) > 0 THEN\n                PERFORM workflows_keep_scopes(changed);\n                \n            END IF;\n            RETURN NULL;\n        ', hash='1e3e601edcedfd2bd2588e0b3ad7521ddf45f43b', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_scopes_kept_4a81a', referencing='REFERENCING OLD TABLE AS stale  NEW TABLE AS fresh ', table='workflows_case', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='caseunit',
            trigger=pgtrigger.compiler.Trigger(name='scopes_begun', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE changed bigint[];', func='\n            changed := ARRAY(SELECT DISTINCT case_id FROM fresh);\n            IF cardinality(changed) > 0 THEN\n                PERFORM workflows_keep_scopes(changed);\n                \n            END IF;\n            RETURN NULL;\n        ', hash='b35927503e23b8136a3a40e79a249ad16d69cd19', level='STATEMENT', operation='INSERT', pgid='pgtrigger_scopes_begun_d4f3d', referencing='REFERENCING NEW TABLE AS fresh ', table='workflows_caseunit', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='caseunit',
            trigger=pgtrigger.compiler.Trigger(name='scopes_ended', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE changed bigint[];', func='\n            changed := ARRAY(SELECT DISTINCT case_id FROM stale);\n            IF cardinality(changed) > 0 THEN\n                PERFORM workflows_keep_scopes(changed);\n                \n            END IF;\n            RETURN NULL;\n        ', hash='216cb0ad6e755030a0f35f71a55684f5dd3ce82c', level='STATEMENT', operation='DELETE', pgid='pgtrigger_scopes_ended_b2f4b', referencing='REFERENCING OLD TABLE AS stale ', table='workflows_caseunit', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='caseunit',
            trigger=pgtrigger.compiler.Trigger(name='scopes_kept', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE changed bigint[];', func='\n            changed := ARRAY(SELECT case_id FROM fresh UNION SELECT case_id FROM stale);\n            IF cardinality(changed) > 0 THEN\n                PERFORM workflows_keep_scopes(changed);\n                \n            END IF;\n            RETURN NULL;\n        ', hash='bfc7ad844b3d75d4c3323969486fda055d440a73', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_scopes_kept_1bb9d', referencing='REFERENCING OLD TABLE AS stale  NEW TABLE AS fresh ', table='workflows_caseunit', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='clock',
            trigger=pgtrigger.compiler.Trigger(name='scopes_begun', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE changed bigint[];', func="\n            changed := ARRAY(SELECT DISTINCT case_id FROM fresh);\n            IF cardinality(changed) > 0 THEN\n                PERFORM workflows_keep_scopes(changed);\n                \n    UPDATE workflows_desktask SET due_on = workflows_desk_due(case_id, clock_id, measure_id)\n    WHERE case_id = ANY(changed) AND status IN ('NEW', 'ASSIGNED')\n        AND due_on IS DISTINCT FROM workflows_desk_due(case_id, clock_id, measure_id);\n\n            END IF;\n            RETURN NULL;\n        ", hash='993578cebd43d0b55e0914ef4c741848613b45f1', level='STATEMENT', operation='INSERT', pgid='pgtrigger_scopes_begun_d4b5e', referencing='REFERENCING NEW TABLE AS fresh ', table='workflows_clock', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='clock',
            trigger=pgtrigger.compiler.Trigger(name='scopes_kept', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE changed bigint[];', func="\n            changed := ARRAY(SELECT case_id FROM fresh WHERE id IN (\n        SELECT fresh.id FROM fresh JOIN stale USING (id)\n        WHERE (fresh.state, fresh.due_on, fresh.rule_id) IS DISTINCT FROM (stale.state, stale.due_on, stale.rule_id)\n    ));\n            IF cardinality(changed) > 0 THEN\n                PERFORM workflows_keep_scopes(changed);\n                \n    UPDATE workflows_desktask SET due_on = workflows_desk_due(case_id, clock_id, measure_id)\n    WHERE case_id = ANY(changed) AND status IN ('NEW', 'ASSIGNED')\n        AND due_on IS DISTINCT FROM workflows_desk_due(case_id, clock_id, measure_id);\n\n            END IF;\n            RETURN NULL;\n        ", hash='c7fd904377ca4fa1f22c2a6b19ad7c98aa787827', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_scopes_kept_75217', referencing='REFERENCING OLD TABLE AS stale  NEW TABLE AS fresh ', table='workflows_clock', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='desktask',
            trigger=pgtrigger.compiler.Trigger(name='due_on_kept', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."status" IN (\'NEW\', \'ASSIGNED\'))', func='\n                    NEW.due_on := workflows_desk_due(NEW.case_id, NEW.clock_id, NEW.measure_id);\n                    RETURN NEW;\n                ', hash='d86907e207f65e70aac520625ac17dabd073671b', operation='INSERT OR UPDATE', pgid='pgtrigger_due_on_kept_87318', table='workflows_desktask', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='caseprocess',
            trigger=pgtrigger.compiler.Trigger(name='limit_taken_over', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE changed bigint[];', func="\n                    changed := ARRAY(SELECT case_id FROM fresh WHERE clock_id IS NOT NULL);\n                    \n    UPDATE workflows_desktask SET due_on = workflows_desk_due(case_id, clock_id, measure_id)\n    WHERE case_id = ANY(changed) AND status IN ('NEW', 'ASSIGNED')\n        AND due_on IS DISTINCT FROM workflows_desk_due(case_id, clock_id, measure_id);\n\n                    RETURN NULL;\n                ", hash='20d2bf067f645775c82230599c3cb2b060488088', level='STATEMENT', operation='INSERT', pgid='pgtrigger_limit_taken_over_00391', referencing='REFERENCING NEW TABLE AS fresh ', table='workflows_caseprocess', when='AFTER')),
        ),
    ]
