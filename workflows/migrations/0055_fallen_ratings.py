"""A rating of an answer that stands no more is no rating of the one that takes its place."""

from typing import Any

from django.db import migrations
from django.db.models import Exists, OuterRef

UNANSWERED = (
    *("registered", "forwarded", "objected", "accepted", "investigating", "drafted", "signed"),
)


def take_off(apps: Any, _editor: Any) -> None:
    """What was said stays in its event."""
    event, case = (apps.get_model("workflows", name) for name in ("CaseEvent", "Case"))
    fell = event.objects.filter(case=OuterRef("pk"), at__gt=OuterRef("rated_at"))
    rated = case.objects.filter(Exists(fell.filter(target__in=UNANSWERED)), kind="petition")
    rated.update(rated_at=None, bureau_rating=None, unit_rating=None)


class Migration(migrations.Migration):
    dependencies = [("workflows", "0054_act_triggers")]

    operations = [migrations.RunPython(take_off, migrations.RunPython.noop)]
