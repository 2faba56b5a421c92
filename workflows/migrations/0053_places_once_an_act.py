from django.db import migrations

# Where a case stands in lists, and by which day on desks.
PLACE = """
CREATE FUNCTION workflows_place(changed bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM workflows_keep_scopes(changed);
    UPDATE workflows_desktask SET due_on = workflows_desk_due(case_id, clock_id, measure_id)
    WHERE case_id = ANY(changed) AND status IN ('NEW', 'ASSIGNED')
        AND due_on IS DISTINCT FROM workflows_desk_due(case_id, clock_id, measure_id);
END $$
"""
# The setting lives as long as the transaction, or the savepoint, and is empty outside of an act.
CHANGED = """
CREATE FUNCTION workflows_cases_changed(changed bigint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE gathered text := coalesce(current_setting('jianjian.changed_cases', true), '');
BEGIN
    IF gathered = '' THEN
        PERFORM workflows_place(changed);
    ELSE
        PERFORM set_config(
            'jianjian.changed_cases', gathered || ',' || array_to_string(changed, ','), true);
    END IF;
END $$
"""
PLACE_CHANGED = """
CREATE FUNCTION workflows_place_changed() RETURNS void LANGUAGE plpgsql AS $$
DECLARE gathered text := current_setting('jianjian.changed_cases', true);
BEGIN
    PERFORM set_config('jianjian.changed_cases', '', true);
    IF gathered LIKE '0,%' THEN
        PERFORM workflows_place(ARRAY(
            SELECT DISTINCT unnest(string_to_array(gathered, ',')::bigint[])));
    END IF;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("workflows", "0052_rights_privileges")]

    operations = [
        migrations.RunSQL(PLACE, "DROP FUNCTION workflows_place(bigint[])"),
        migrations.RunSQL(CHANGED, "DROP FUNCTION workflows_cases_changed(bigint[])"),
        migrations.RunSQL(PLACE_CHANGED, "DROP FUNCTION workflows_place_changed()"),
    ]
