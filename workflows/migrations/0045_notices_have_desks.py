"""The service of a notice is work beside the case, of its own limit; the desk of old is left."""

from typing import ClassVar

from django.db import migrations

LEAVE = """
    UPDATE workflows_desktask AS task SET
        flow_task = 'workflows/cases.flows.PetitionFlow.notice_desk',
        status = CASE WHEN finished IS NULL THEN 'CANCELED' ELSE status END,
        finished = coalesce(finished, now())
    WHERE flow_task = 'workflows/cases.flows.PetitionFlow.service_of_notice_desk'
"""
END = """
    UPDATE workflows_caseprocess AS process SET status = 'CANCELED', finished = now()
    FROM workflows_case AS filed
    WHERE filed.id = process.case_id AND filed.status IN ('refused', 'routed')
        AND process.clock_id IS NULL AND process.measure_id IS NULL AND process.finished IS NULL
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("workflows", "0044_case_notes")]

    operations: ClassVar = [migrations.RunSQL([LEAVE, END], reverse_sql=migrations.RunSQL.noop)]
