"""The report on tip-offs: by stage, channel and disposal, limits kept, small counts not told."""

from datetime import timedelta
from typing import Any

import pytest

from oversight.reports.definition import Report
from tests.office import MONDAY, Office, act, petition
from tests.oversight.asking import asked_by, reported, row
from tests.tipoffs.organ import TO_PLAN, TO_REPORT, clue, does, lead, open_organ, sealed
from workflows.models import Case

THEN, NOW = "2026-08-04", "2026-09-01"


@pytest.fixture
def office(db: None) -> Office:
    return open_organ()


def some(office: Office, count: int, *acts: str, **given: Any) -> list[Case]:
    return [lead(office, clue(office), *acts, **given) for _n in range(count)]


def test_each_number_is_told_with_what_it_was_made_from(office: Office) -> None:
    some(office, 2, *TO_REPORT, "conclude")
    some(office, 1, *TO_PLAN, "approve_disposal", disposal="held")
    clue(office, signed=False)
    sealed(office)
    found = reported("clues", as_of=NOW)
    assert found["counts"] == {
        "received": 5, "in_hand": 5, "ended": 0, "real_name": 3, "signed": 0, "anonymous": 1,
        "unsaid": 1,
    }  # fmt: skip
    assert row(found, "by_stage", "filed")["count"] == 2
    assert row(found, "by_channel", "letter") | {"name": ""} == {
        "code": "letter", "name": "", "count": 4, "share": 80.0,
    }  # fmt: skip
    share = found["by_name"]["preliminary_share"]
    assert (share["numerator"], share["denominator"], share["value"]) == (2, 3, 66.7)
    assert found["by_name"]["clue_opinion_rate"]["parts"] == {
        "timely": 3, "late": 0, "missed": 0, "not_due": 0,
    }  # fmt: skip
    assert found["by_name"]["tip_forward_up_rate"]["parts"]["missed"] == 1


def test_as_of_gives_what_was_true_then(office: Office) -> None:
    (case,) = some(office, 1)
    later = MONDAY + timedelta(days=3)
    lead(office, case, *TO_PLAN, "approve_disposal", at=later)
    assert row(reported("clues", as_of=THEN), "by_stage", "received")["count"] == 1
    assert row(reported("clues", as_of=THEN), "by_disposal", "")["count"] == 1
    assert reported("clues", as_of=NOW)["by_name"]["preliminary_share"]["numerator"] == 1


def test_a_clue_that_was_forwarded_is_counted_where_it_lay_then(office: Office) -> None:
    case = clue(office, unit="city", by="city_officer")
    does(office, case, "forward_down", "city_officer", at=MONDAY + timedelta(days=3))
    for as_of, code in ((THEN, "市纪委监委"), (NOW, "县纪委监委")):
        (unit,) = reported("clues", as_of=as_of)["tables"]["by_unit"]
        assert code in unit["name"]


def told(office: Office, name: str, **more: Any) -> Report:
    return asked_by(office, name, "clues", as_of=NOW, **more)


def test_c21_small_counts_are_told_to_the_cleared_alone(office: Office) -> None:
    some(office, 2)
    assert told(office, "clue_head").counts["received"] == 2
    assert told(office, "city_monitor").counts == {}
    assert told(office, "city_monitor").tables == []


def test_c21_what_would_give_a_small_count_away_is_not_told_either(office: Office) -> None:
    some(office, 4)
    some(office, 3, "hand_over")
    some(office, 1, *TO_REPORT, "conclude")
    found = told(office, "city_monitor")
    stages = {line["code"]: line["count"] for line in found.tables[0].rows}
    assert stages == {"received": 4, "not_told": 4}
    assert "in_hand" not in found.counts
    names = {figure.name for figure in found.figures}
    assert not {"real_name_share", "preliminary_share", "clue_opinion_rate"} & names
    assert "real_name_share" in {figure.name for figure in told(office, "clue_head").figures}


def test_c21_leaving_out_a_unit_or_some_days_doesnt_give_it_away(office: Office) -> None:
    some(office, 5)
    clue(office, unit="city", by="city_officer", at=MONDAY - timedelta(days=1))
    assert told(office, "city_monitor").counts["received"] == 6
    below = office.units["discipline"]
    assert told(office, "city_monitor", unit=below).counts == {}
    assert told(office, "city_monitor", period=(MONDAY.date(), None)).counts == {}


def test_c21_the_report_on_transfers_keeps_to_the_same(office: Office) -> None:
    from_petition(office)
    found = asked_by(office, "city_monitor", "transfers", as_of=NOW)
    assert not {"tip_offs_received", "tip_offs_in_hand"} & set(found.counts)
    assert "bureau_to_discipline" not in {figure.name for figure in found.figures}
    assert asked_by(office, "clue_head", "transfers", as_of=NOW).counts["tip_offs_received"] == 1


def from_petition(office: Office) -> None:
    organ = office.units["discipline"].pk
    act(office, petition(office).case, "route_discipline", "officer", at=MONDAY, unit=organ)
