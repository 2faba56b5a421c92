"""Past limits under another length or another ladder: who would have been late, what was said."""

import json
from collections import Counter
from datetime import date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from oversight.simulation.comparison import Simulation, simulate
from oversight.simulation.what_if import WhatIf
from tests.office import SHANGHAI, Office, act, advance, petition
from tests.oversight.asking import day
from tests.ways import PETITION_STATUSES, REVIEW, bring_to
from workflows.counting.ladder import SOURCE
from workflows.counting.work_calendar import office_opening
from workflows.escalation import rung_effects
from workflows.models import CaseEvent, Clock
from workflows.states import Status

NOW = datetime(2026, 11, 20, 18, tzinfo=SHANGHAI)
ONE_RUNG = """
default = "only"
[ladder.only]
rules = ["xf_triage"]
rungs = [{ key = "urge", offset = 1, unit = "working", act = "urge", to = ["holder"] }]
"""


def replayed(**asked: Any) -> Simulation:
    return simulate(WhatIf(at=asked.pop("at", NOW), **asked), Clock.objects.all())


def late(**asked: Any) -> tuple[int, int]:
    """How many were late, and would have been."""
    total = replayed(**asked).total
    return total.was.late, total.would.late


def printed(*options: str) -> dict[str, Any]:
    out = StringIO()
    call_command("simulate", "--json", *options, stdout=out)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def served(office: Office, *, accepted: str, on: str, extended: str = "") -> None:
    """A case accepted and served on these days; its handling limit is extended by 30."""
    case = advance(office, petition(office).case, "investigate", at=day(accepted))
    if extended:
        act(office, case, "extend", "unit_head", at=day(extended))
    act(office, case, "draft_opinion", "unit_officer", at=day(on))
    act(office, case, "sign_off", "unit_head", at=day(on))
    act(office, case, "serve", "unit_officer", at=day(on), served_on=on)


def test_the_present_rules_change_nothing(office: Office) -> None:
    for status in PETITION_STATUSES:
        bring_to(office, status)
    found = printed()
    assert found["clocks"] == Clock.objects.count()
    assert found["late_was"] == found["late_would"] > 0
    assert found["letters_was"] == found["letters_would"] > 0
    assert all(both["was"] == both["would"] for both in found["by_act"].values())


LIFE: dict[str, tuple[tuple[str, str], ...]] = {
    "2026-08-04": (("forward", "officer"), ("accept", "unit_officer")),
    "2026-08-05": (("investigate", "unit_officer"),),
    "2026-09-29": (("extend", "unit_head"),),
    "2026-10-20": (
        ("draft_opinion", "unit_officer"),
        ("sign_off", "unit_head"),
        ("serve", "unit_officer"),
    ),
    "2026-10-21": (("request_review", "petitioner"),),
    "2026-10-22": (("decide_review", "reviewer"),),
    "2026-10-23": (("request_recheck", "petitioner"),),
    "2026-11-18": (("begin_hearing", "rechecker"),),
    "2026-11-19": (("end_hearing", "rechecker"),),
}


def test_the_letters_are_those_that_the_ladder_really_sent(office: Office) -> None:
    petition(office)
    case, on = petition(office).case, date(2026, 8, 3)
    while office_opening(on) < NOW:
        rung_effects.sweep(office_opening(on))
        for name, by in LIFE.get(str(on), ()):
            told = {"decide_review": REVIEW}.get(name, {}) | {"served_on": str(on)}
            act(office, case, name, by, at=day(str(on)), **told)
            rung_effects.sweep(day(str(on)))
        on += timedelta(days=1)
    spoken = CaseEvent.objects.filter(actor_kind="timer", details__caught_up=False)
    said = Counter(spoken.values_list("act", flat=True))
    assert replayed().total.was.acts == said
    assert said["remind"] > 6


def test_a_shorter_limit_would_have_made_more_of_them_late(office: Office) -> None:
    served(office, accepted="2026-08-04", on="2026-08-20")
    assert late(rule="handle", days=16) == (0, 0)
    assert late(rule="handle", days=15) == (0, 1)


def test_a_longer_limit_would_have_spared_them(office: Office) -> None:
    advance(office, petition(office).case, "forward", at=day("2026-08-25"))
    assert late(rule="xf_triage", days=21) == (1, 1)
    assert late(rule="xf_triage", days=22) == (1, 0)


def test_a_real_extension_stays(office: Office) -> None:
    served(office, accepted="2026-08-04", on="2026-10-20", extended="2026-09-29")
    assert late(rule="handle", days=60) == (0, 0)
    assert late(rule="handle", days=47) == (0, 0)
    assert late(rule="handle", days=46) == (0, 1)


