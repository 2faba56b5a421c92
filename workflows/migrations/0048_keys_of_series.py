"""Series of case numbers get their keys; the numbers that were given already stay as they are."""

from secrets import token_bytes
from typing import Any

from django.db import migrations
from django.db.models import Q

KEY_BYTES = 16
DIGITS = 6
HIDES_ORDER = Q(series__startswith="case:") | Q(series__endswith=":apart")


def give_keys(apps: Any, _editor: Any) -> None:
    for counter in apps.get_model("workflows", "Counter").objects.filter(HIDES_ORDER):
        counter.key, counter.plain = token_bytes(KEY_BYTES), counter.value
        counter.save(update_fields=["key", "plain"])


def go_on_above(apps: Any, _editor: Any) -> None:
    """Without its key a series goes on with one digit more, so that no number is given twice."""
    for counter in apps.get_model("workflows", "Counter").objects.exclude(key=b""):
        if counter.value > counter.plain:
            counter.value = 10 ** max(DIGITS, len(str(counter.value))) - 1
        counter.key, counter.plain = b"", 0
        counter.save(update_fields=["key", "plain", "value"])


class Migration(migrations.Migration):
    dependencies = [("workflows", "0047_number_keys")]

    operations = [migrations.RunPython(give_keys, go_on_above)]
