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


@pytest.mark.parametrize("served_on", ["2026-08-02", "2026-08-21"])
def test_an_opinion_is_served_after_acceptance_and_not_in_the_future(
    office: Office, served_on: str
) -> None:
    case = advance(office, petition(office).case, "sign_off", at=MONDAY)
    with pytest.raises(Refused, match="送达日期"):
        act(office, case, "serve", "unit_officer", at=SERVED, served_on=served_on)


def test_nothing_is_closed_while_the_petitioner_may_apply(office: Office) -> None:
    case = petition(office).case
    advance(office, case, "sign_off", at=MONDAY)
    act(office, case, "serve", "unit_officer", at=SERVED)
    with pytest.raises(Refused, match=r"三十五|35"):
        act(office, case, "close", "unit_officer", at=AFTERWARDS, petitioner_accepts=False)
    act(office, case, "close", "unit_officer", at=AFTERWARDS, petitioner_accepts=True)
