"""What the law asks before an act, and what a person is told when it is missing."""

import pytest

from tests.office import MONDAY, Office, act, advance, petition
from tests.ways import AFTERWARDS, SERVED
from workflows.acts.act_refusals import Refused
from workflows.models import Case


def assigned(office: Office) -> Case:
    case = petition(office).case
    act(office, case, "assign", "bureau_head", at=MONDAY, limit_on="2026-09-30", reason="重要。")
    return Case.objects.get(pk=case.pk)


def test_an_assigned_matter_cannot_take_the_simple_procedure(office: Office) -> None:
    case = assigned(office)
    with pytest.raises(Refused, match="简易"):
        act(office, case, "accept", "unit_officer", at=MONDAY, simple=True)
    act(office, case, "accept", "unit_officer", at=MONDAY)


def test_nothing_is_closed_while_the_petitioner_may_apply(office: Office) -> None:
    case = petition(office).case
    advance(office, case, "sign_off", at=MONDAY)
    act(office, case, "serve", "unit_officer", at=SERVED)
    with pytest.raises(Refused, match=r"三十五|35"):
        act(office, case, "close", "unit_officer", at=AFTERWARDS)
    act(office, case, "waive_review", "petitioner", at=AFTERWARDS)
    act(office, case, "close", "unit_officer", at=AFTERWARDS)
