"""The other kinds of report, and the command around them all."""

from io import StringIO
from pathlib import Path
from pkgutil import iter_modules

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from oversight.reports import kinds
from oversight.reports.definition import Figure
from oversight.reports.registry import BUILT, TITLES, build
from oversight.reports.scope import unrestricted_scope
from tests.office import MONDAY, Office, act, advance, close_waived, petition
from tests.oversight.asking import day, reported
from tests.ways import PETITION_STATUSES, bring_to
from workflows.states import Status


def led(office: Office, status: Status) -> None:
    case = petition(office).case
    act(office, case, "appoint_leader", "officer", at=MONDAY)
    if status is Status.CLOSED:
        advance(office, case, "serve", at=day("2026-08-20"))
        close_waived(office, case, at=day("2026-08-22"))
    if status is Status.WITHDRAWN:
        act(office, case, "withdraw", "petitioner", at=day("2026-08-22"))


def test_leaders_counts_finished_in_hand_and_ended_otherwise(office: Office) -> None:
    for status in (Status.CLOSED, Status.CLOSED, Status.REGISTERED, Status.WITHDRAWN):
        led(office, status)
    petition(office)
    found = reported("leaders", as_of="2026-09-01")
    assert found["counts"] == {"led": 4, "finished": 2, "in_hand": 1, "ended_otherwise": 1}
    rate = found["by_name"]["finished_rate"]
    assert (rate["numerator"], rate["denominator"], rate["value"]) == (2, 4, 50.0)
    (row,) = found["tables"]["by_leader"]
    assert (row["post"], row["led"]) == ("县委 leader", 4)


def test_leaders_as_of_before_the_end_has_it_in_hand(office: Office) -> None:
    led(office, Status.CLOSED)
    assert reported("leaders", as_of="2026-08-21")["counts"]["in_hand"] == 1
    assert reported("leaders", as_of="2026-08-02")["counts"]["led"] == 0


def test_satisfaction_of_each_side(office: Office) -> None:
    for bureau, unit in ((0, 1), (3, 3)):
        case = advance(office, petition(office).case, "serve", at=day("2026-08-20"))
        at = day("2026-08-25")
        act(office, case, "rate", "petitioner", at=at, bureau_rating=bureau, unit_rating=unit)
    advance(office, petition(office).case, "serve", at=day("2026-08-20"))
    found = reported("satisfaction", as_of="2026-12-01")["by_name"]
    assert found["participation_rate"]["parts"] == {"rated": 2, "lapsed": 1, "open": 0}
    assert found["participation_rate"]["value"] == 66.7
    assert found["satisfaction_rate_unit"]["value"] == 50.0


def test_transfers_are_counted_by_act(office: Office) -> None:
    advance(office, petition(office).case, "forward", at=MONDAY)
    bring_to(office, Status.ROUTED)
    counts = reported("transfers", as_of="2026-09-01")["counts"]
    assert (counts["forwarded"], counts["to_statutory_route"]) == (1, 1)


def test_silent_units_are_named(office: Office) -> None:
    advance(office, petition(office).case, "forward", at=MONDAY)
    found = reported("silence", as_of="2026-09-01")["tables"]
    assert "县自然资源局" in {row["unit"] for row in found["silent"]}
    assert "县人力资源和社会保障局" in {row["unit"] for row in found["idle"]}


def test_league_places_by_rate(office: Office) -> None:
    advance(office, petition(office).case, "accept", at=MONDAY)
    found = reported("league", as_of="2026-09-01")["tables"]["by_unit"]
    assert [(row["place"], row["rate"]) for row in found] == [(1, 100.0)]


@pytest.mark.parametrize("kind", BUILT)
def test_the_number_of_queries_does_not_grow_with_cases(office: Office, kind: str) -> None:
    asked = unrestricted_scope(at=day("2026-12-01"), since=None, until=None, unit=None)
    used = []
    for _round in range(2):
        for status in (Status.SERVED, Status.CLOSED):
            bring_to(office, status)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            build(kind, asked)
        used.append(len(seen))
    assert used[0] == used[1] <= (20 if kind == "annual" else 15)


def test_every_kind_reports_every_status(office: Office, tmp_path: Path) -> None:
    for status in PETITION_STATUSES:
        bring_to(office, status)
    for kind in BUILT:
        out, book, paper = StringIO(), tmp_path / f"{kind}.xlsx", tmp_path / f"{kind}.docx"
        with translation.override("zh-hans"):
            call_command("report", kind, stdout=out)
            call_command("report", kind, "--xlsx", str(book), stderr=StringIO())
            call_command("report", kind, "--docx", str(paper), stderr=StringIO())
        assert "统计截至" in out.getvalue(), kind
        assert openpyxl.load_workbook(book).sheetnames[0] == "指标", kind
        assert paper.stat().st_size > 0, kind


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["weather"], 2, "timeliness"),
        (["leaders", "--unit", "nowhere"], 2, "nowhere"),
        (["leaders", "--from", "2026-02-01", "--to", "2026-01-01"], 2, "--from"),
        (["leaders", "--xlsx", "/nowhere/at/all.xlsx"], 1, "/nowhere"),
    ],
)
def test_a_wrong_question_is_told_so(db: None, arguments: list[str], code: int, words: str) -> None:
    with pytest.raises(CommandError, match=words) as refusal:
        call_command("report", *arguments)
    assert refusal.value.returncode == code


@pytest.mark.parametrize(
    ("numerator", "denominator", "value", "precise"),
    [(709, 1199, "59.1", "59.13"), (1, 2000, "0.1", "0.05"), (131, 183, "71.6", "71.58")],
)
def test_shares_are_rounded_half_up(
    numerator: int, denominator: int, value: str, precise: str
) -> None:
    figure = Figure("rate", "rate", "a / b", numerator, denominator, {})
    assert (str(figure.value), str(figure.precise)) == (value, precise)


def test_every_module_of_a_kind_is_in_the_menu_with_its_title() -> None:
    assert {each.name for each in iter_modules(kinds.__path__)} == set(BUILT)
    assert set(TITLES) == set(BUILT)
