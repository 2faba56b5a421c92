"""及时受理率 and 按期答复率 on cases counted by hand. The office's Monday is 2026-08-03."""

from typing import Any

from tests.office import MONDAY, Office, act, advance, petition
from tests.oversight.asking import day, reported

XF, UNIT = "timely_accept_rate_xf", "timely_accept_rate_unit"
REPLY, REPLY_DUE = "on_time_reply_rate", "on_time_reply_rate_due"


def figure(name: str, as_of: str, *options: str) -> dict[str, Any]:
    found: dict[str, Any] = reported("timeliness", *options, as_of=as_of)["by_name"][name]
    return found


def test_bureau_in_time_late_missed_and_not_due(office: Office) -> None:
    advance(office, petition(office).case, "forward", at=day("2026-08-18"))  # the 15th day
    advance(office, petition(office).case, "forward", at=day("2026-08-19"))  # the 16th
    petition(office)
    petition(office, at=day("2026-08-20"))
    found = figure(XF, "2026-08-25")
    assert found["parts"] == {"timely": 1, "late": 1, "missed": 1, "not_due": 1}
    assert (found["numerator"], found["denominator"], found["value"]) == (1, 3, 33.3)
    assert found["precise"] == 33.33
    assert "15" in found["formula"]


def test_a_period_chooses_by_the_day_the_limit_ends(office: Office) -> None:
    advance(office, petition(office).case, "forward", at=MONDAY)
    limit = ("--from", "2026-08-18", "--to", "2026-08-18")
    assert figure(XF, "2026-09-01", *limit)["denominator"] == 1
    assert figure(XF, "2026-09-01", "--from", "2026-08-19")["denominator"] == 0
    assert figure(XF, "2026-09-01", "--to", "2026-08-17")["value"] is None


def test_as_of_an_earlier_instant_gives_the_earlier_figure(office: Office) -> None:
    case = petition(office).case
    before = figure(XF, "2026-08-20")
    advance(office, case, "forward", at=day("2026-08-25"))
    assert figure(XF, "2026-08-26")["parts"]["late"] == 1
    assert figure(XF, "2026-08-20") == before
    assert before["parts"]["missed"] == 1


def test_units_have_thirty_days_by_the_statistic_and_fifteen_by_law(office: Office) -> None:
    case = advance(office, petition(office).case, "forward", at=MONDAY)
    act(office, case, "accept", "unit_officer", at=day("2026-09-01"))
    assert figure(UNIT, "2026-09-30")["parts"]["timely"] == 1
    assert figure("transfer_notice_rate", "2026-09-30")["parts"]["late"] == 1
    assert figure("xf_triage_rate", "2026-09-30")["parts"]["timely"] == 1


def test_replies_both_with_and_without_those_not_yet_due(office: Office) -> None:
    advance(office, petition(office).case, "serve", at=day("2026-08-20"))
    advance(office, petition(office).case, "investigate", at=MONDAY)
    both, due = figure(REPLY, "2026-08-25"), figure(REPLY_DUE, "2026-08-25")
    assert both["parts"] == due["parts"] == {"timely": 1, "late": 0, "missed": 0, "not_due": 1}
    assert (both["value"], due["value"]) == (50.0, 100.0)


def test_an_extension_moves_the_limit_only_from_the_day_it_was_given(office: Office) -> None:
    case = advance(office, petition(office).case, "investigate", at=MONDAY)
    in_october = ("--from", "2026-10-01", "--to", "2026-10-31")
    assert figure(REPLY, "2026-08-20", *in_october)["denominator"] == 1
    act(office, case, "extend", "unit_head", at=day("2026-09-01"))
    assert figure(REPLY, "2026-09-02", *in_october)["denominator"] == 0
    assert figure(REPLY, "2026-08-20", *in_october)["denominator"] == 1


def test_a_withdrawn_matter_nobody_accepted_is_not_judged(office: Office) -> None:
    case = petition(office).case
    act(office, case, "withdraw", "petitioner", at=MONDAY)
    assert figure(XF, "2026-09-30")["denominator"] == 0


def test_the_table_names_the_unit_that_held_the_case_then(office: Office) -> None:
    case = advance(office, petition(office).case, "forward", at=day("2026-08-04"))
    act(office, case, "object", "unit_officer", at=day("2026-08-05"))
    act(office, case, "uphold_objection", "officer", at=day("2026-08-06"))
    rows = reported("timeliness", as_of="2026-09-30")["tables"]["by_unit"]
    assert {row["unit"] for row in rows} == {"县信访局"}
    own = ("--unit", office.units["department"].code)
    assert figure(UNIT, "2026-08-04", *own)["parts"]["not_due"] == 1
    assert figure(UNIT, "2026-08-31", *own)["denominator"] == 0


def test_what_is_in_time_by_a_day_entered_later_is_counted_apart(office: Office) -> None:
    """A date has a witness: how much rests on days that were stated afterwards is told."""
    for entered in ("2026-08-20", "2026-08-26"):
        case = advance(office, petition(office).case, "sign_off", at=day("2026-08-20"))
        act(office, case, "serve", "unit_officer", at=day(entered), served_on="2026-08-20")
    found = figure("reply_entered_later_rate", "2026-09-30")
    assert found["parts"] == {"timely": 2, "entered_later": 1}
    assert figure(REPLY, "2026-09-30")["parts"]["timely"] == 2
