"""How much an extension may add is said by the version of the clock that runs, and nowhere else."""

from datetime import datetime, timedelta
from typing import cast

import pytest

from tests.office import MONDAY, Office, act, advance, petition
from tests.workflows.amending.changes import TODAY, amend, rule_content
from workflows.acts.act_refusals import Incomplete, Refused
from workflows.acts.form_fields import ExtensionField
from workflows.cases import door
from workflows.cases.machines import ACTS
from workflows.models import Case, ClockEvent
from workflows.states import Kind

NEW_YEAR = "2027-01-01"
BEFORE = MONDAY + timedelta(days=100)
AFTERWARDS = TODAY.replace(year=2027, month=1, day=6)


def led(office: Office, *, at: datetime) -> Case:
    """Under investigation and under a leader, by the versions of that day."""
    case = advance(office, petition(office, at=at).case, "investigate", at=at)
    act(office, case, "appoint_leader", "officer", at=at)
    return Case.objects.get(pk=case.pk)


EXTENSIONS = [
    ("handle", "extend", "days", "unit_head", 30, 45),
    ("leader_case", "extend_leading", "months", "leader", 1, 2),
]


@pytest.mark.parametrize(("rule", "name", "field", "by", "old", "new"), EXTENSIONS)
@pytest.mark.parametrize("version", [1, 2])
def test_the_form_allows_what_the_version_of_the_clock_allows(
    office: Office, rule: str, name: str, field: str, by: str, old: int, new: int, version: int
) -> None:
    before = led(office, at=BEFORE)
    amend(office, "rule", rule_content(rule, max_extension=new, effective_from=NEW_YEAR))
    case, most = (before, old) if version == 1 else (led(office, at=AFTERWARDS), new)
    at = AFTERWARDS + timedelta(hours=1)
    form = ACTS[Kind.PETITION][name].form(case=case, actor=office.actor(by), at=at)
    asked = cast(ExtensionField, form.fields[field])
    assert (asked.max_value, asked.initial) == (most, most)
    with pytest.raises(Incomplete):
        act(office, case, name, by, at=at, reason="情况复杂。", **{field: most + 1})
    act(office, case, name, by, at=at, reason="情况复杂。", **{field: most})
    assert ClockEvent.objects.get(clock__case=case, kind="extend").days == most


def test_without_a_clock_that_runs_the_guard_says_why(office: Office) -> None:
    case = petition(office).case
    advance(office, case, "serve", at=MONDAY + timedelta(days=17))
    with pytest.raises(Refused) as refusal:
        at = MONDAY + timedelta(days=18)
        details = {"days": 30, "reason": "情况复杂。"}
        door.perform(case.pk, "extend", actor=office.actor("unit_head"), at=at, **details)
    assert not isinstance(refusal.value, Incomplete)
