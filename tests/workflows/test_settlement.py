"""Both parties sign what they agreed on, led to it by a mediator or by themselves (条例 33)."""

from datetime import timedelta

import pytest

from tests.office import Office, act, slip
from tests.ways import SERVED, bring_to
from workflows.acts.act_refusals import Incomplete
from workflows.cases import door
from workflows.models import Case
from workflows.states import Status

LATER = SERVED + timedelta(days=3)
TITLES = {"mediation": "调解协议书", "reconciliation": "和解协议书"}


@pytest.mark.parametrize("manner", TITLES)
def test_each_manner_has_a_paper_of_its_own(office: Office, manner: str) -> None:
    case = bring_to(office, Status.INVESTIGATING)
    signed = {"signed_online": "", "scan": [slip()], "signed_on": "2026-08-21"}
    event = act(office, case, "settle", "unit_officer", at=LATER, manner=manner, **signed)
    paper = case.documents.get(case_event=event)
    assert (paper.title, "调解" in paper.body) == (TITLES[manner], manner == "mediation")
    assert event.files.count() == 1
    assert str(Case.objects.get(pk=case.pk).served_on) == "2026-08-21"
    handle = case.clocks.get(rule__key="handle")
    assert (handle.state, str(handle.stopped_at)[:10]) == ("satisfied", "2026-08-21")


def test_nothing_is_settled_that_nobody_signed_nor_before_it_was_looked_into(
    office: Office,
) -> None:
    case = bring_to(office, Status.INVESTIGATING)
    for wrong in (
        {"signed_online": ""},
        {"mediator": ""},
        {"other_party": ""},
        {"signed_on": "2026-08-19"},
        {"signed_on": "2026-08-24"},
    ):
        with pytest.raises(Incomplete):
            act(office, case, "settle", "unit_officer", at=LATER, **wrong)
    assert Case.objects.get(pk=case.pk).status == Status.INVESTIGATING


def test_the_agreement_is_seen_on_paper_before_it_is_signed(office: Office) -> None:
    case = bring_to(office, Status.INVESTIGATING)
    (paper,) = door.rehearse(
        case.pk, "settle", actor=office.actor("unit_officer"), at=LATER,
        manner="reconciliation", other_party="县水务局", agreement="本月底前修复水管。",
        signed_on="2026-08-23",
    )  # fmt: skip
    assert "本月底前修复水管" in paper.body
    assert Case.objects.get(pk=case.pk).status == Status.INVESTIGATING
