"""Names that were written on tip-offs before each became a row of its own.

Those who work on these tip-offs go on; the names wait for somebody to say who is meant, and from
the next night on whoever may be meant is shut out. Back again, tip-offs that are held open up.
"""

from typing import Any

from django.db import migrations

from organizations.written_text import name_pieces

LONGEST = 200
AT_ONCE = 1000


def note(apps: Any, _editor: Any) -> None:
    written = apps.get_model("workflows", "WrittenName")
    events = apps.get_model("workflows", "CaseEvent").objects.filter(
        case__kind="tip_off", details__has_key="names"
    )
    rows = (
        written(case_id=case, text=piece[:LONGEST], origin="named")
        for case, names in events.order_by("pk").values_list("case_id", "details__names")
        for piece in name_pieces(names or "")
    )
    written.objects.bulk_create(rows, batch_size=AT_ONCE, ignore_conflicts=True)


def forget(apps: Any, _editor: Any) -> None:
    apps.get_model("workflows", "WrittenName").objects.all().delete()
    apps.get_model("workflows", "CaseExclusion").objects.filter(desk__isnull=False).delete()


class Migration(migrations.Migration):
    dependencies = [("workflows", "0037_written_name_constraints")]

    operations = [migrations.RunPython(note, forget)]
