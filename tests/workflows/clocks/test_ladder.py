"""The ladder: every limit has one, and it speaks in working hours."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tests.workflows.clocks.building import CALENDAR, RULES, on
from workflows.counting.due_date import LengthUnit, Nature
from workflows.counting.ladder import LadderError, Rung, fires_at, ladder_for, ladders, parse
from workflows.counting.work_calendar import legal_date

RIGHTS = [rule.key for rule in RULES.values() if rule.nature is Nature.RIGHT]
DUTIES = [
    rule.key
    for rule in RULES.values()
    if rule.unit is not LengthUnit.NONE and rule.nature is Nature.DUTY and rule.key != "handle_ext"
]
REMINDED_ALONE = ("decision", "paper_service")
RUNGS = [rung for rungs in ladders().by_rule.values() for rung in rungs]


def fired_at(rung: Rung, due: str, start: str = "2026-08-03") -> datetime:
    return fires_at(rung, started_on=on(start), due_on=on(due), calendar=CALENDAR)


def offsets(key: str) -> list[tuple[str, int, str]]:
    return [(rung.key, rung.offset, rung.unit) for rung in ladder_for(key)]


def test_the_ladders_name_every_rule_and_no_other() -> None:
    assert ladders().by_rule.keys() == RULES.keys()


@pytest.mark.parametrize("key", sorted({*DUTIES} - {*REMINDED_ALONE}))
def test_every_duty_is_reminded_urged_supervised_and_warned_about(key: str) -> None:
    acts = [rung.act for rung in ladder_for(key)]
    assert list(dict.fromkeys(acts)) == ["remind", "urge", "supervise", "warn"]


@pytest.mark.parametrize("key", REMINDED_ALONE)
def test_whoever_decides_or_serves_is_reminded_and_no_paper_goes_to_him(key: str) -> None:
    """The case that waits has its own limit, whose ladder goes on."""
    assert offsets(key) == [("remind_1", -1, "working")]


@pytest.mark.parametrize("key", RIGHTS)
def test_nobody_is_pressed_to_use_a_right(key: str) -> None:
    assert offsets(key) == [("lapse", 1, "calendar")]


@pytest.mark.parametrize("key", [key for key in DUTIES if key.startswith(("tip_", "clue_"))])
def test_the_ladder_of_a_tip_off_stays_inside_the_discipline_organs(key: str) -> None:
    told = {name for rung in ladder_for(key) for name in rung.addressees}
    assert told <= {"holder", "unit_head", "discipline", "superior"}


def test_the_three_lengths_of_ladder() -> None:
    assert offsets("handle") == [
        ("remind_1", -15, "calendar"),
        ("remind_2", -5, "calendar"),
        ("urge", 1, "working"),
        ("supervise", 5, "working"),
        ("warn", 10, "working"),
    ]
    assert [offset for _, offset, _ in offsets("xf_triage")] == [-5, -2, 1, 3, 7]
    assert [offset for _, offset, _ in offsets("simple_handle")] == [-1, 1, 3, 5]


def test_a_rule_nobody_thought_of_climbs_the_default_ladder() -> None:
    assert ladder_for("brand_new_rule") == ladder_for("xf_triage")


def test_each_step_after_the_limit_issues_its_document() -> None:
    papers = {rung.act: rung.document for rung in ladder_for("handle")}
    assert papers == {
        "remind": None,
        "urge": "urge_notice",
        "supervise": "supervision_letter",
        "warn": "warning_inquiry",
    }


@pytest.mark.parametrize(
    ("key", "due", "days"),
    [
        # Thu 8 Oct; -15 is Wed 23 Sep; -5 is Sat 3 Oct, back to Wed 30 Sep
        ("handle", "2026-10-08", "09-23 09-30 10-09 10-14 10-21"),
        # Wed 30 Sep; the limit passes into 国庆节
        ("xf_triage", "2026-09-30", "09-24 09-28 10-08 10-10 10-15"),
        ("simple_handle", "2026-10-09", "10-08 10-10 10-13 10-15"),
        ("review_apply", "2026-09-30", "10-08"),
    ],
)
def test_rungs_fall_on_the_days_they_should(key: str, due: str, days: str) -> None:
    fired = [legal_date(fired_at(rung, due)) for rung in ladder_for(key)]
    assert [f"{day:%m-%d}" for day in fired] == days.split()


def test_a_rung_speaks_when_offices_open() -> None:
    urge = Rung("urge", 1, "working", "urge", ("holder",))
    assert fired_at(urge, "2026-09-30") == datetime(2026, 10, 8, 1, tzinfo=UTC)


@given(st.sampled_from(RUNGS), st.dates(date(2005, 1, 1), date(2030, 12, 31)))
def test_no_rung_speaks_on_a_rest_day_or_on_the_wrong_side_of_the_limit(
    rung: Rung, due: date
) -> None:
    at = fires_at(rung, started_on=due - timedelta(60), due_on=due, calendar=CALENDAR)
    assert CALENDAR.is_workday(legal_date(at))
    assert (at.hour, at.minute) == (1, 0)
    assert (legal_date(at) < due) if rung.offset < 0 else (legal_date(at) > due)
    assert abs(legal_date(at) - due) < timedelta(40)


LADDERS = """
default = "only"
[ladder.only]
rules = ["handle"]
rungs = [
  { key = "a", offset = -5, unit = "calendar", act = "remind", to = ["holder"] },
  { key = "b", offset = 1, unit = "working", act = "urge", to = ["holder"] },
]
"""

WRONG = [
    ('default = "only"', 'default = "other"', "no ladder is called other"),
    (
        '["handle"]',
        '["handle", "review_apply", "handle", "review_apply"]',
        "rules with two ladders: handle, review_apply",
    ),
    ('key = "b"', 'key = "a"', "only: rungs of one name: a"),
    ("offset = 1,", "offset = -9,", "only: the rungs are not in order of time"),
    ("offset = 1,", "offset = 0,", "only: b: the last day itself has no rung"),
    ("offset = -5,", "offset = 2,", "only: a: nobody is reminded of a limit that has passed"),
    ('"working"', '"lunar"', "only: b: unknown unit"),
    ('"urge"', '"scold"', "only: b: unknown act"),
    ('["holder"]', "[]", "only: a: nobody to speak to"),
    ('["holder"]', '["petitioner"]', "only: a: unknown addressee"),
    ('act = "urge"', 'act = "urge", document = "poem"', "only: b: unknown document"),
    ('act = "urge"', 'act = "urge", colour = "red"', "only: b: unknown fields: colour"),
    ('act = "urge",', "", "only: b: act is missing or no such value"),
    ("offset = 1,", "offset = true,", "only: b: offset is missing or no such value"),
    ("offset = 1,", "offset = 400,", "only: b: too far from the limit"),
    ('key = "b"', 'key = "B 1"', "only: B 1: a key is up to 20 lower-case letters, digits and _"),
]


@pytest.mark.parametrize(("good", "bad", "complaint"), WRONG)
def test_a_ladder_with_a_broken_rung_is_refused(good: str, bad: str, complaint: str) -> None:
    assert parse(LADDERS).by_rule["handle"] == parse(LADDERS).default
    with pytest.raises(LadderError) as refused:
        parse(LADDERS.replace(good, bad))
    with translation.override("en"):
        assert str(refused.value) == complaint
