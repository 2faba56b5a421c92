"""A hearing ends on the day that it was called for or later, and before the opinion is issued."""

from datetime import timedelta

import pytest

from tests.office import Office, act
from tests.ways import AFTERWARDS, REVIEW, bring_to
from workflows.acts.act_refusals import Incomplete, Refused
from workflows.models import Case
from workflows.petition import guards
from workflows.states import Status

HELD = AFTERWARDS + timedelta(days=5)


def test_what_was_called_for_a_day_to_come_has_not_ended_and_nothing_is_decided_yet(
    office: Office,
) -> None:
    case = bring_to(office, Status.UNDER_RECHECK)
    called = {"held_on": HELD.date().isoformat()}
    act(office, case, "begin_hearing", "rechecker", at=AFTERWARDS, **called)
    with pytest.raises(Refused, match="此前"):
        act(office, case, "end_hearing", "rechecker", at=HELD - timedelta(days=1))
    with pytest.raises(Refused, match="听证尚未结束"):
        act(office, case, "decide_recheck", "rechecker", at=HELD, **REVIEW)
    assert guards.hearing_is_open(Case.objects.get(pk=case.pk))
    act(office, case, "end_hearing", "rechecker", at=HELD)
    act(office, case, "decide_recheck", "rechecker", at=HELD, **REVIEW)
    assert Case.objects.get(pk=case.pk).status == Status.CONCLUDED


def test_a_recheck_does_not_stand_still_for_a_hearing_in_years(office: Office) -> None:
    case = bring_to(office, Status.UNDER_RECHECK)
    for days in (0, 31, 400):
        called = {"held_on": (AFTERWARDS + timedelta(days=days)).date().isoformat()}
        with pytest.raises(Incomplete):
            act(office, case, "begin_hearing", "rechecker", at=AFTERWARDS, **called)
