"""The timetable through the programme interface: counted, never named, within reach only."""

from datetime import timedelta

from petitions.models.reception import ReceptionKind
from tests.office import Office
from tests.petitions.api.calling import programme
from tests.petitions.receptions.meeting import TODAY, day_of, received


def test_a_day_is_told_with_its_counts_and_without_a_name(office: Office) -> None:
    received(office, day_of(office), "一件事", "另一件事", people=12)
    answer = programme(office, "officer").get("receptions/")
    (told,) = answer.json()["results"]
    assert (told["visits"], told["people"], told["matters"]) == (1, 12, 2)
    assert (told["kind"], told["on"], told["post"]) == ("reception", "2026-08-05", "县委 leader")
    assert "村民甲" not in answer.content.decode()


def test_kind_and_period_narrow_the_list(office: Office) -> None:
    day_of(office)
    later = TODAY.date() + timedelta(days=3)
    day_of(office, on=later, kind=ReceptionKind.GOING_DOWN)
    caller = programme(office, "officer")
    for query in ({"kind": "going_down"}, {"from": later.isoformat()}):
        (told,) = caller.get("receptions/", **query).json()["results"]
        assert told["on"] == later.isoformat()
    assert caller.get("receptions/", kind="weather").status_code == 422


def test_others_find_an_empty_list(office: Office) -> None:
    day_of(office)
    for name in ("stranger", "clue_officer", "monitor"):
        assert programme(office, name).get("receptions/").json()["count"] == 0
