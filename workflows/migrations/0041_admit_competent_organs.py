"""Whoever may be asked to review an opinion that was served before sees the case as well."""

from django.db import migrations

# As `organizations.review_route` finds them: the review office of the nearest government, one
# region up for what decided in a government's name, and the department above in the line.
ADMIT = """
    INSERT INTO workflows_caseunit (case_id, unit_id, part, since)
    SELECT DISTINCT filed.id, above.id, 'competent', filed.last_event_at
    FROM workflows_clock AS clock
    JOIN workflows_clockrule AS rule ON rule.id = clock.rule_id
    JOIN workflows_case AS filed ON filed.id = clock.case_id
    JOIN organizations_unit AS below ON below.id = CASE rule.key
        WHEN 'recheck_apply' THEN coalesce(filed.review_unit_id, filed.holding_unit_id)
        ELSE filed.holding_unit_id
    END
    JOIN organizations_region AS place ON place.id = below.region_id
    CROSS JOIN LATERAL (
        SELECT below.line_superior_id AS id WHERE below.line_superior_id IS NOT NULL
        UNION (
            SELECT unit.id
            FROM organizations_unit AS unit
            JOIN organizations_region AS region ON region.id = unit.region_id
            WHERE NOT below.is_vertical
                AND unit.kind IN ('review_office', 'government') AND unit.closed_on IS NULL
                AND starts_with(place.path, region.path)
                AND (region.id <> place.id OR below.kind NOT IN (
                    'government', 'review_office', 'party_committee', 'town'
                ))
            ORDER BY length(region.path) DESC, unit.kind DESC, unit.path LIMIT 1
        )
    ) AS above
    WHERE rule.key IN ('review_apply', 'recheck_apply') AND clock.state = 'running'
        AND filed.status IN ('served', 'review_served', 'closed')
    ON CONFLICT DO NOTHING
"""
DISMISS = "DELETE FROM workflows_caseunit WHERE part = 'competent'"


class Migration(migrations.Migration):
    dependencies = [
        ("workflows", "0040_scopes_of_competent_organs"),
        ("organizations", "0005_vertical_has_line"),
    ]

    operations = [migrations.RunSQL(ADMIT, DISMISS)]
