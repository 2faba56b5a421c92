"""The report on receptions: each figure from rows, as of an instant, for one unit or all."""

from datetime import date
from typing import Any

from organizations.models import Post
from oversight.reports.registry import build
from oversight.reports.scope import scope_for_user
from petitions.models import ReceptionDay, Visit, VisitMatter
from petitions.models.reception import ReceptionKind
from petitions.receptions import services
from tests.office import MONDAY, Office, advance, close_waived, petition
from tests.oversight.asking import day, reported
from tests.petitions.receptions.meeting import day_of, received
from workflows.models import CaseExclusion

PARTY, DISCIPLINE = "party_satisfaction_rate", "discipline_finished_rate"
ON = MONDAY.date()


def matters_of(visit: Visit) -> list[VisitMatter]:
    return list(visit.matters.all())


def heard(office: Office, *, matters: int = 1, people: int = 1, **day: Any) -> list[VisitMatter]:
    titles = [f"事项{n}" for n in range(matters)]
    visit = received(office, day_of(office, on=ON, **day), *titles, people=people, at=MONDAY)
    return matters_of(visit)


def figure(name: str, *options: str, as_of: str = "2026-09-01") -> dict[str, Any]:
    found: dict[str, Any] = reported("receptions", *options, as_of=as_of)["by_name"][name]
    return found


def test_visits_people_and_matters_are_counted_apart(office: Office) -> None:
    first, second, third = heard(office, matters=3, people=12)
    services.note_outcome(first, {"finished_on": ON, "fed_back_on": ON, "rating": 0})
    services.note_outcome(second, {"fed_back_on": ON, "rating": 1})
    services.note_outcome(third, {"fed_back_on": ON, "rating": 3})
    found = figure(PARTY)
    assert (found["numerator"], found["denominator"], found["value"]) == (2, 3, 66.7)
    assert found["formula"] == "satisfied / fed back"
    parts = found["parts"]
    assert [parts[n] for n in ("visits", "people", "matters", "finished")] == [1, 12, 3, 1]


def test_discipline_asks_for_the_scope_and_counts_people_disciplined(office: Office) -> None:
    inside, outside = heard(office, matters=2, receiver="clue_head", unit="discipline")
    done = {"in_scope": True, "finished_on": ON, "disciplined_count": 3, "disciplined_on": ON}
    services.note_outcome(inside, done)
    services.note_outcome(outside, {"in_scope": False})
    parts = figure(DISCIPLINE)["parts"]
    assert (parts["in_scope"], parts["finished_in_scope"], parts["disciplined"]) == (1, 1, 3)
    assert figure(PARTY)["denominator"] == 0


def test_a_trip_counts_its_cadres_and_those_it_received(office: Office) -> None:
    down: dict[str, Any] = {
        "receiver": "clue_head",
        "unit": "discipline",
        "kind": ReceptionKind.GOING_DOWN,
    }
    heard(office, people=4, cadre_count=2, **down)
    parts = figure("going_down_solved_rate")["parts"]
    assert [parts[n] for n in ("days", "cadres", "people", "matters")] == [1, 2, 4, 1]
    assert parts["in_hand"] == 1


def test_a_matter_with_a_case_is_finished_when_the_case_is(office: Office) -> None:
    (matter,) = heard(office)
    case = petition(office).case
    services.link_case(matter, case, at=day("2026-08-03"))
    advance(office, case, "serve", at=day("2026-08-20"))
    close_waived(office, case, at=day("2026-08-22"))
    assert figure(PARTY, as_of="2026-08-21")["parts"]["finished"] == 0
    assert figure(PARTY, as_of="2026-08-22")["parts"]["finished"] == 1


def test_what_came_later_was_not_true_before(office: Office) -> None:
    (matter,) = heard(office)
    late = date(2026, 8, 20)
    services.note_outcome(matter, {"finished_on": late, "fed_back_on": late, "rating": 0})
    assert figure(PARTY, as_of="2026-08-19")["denominator"] == 0
    assert figure(PARTY, as_of="2026-08-20")["denominator"] == 1
    assert reported("receptions", as_of="2026-08-02")["counts"]["visits"] == 0


def test_a_unit_and_a_period_narrow_it(office: Office) -> None:
    heard(office)
    heard(office, receiver="clue_head", unit="discipline")
    code = office.units["bureau"].code
    assert reported("receptions", "--unit", code, as_of="2026-09-01")["counts"]["visits"] == 1
    none = reported("receptions", "--from", "2026-08-04", as_of="2026-09-01")
    assert none["counts"]["days"] == 0


def test_readers_count_what_is_theirs_and_nothing_kept_from_them(office: Office) -> None:
    (matter,) = heard(office)
    case = petition(office).case
    services.link_case(matter, case, at=day("2026-08-03"))
    counted = {name: counted_by(office, name) for name in ("monitor", "officer", "stranger")}
    assert counted == {"monitor": 1, "officer": 1, "stranger": 0}
    CaseExclusion.objects.create(case=case, person=office["monitor"], reason="x", since=MONDAY)
    assert counted_by(office, "monitor") == 0


def counted_by(office: Office, name: str) -> int:
    now = day("2026-09-01")
    return build("receptions", scope_for_user(office[name], now=now, at=now)).counts["visits"]


def test_a_day_still_to_come_is_not_counted(office: Office) -> None:
    day_of(office, on=date(2026, 9, 10))
    assert reported("receptions", as_of="2026-09-01")["counts"]["days"] == 0
    assert ReceptionDay.objects.count() == 1
    assert Post.objects.filter(reception_days__isnull=False).count() == 1