def test_real_hearing_days_stay_out_of_the_count(office: Office) -> None:
    case = bring_to(office, Status.UNDER_RECHECK)
    act(office, case, "begin_hearing", "rechecker", at=day("2026-08-24"))
    act(office, case, "end_hearing", "rechecker", at=day("2026-09-07"))
    told = REVIEW | {"served_on": "2026-09-16"}
    act(office, case, "decide_recheck", "rechecker", at=day("2026-09-16"), **told)
    assert late(rule="recheck_decide", days=11) == (0, 0)
    assert late(rule="recheck_decide", days=10) == (0, 1)


def test_what_still_runs_is_late_once_its_day_is_over(office: Office) -> None:
    petition(office)
    asked = {"rule": "xf_triage", "days": 20}
    assert late(**asked, at=day("2026-08-23")) == (1, 0)
    assert late(**asked, at=day("2026-08-25")) == (1, 1)


def test_nobody_is_late_with_a_right_or_with_what_no_longer_applied(office: Office) -> None:
    bring_to(office, Status.SERVED)
    case = petition(office).case
    act(office, case, "withdraw", "petitioner", at=day("2026-09-30"))
    triage_of_the_served_case = (1, 1)
    assert late(rule="xf_triage", days=15) == triage_of_the_served_case
    assert late(rule="review_apply", days=1) == (0, 0)
    assert replayed(rule="review_apply", days=1).total.would.acts == {"lapse": 1}


def test_units_and_periods_narrow_what_is_replayed(office: Office) -> None:
    served(office, accepted="2026-08-04", on="2026-08-20")
    code = office.units["department"].code
    found = printed("--unit", code, "--rule", "handle", "--days", "5")
    assert [(row["code"], row["late_would"]) for row in found["by_unit"]] == [(code, 1)]
    assert printed("--from", "2026-08-05")["clocks"] == 3  # two windows, one execution
    assert printed("--to", "2026-08-03")["clocks"] == 1
    assert printed("--from", "2030-01-01")["load"]["busiest_was"] is None


def test_another_ladder_says_other_things(office: Office, tmp_path: Path) -> None:
    petition(office)
    file = tmp_path / "ladders.toml"
    file.write_text(ONE_RUNG)
    found = printed("--ladder", str(file))
    assert found["by_act"]["urge"] == {"was": 1, "would": 1}
    assert found["by_act"]["warn"] == {"was": 1, "would": 0}
    assert found["papers"]["urge_notice"] == {"was": 1, "would": 0}
    assert (found["letters_was"], found["letters_would"]) == (5, 1)
    assert printed("--ladder", str(SOURCE))["letters_would"] == 5


def test_the_load_is_a_day_and_a_post(office: Office) -> None:
    for _petition in range(3):
        petition(office)
    load = replayed(at=day("2026-08-14")).as_json()["load"]
    assert load["workdays"] == 10
    assert load["busiest_was"] == {"on": "2026-08-13", "letters": 3}
    assert load["letters_per_workday_was"] == 0.6
    assert (load["officer_posts"], load["open_clocks_per_post"]) == (1, 3.0)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--rule", "handle"], "--days"),
        (["--days", "30"], "--rule"),
        (["--rule", "handel", "--days", "30"], "handle"),
        (["--rule", "xyzzy", "--days", "30"], "deadline --list"),
        (["--rule", "annual_report", "--days", "30"], "年度报告"),
        (["--rule", "handle", "--days", "0"], "1"),
        (["--rule", "leader_case", "--days", "1200"], "120"),
        (["--from", "2026-08-02", "--to", "2026-08-01"], "--from"),
        (["--unit", "nowhere"], "nowhere"),
        (["--ladder", "/nowhere.toml"], "/nowhere.toml"),
    ],
)
def test_a_wrong_question_says_what_to_do(office: Office, options: list[str], says: str) -> None:
    with pytest.raises(CommandError) as refused:
        printed(*options)
    assert refused.value.returncode == 2
    assert says in str(refused.value)


@pytest.mark.parametrize("text", ["[", "x = 1", 'default = "a"\n[ladder.a]\nrules = 3'])
def test_a_ladder_that_is_none_is_refused(db: None, tmp_path: Path, text: str) -> None:
    file = tmp_path / "ladders.toml"
    file.write_text(text)
    with pytest.raises(CommandError) as refused:
        printed("--ladder", str(file))
    assert refused.value.returncode == 2


def test_in_words_it_tells_sums_units_letters_and_load(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    petition(office)
    call_command("simulate", "--rule", "xf_triage", "--days", "10")
    told = capsys.readouterr().out
    for word in ("县信访局", "催办", "红色预警函询函", "信访部门登记分流"):
        assert word in told


def test_the_number_of_queries_does_not_grow_with_cases(office: Office) -> None:
    used = []
    for _round in range(2):
        for status in (Status.SERVED, Status.CLOSED):
            bring_to(office, status)
        with CaptureQueriesContext(connection) as seen:
            replayed(rule="handle", days=30).as_json()
        used.append(len(seen))
    assert used[0] == used[1] <= 15
