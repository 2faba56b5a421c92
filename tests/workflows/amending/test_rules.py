"""A new version of a limit: for clocks started from its day on, never for those that run."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.office import SHANGHAI, Office, act, advance, petition
from tests.workflows.amending.changes import TODAY, TOMORROW, amend, rule_content
from workflows.amendments import proposals
from workflows.amendments.amendment_subject import AmendmentError
from workflows.models import Clock, ClockRule

IN_FORCE = datetime(2027, 1, 4, 10, tzinfo=SHANGHAI)


def supervised(office: Office, at: datetime) -> Clock:
    case = advance(office, petition(office, at=TODAY).case, "forward", at=TODAY)
    act(office, case, "supervise", "bureau_head", at=at, ground="perfunctory")
    return Clock.objects.get(case=case, rule__key="supervise_reply")


def test_clocks_started_before_its_day_keep_the_old_version(office: Office) -> None:
    before = supervised(office, TODAY + timedelta(hours=1))
    amend(office, "rule", rule_content(length=20))
    later = supervised(office, TOMORROW + timedelta(hours=1))
    assert (before.rule.version, later.rule.version) == (1, 1)
    assert Clock.objects.get(pk=before.pk).due_on == before.due_on


def test_clocks_started_from_its_day_on_run_under_it(office: Office) -> None:
    amend(office, "rule", rule_content(length=20))
    clock = supervised(office, IN_FORCE)
    assert (clock.rule.version, clock.rule.length) == (2, 20)
    assert clock.rule.amendment is not None
    assert str(clock.due_on) == "2027-01-25"  # Sunday the 24th rests


def test_the_dry_run_counts_the_limits_that_keep_theirs(office: Office) -> None:
    supervised(office, TODAY + timedelta(hours=1))
    foreseen = proposals.foresee("rule", rule_content(length=20), at=TODAY)
    assert (foreseen.open_clocks, foreseen.moved_count) == (1, 0)


@pytest.mark.parametrize(
    "changes",
    [
        {"effective_from": "2026-12-10", "length": 20},  # today is too late
        {},  # nothing changed
        {"length": 0},
        {"basis": "MEM", "length": 20},  # from memory, yet switched on
        {"extensions": 1},  # without saying how much
    ],
)
def test_a_version_no_clock_could_run_under_is_refused(
    office: Office, changes: dict[str, Any]
) -> None:
    with pytest.raises(AmendmentError):
        proposals.propose(
            "rule", rule_content(**changes), by=office["admin"], at=TODAY, reason="调整"
        )


def test_a_proposal_decided_after_its_day_is_refused(office: Office) -> None:
    proposed = proposals.propose(
        "rule", rule_content(length=20), by=office["admin"], at=TODAY, reason="调整"
    )
    with pytest.raises(AmendmentError):
        proposals.approve(proposed.pk, by=office["monitor"], at=IN_FORCE)
    assert not ClockRule.objects.filter(amendment=proposed).exists()


def test_versions_of_the_office_and_shipped_ones_count_on(office: Office) -> None:
    amend(office, "rule", rule_content(length=20))
    amend(office, "rule", rule_content(length=25, effective_from="2027-06-01"))
    versions = ClockRule.objects.filter(key="supervise_reply")
    assert list(versions.values_list("version", "length")) == [
        (0, 30), (1, 30), (2, 20), (3, 25),
    ]  # fmt: skip
