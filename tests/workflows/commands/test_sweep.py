"""`sweep`: fires what is due, once."""

import json
from argparse import ArgumentTypeError
from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.office import Office, petition
from workflows.management.commands.sweep import instant
from workflows.models import Alarm


def _sweep(*arguments: str) -> dict[str, Any]:
    out = StringIO()
    call_command("sweep", *arguments, "--json", stdout=out)
    answer: dict[str, Any] = json.loads(out.getvalue())
    return answer


def test_what_is_due_fires_once(office: Office) -> None:
    petition(office)
    early = _sweep("--at", "2026-08-03T12:00")
    late = _sweep("--at", "2026-12-01")
    again = _sweep("--at", "2026-12-01")
    assert early["fired"] == again["fired"] == 0
    assert late["fired"] > 0
    assert late["cases"] == 1
    assert late["notices"] > 0
    assert set(late) == {"fired", "cases", "notices", "seconds"}
    assert not Alarm.objects.filter(state="pending").exists()


def test_without_json_it_says_the_same_in_words(office: Office) -> None:
    petition(office)
    out = StringIO()
    call_command("sweep", "--at", "2026-08-03", stdout=out)
    assert "0" in out.getvalue()


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-08-03", datetime(2026, 8, 2, 16, tzinfo=UTC)),
        ("2026-08-03T09:30", datetime(2026, 8, 3, 1, 30, tzinfo=UTC)),
        ("2026-08-03 09:30:15", datetime(2026, 8, 3, 1, 30, 15, tzinfo=UTC)),
        ("2026-08-03T09:30:00+00:00", datetime(2026, 8, 3, 9, 30, tzinfo=UTC)),
        ("2026-08-03T09:30:00Z", datetime(2026, 8, 3, 9, 30, tzinfo=UTC)),
    ],
)
def test_an_instant_is_read_as_typed(text: str, moment: datetime) -> None:
    assert instant(text) == moment


@pytest.mark.parametrize("text", ["", "soon", "2026-13-01", "2026-08-03T25:00", "0001-01-01"])
def test_what_is_no_instant_is_wrong_usage(text: str) -> None:
    with pytest.raises(ArgumentTypeError):
        instant(text)
    with pytest.raises(CommandError):
        call_command("sweep", f"--at={text}")
