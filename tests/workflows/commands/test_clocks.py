"""`clocks`: the limits of a case, for people and for programmes."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.office import MONDAY, Office, advance, petition
from workflows.models import Clock


def _clocks(*arguments: str) -> str:
    out = StringIO()
    call_command("clocks", *arguments, stdout=out)
    return out.getvalue()


def test_every_clock_is_told_as_json_with_its_proof(office: Office) -> None:
    case = advance(office, petition(office).case, "accept", at=MONDAY)
    answer = json.loads(_clocks(case.number, "--json"))
    assert answer["number"] == case.number
    assert answer["status"] == "accepted"
    told = {clock["rule"]: clock for clock in answer["clocks"]}
    stored = Clock.objects.filter(case=case).select_related("rule")
    assert set(told) == {clock.rule.key for clock in stored}
    for clock in stored:
        assert told[clock.rule.key]["due_on"] == str(clock.due_on)
        assert told[clock.rule.key]["state"] == clock.state
        assert told[clock.rule.key]["proof"]


def test_the_proof_in_words_ends_on_the_limit(office: Office) -> None:
    case = petition(office).case
    lines = _clocks(case.number).splitlines()
    due_on = Clock.objects.get(case=case).due_on
    assert "xf_triage" in lines[0]
    assert lines[-1].startswith(str(due_on))


def test_an_unknown_number_is_found_wrong(office: Office) -> None:
    with pytest.raises(CommandError) as refusal:
        _clocks("150121-2026-999999")
    assert refusal.value.returncode == 1
    assert "150121-2026-999999" in str(refusal.value)
