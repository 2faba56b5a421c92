"""What matters are about, counted from letters written here."""

from typing import Any

from organizations.models import Region
from petitions.models import Channel, ContentClass, Purpose
from tests.office import MONDAY, Office, act
from tests.oversight.asking import asked_by, day, letter, reported, row
from tests.ways import bring_to
from workflows.states import Status

LAND, LABOUR = ContentClass.LAND, ContentClass.LABOUR


def content(*options: str, as_of: str = "2026-09-01") -> dict[str, Any]:
    return reported("content", *options, as_of=as_of)


def test_matters_people_and_ways_are_counted(office: Office) -> None:
    letter(office, content_class=LAND)
    letter(office, content_class=LAND, channel=Channel.VISIT, people_count=6)
    letter(office, content_class=LABOUR, channel=Channel.VISIT, people_count=4)
    letter(office, channel=Channel.PHONE, purpose=Purpose.SUGGESTION)
    bring_to(office, Status.CLOSED)
    found = content()
    counted = {"matters": 5, "people": 13, "group_visits": 1, "finished": 1}
    assert found["counts"] == counted
    online = found["by_name"]["online_share"]
    assert (online["numerator"], online["denominator"], online["value"]) == (1, 5, 20.0)
    assert online["parts"] == {"letters": 2, "visits": 2, "online": 1}
    land, other = row(found, "by_content", "land"), row(found, "by_content", "other")
    assert (land["matters"], land["people"], land["share"]) == (2, 7, 40.0)
    assert (other["finished"], other["rate"]) == (1, 50.0)
    assert row(found, "by_purpose", "suggestion")["matters"] == 1
    assert row(found, "by_channel", "visit")["people"] == 10


def test_places_are_those_of_the_matters(office: Office) -> None:
    letter(office, region=Region.objects.get(code="150122"))
    letter(office)
    assert row(content(), "by_region", "150122")["matters"] == 1


def test_a_period_and_an_instant_choose_the_matters(office: Office) -> None:
    letter(office, on=day("2026-08-20"))
    bring_to(office, Status.CLOSED)
    assert content("--from", "2026-08-04")["counts"]["matters"] == 1
    assert content(as_of="2026-08-19")["counts"]["matters"] == 1
    assert content(as_of="2026-08-21")["counts"]["finished"] == 0
    elsewhere = ("--unit", office.units["department"].code)
    assert content(*elsewhere)["counts"]["matters"] == 1


def test_sealed_letters_and_few_accusations_are_not_told(office: Office) -> None:
    accused: dict[str, Any] = {
        "purpose": Purpose.ACCUSATION,
        "content_class": ContentClass.DISCIPLINE,
    }
    letter(office, **accused)
    sealed = letter(office, content_class=LAND)
    unit = office.units["discipline"].pk
    act(office, sealed, "route_discipline", "officer", at=MONDAY, unit=unit)
    told = asked_by(office, "bureau_head", "content", as_of="2026-09-01").as_json()
    assert told["counts"]["matters"] == 2
    for table in ("by_content", "by_purpose"):
        assert [(each["code"], each["matters"]) for each in told["tables"][table]] == [
            ("sealed", 2)
        ]
    assert row(told, "by_region", "sealed")["matters"] == 1
    assert row(content(), "by_content", "discipline")["matters"] == 1
    for _n in range(2):
        letter(office, **accused)
    told = asked_by(office, "bureau_head", "content", as_of="2026-09-01").as_json()
    assert row(told, "by_purpose", "accusation")["matters"] == 3


def test_readers_count_their_own(office: Office) -> None:
    letter(office)
    counts = {
        name: asked_by(office, name, "content", as_of="2026-09-01").counts["matters"]
        for name in ("monitor", "officer", "stranger", "unit_head")
    }
    assert counts == {"monitor": 1, "officer": 1, "stranger": 0, "unit_head": 0}
