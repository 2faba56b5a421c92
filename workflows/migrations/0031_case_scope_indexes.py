from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workflows", "0030_fill_case_scopes")]

    operations = [
        migrations.RemoveIndex(
            model_name='desktask',
            name='desk_waiting',
        ),
        migrations.AddIndex(
            model_name='desktask',
            index=models.Index(condition=models.Q(('owner__isnull', True), ('status__in', ('NEW', 'ASSIGNED')), ('due_on__isnull', False)), fields=['unit', 'role', 'due_on', 'id'], name='desk_queue_due'),
        ),
        migrations.AddIndex(
            model_name='desktask',
            index=models.Index(condition=models.Q(('owner__isnull', True), ('status__in', ('NEW', 'ASSIGNED')), ('due_on__isnull', True)), fields=['unit', 'role', 'since', 'id'], name='desk_queue_since'),
        ),
        migrations.AddIndex(
            model_name='desktask',
            index=models.Index(condition=models.Q(('owner__isnull', False), ('status__in', ('NEW', 'ASSIGNED')), ('due_on__isnull', False)), fields=['owner', 'due_on', 'id'], name='desk_own_due'),
        ),
        migrations.AddIndex(
            model_name='desktask',
            index=models.Index(condition=models.Q(('owner__isnull', False), ('status__in', ('NEW', 'ASSIGNED')), ('due_on__isnull', True)), fields=['owner', 'since', 'id'], name='desk_own_since'),
        ),
        migrations.AddIndex(
            model_name='casescope',
            index=models.Index(fields=['scope', 'registered_at', 'case'], name='scope_newest'),
        ),
        migrations.AddIndex(
            model_name='casescope',
            index=models.Index(fields=['scope', 'received_on', 'case'], name='scope_received'),
        ),
        migrations.AddIndex(
            model_name='casescope',
            index=models.Index(fields=['scope', 'status', 'registered_at', 'case'], name='scope_status'),
        ),
        migrations.AddIndex(
            model_name='casescope',
            index=models.Index(condition=models.Q(('status__in', ('registered', 'forwarded', 'objected', 'accepted', 'investigating', 'drafted', 'signed', 'served', 'under_review', 'review_served', 'under_recheck', 'received', 'forwarded_down', 'returned', 'sealed_up', 'handed_over', 'clue_registered', 'disposing', 'talk_inquiry', 'preliminary', 'reported', 'held', 'filed', 'dismissed', 'reminded', 'first_form', 'to_party_org'))), fields=['scope', 'registered_at', 'case'], name='scope_open'),
        ),
        migrations.AddIndex(
            model_name='casescope',
            index=models.Index(condition=models.Q(('due_on__isnull', False)), fields=['scope', 'due_on', 'case'], name='scope_due'),
        ),
        migrations.AddIndex(
            model_name='document',
            index=models.Index(fields=['kind', 'issued_on', 'id'], name='document_of_kind'),
        ),
        migrations.AddIndex(
            model_name='caseevent',
            index=models.Index(condition=models.Q(('act', 'warn')), fields=['case'], name='case_event_warned'),
        ),
    ]
