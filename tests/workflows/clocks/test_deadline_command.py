"""The command `deadline`: the answer on stdout, the refusal on stderr, the exit code."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections

from organizations.models import Region, RestDay, UnitKind
from organizations.services import create_unit
from workflows.counting import rule_catalogue
from workflows.counting.rule_types import Rule
from workflows.management.commands.deadline import Command
from workflows.models import ClockRule

pytestmark = pytest.mark.django_db


class Shell:
    """Runs the command as a shell would, in the test's own transaction."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def run(self, *argv: str) -> tuple[int, str, str]:
        """(exit code, stdout, stderr)"""
        code = 0
        try:
            Command().run_from_argv(["manage.py", "deadline", *argv])
        except SystemExit as stop:
            code = int(stop.code or 0)
        out, err = self.capsys.readouterr()
        return code, out, err

    def json(self, *argv: str) -> Any:
        code, out, err = self.run(*argv, "--json")
        assert (code, err) == (0, "")
        return json.loads(out)


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shell:
    # A command closes its connections at the end; this test's transaction lives on one of them.
    monkeypatch.setattr(connections, "close_all", lambda: None)
    return Shell(capsys)


def test_sixty_days_over_national_day(shell: Shell) -> None:
    told = shell.json("handle", "--start", "2026-08-03")
    assert told["rule"] == "handle"
    assert told["article"] == "信访工作条例 第三十四条"
    assert (told["version"], told["start"]) == (1, "2026-08-03")
    assert (told["due_on"], told["provisional"]) == ("2026-10-08", False)
    holidays = {step["on"] for step in told["proof"] if step["note"] == "国庆节"}
    assert {f"2026-10-0{day}" for day in range(1, 8)} <= holidays


def test_an_extension_and_a_pause_move_the_date(shell: Shell) -> None:
    extended = shell.json("handle", "--start", "2026-08-03", "--extend", "30")
    assert extended["due_on"] == "2026-11-02"
    heard = shell.json(
        "recheck_decide", "--start", "2026-03-02", "--pause", "2026-03-10..2026-03-14"
    )
    assert heard["due_on"] == "2026-04-07"


def test_a_single_day_and_adjoining_days_of_hearing(shell: Shell) -> None:
    start = ("recheck_decide", "--start", "2026-03-02")
    assert shell.json(*start, "--pause", "2026-03-10")["due_on"] == "2026-04-02"
    days = ("--pause", "2026-03-11..2026-03-11", "--pause", "2026-03-10..2026-03-10")
    assert shell.json(*start, *days)["due_on"] == "2026-04-03"


def test_a_limit_of_the_issuer(shell: Shell) -> None:
    told = shell.json("assign_report", "--start", "2026-09-23", "--length", "10")
    assert told["due_on"] == "2026-10-08"


def test_a_start_today_works_beyond_the_published_years(shell: Shell) -> None:
    assert shell.json("handle", "--start", "today")["due_on"]
    assert shell.json("handle", "--start", "2026-11-22")["provisional"]


def test_a_units_own_rest_days_count(shell: Shell) -> None:
    region = Region.objects.get(code="150121")
    unit = create_unit(code="bureau", name="县信访局", kind=UnitKind.PETITION_BUREAU, region=region)
    RestDay.objects.create(on="2026-10-08", name="地方节日", region=region)
    assert shell.json("handle", "--start", "2026-08-03")["due_on"] == "2026-10-08"
    own = shell.json("handle", "--start", "2026-08-03", "--unit", unit.code)
    assert own["due_on"] == "2026-10-09"


def test_people_get_sentences_and_every_day(shell: Shell) -> None:
    code, out, _ = shell.run("handle", "--start", "2026-08-03")
    assert code == 0
    assert "信访工作条例 第三十四条" in out
    assert all(f"2026-10-0{day}" in out for day in range(1, 9))


def test_the_catalogue_is_listed(shell: Shell) -> None:
    entries = {entry["rule"]: entry for entry in shell.json("--list")}
    assert len(entries) >= 33
    told = {"name", "article", "length", "unit", "extendable", "pausable", "confirmed", "version"}
    assert all(told <= entry.keys() for entry in entries.values())
    assert entries["handle"]["extendable"] and not entries["handle"]["pausable"]
    assert not entries["supervise_reply"]["confirmed"]
    assert "第三十四条" in shell.run("--list")[1]


def test_a_rule_that_is_off_answers_with_a_warning(shell: Shell) -> None:
    code, out, err = shell.run("inquiry_reply", "--start", "2026-03-02", "--json")
    assert (code, json.loads(out)["due_on"]) == (0, "2026-03-23")
    assert err


@pytest.mark.parametrize(
    ("argv", "article"),
    [
        ("xf_triage --start 2026-03-02 --extend 5", "第二十二条"),
        ("handle --start 2026-03-02 --extend 31", "第三十四条"),
        ("handle --start 2026-03-02 --extend 5 --extend 5", "第三十四条"),
        ("handle --start 2026-03-02 --pause 2026-03-05..2026-03-06", "第三十四条"),
        ("assign_report --start 2026-03-02", "第二十二条"),
        ("handle --start 2026-03-02 --length 45", "第三十四条"),
    ],
)
def test_what_the_law_does_not_know_is_refused(shell: Shell, argv: str, article: str) -> None:
    code, out, err = shell.run(*argv.split())
    assert (code, out) == (1, "")
    assert article in err


@pytest.mark.parametrize(
    "argv",
    [
        "",
        "handle",
        "no_such_rule --start 2026-03-02",
        "handle --start 2026-02-30",
        "handle --start yesterday",
        "handle --start 9999-12-20",
        "handle --start 2026-03-02 --extend 0",
        "handle --start 2026-03-02 --extend ten",
        "handle --start 2026-03-02 --unit no-such-unit",
        "recheck_decide --start 2026-03-02 --pause 2026-03-06..2026-03-05",
        "recheck_decide --start 2026-03-02 --pause 2026-02-01..2026-02-05",
        "recheck_decide --start 2026-03-02 --pause 2026-03-05..2026-03-09 --pause 2026-03-07",
    ],
)
def test_wrong_usage_is_told_apart_from_refusal(shell: Shell, argv: str) -> None:
    code, out, err = shell.run(*argv.split())
    assert (code, out) == (2, "")
    assert err


def test_the_command_is_found_by_its_name() -> None:
    call_command("deadline", "handle", "--start", "2026-08-03", "--json")


@pytest.mark.parametrize(
    "rule", rule_catalogue.rules(), ids=lambda rule: f"{rule.key} {rule.version}"
)
def test_the_catalogue_as_delivered_gives_what_the_table_gives(rule: Rule) -> None:
    for days in (-1, 0, 1):
        on = rule.effective_from + timedelta(days=days)
        assert (
            rule_catalogue.in_force(rule.key, on)
            == ClockRule.objects.in_force(rule.key, on).as_rule()
        )
