"""Two people change a setting; what they did stays."""

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.db.utils import ProgrammingError

from notifications.models import Notice
from tests.office import Office
from tests.workflows.amending.changes import (
    SPRING_FESTIVAL,
    TODAY,
    TOMORROW,
    amend,
    rule_content,
)
from workflows.acts.act_refusals import Forbidden, Refused
from workflows.amendments import proposals
from workflows.amendments.amendment_subject import AmendmentError
from workflows.models import Amendment, ClockRule


def propose(office: Office, by: str = "admin") -> Amendment:
    return proposals.propose(
        "rule", rule_content(length=20), by=office[by], at=TODAY, reason="按通知调整"
    )


def test_a_proposal_changes_nothing_by_itself(office: Office) -> None:
    before = ClockRule.objects.count()
    assert propose(office).is_waiting
    assert ClockRule.objects.count() == before


def test_those_who_may_decide_are_told_and_the_proposer_hears_the_answer(office: Office) -> None:
    proposed = propose(office)
    told = set(Notice.objects.values_list("recipient__username", flat=True))
    assert told == {"bureau_head", "monitor"}
    proposals.approve(proposed.pk, by=office["monitor"], at=TOMORROW)
    answer = Notice.objects.get(recipient=office["admin"])
    assert answer.url == f"/limits/amendments/{proposed.pk}/"


@pytest.mark.parametrize("name", ["officer", "bureau_head", "monitor", "leader"])
def test_only_an_administrator_proposes(office: Office, name: str) -> None:
    with pytest.raises(Forbidden):
        propose(office, by=name)


@pytest.mark.parametrize("name", ["admin", "officer", "unit_head"])
def test_neither_the_proposer_nor_just_anybody_decides(office: Office, name: str) -> None:
    proposed = propose(office)
    with pytest.raises(Forbidden):
        proposals.approve(proposed.pk, by=office[name], at=TOMORROW)
    assert Amendment.objects.get(pk=proposed.pk).is_waiting


def test_the_database_too_wants_two_people(office: Office) -> None:
    proposed = propose(office)
    proposed.approve()
    proposed.decided_by, proposed.decided_at = office["admin"], TOMORROW
    with pytest.raises(IntegrityError), transaction.atomic():
        proposed.save()


def test_a_rejection_needs_a_reason_and_leaves_everything(office: Office) -> None:
    proposed = propose(office)
    with pytest.raises(AmendmentError):
        proposals.reject(proposed.pk, by=office["monitor"], at=TOMORROW, remark=" ")
    proposals.reject(proposed.pk, by=office["monitor"], at=TOMORROW, remark="依据不足")
    assert not ClockRule.objects.filter(amendment=proposed).exists()


def test_a_decision_is_taken_once(office: Office) -> None:
    decided = amend(office, "rule", rule_content(length=20))
    with pytest.raises(Refused):
        proposals.approve(decided.pk, by=office["monitor"], at=TOMORROW)
    assert ClockRule.objects.filter(amendment=decided).count() == 1


def test_what_was_proposed_and_decided_is_never_changed(office: Office) -> None:
    proposed, decided = propose(office), amend(office, "calendar", SPRING_FESTIVAL)
    for rows, change in (
        (Amendment.objects.filter(pk=proposed.pk), {"content": {}}),
        (Amendment.objects.filter(pk=decided.pk), {"remark": "另有说明"}),
    ):
        with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
            rows.update(**change)
    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
        Amendment.objects.filter(pk=decided.pk).delete()
