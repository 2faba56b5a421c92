"""The working calendar: work, rest, made-up workdays, and years nobody has published yet."""

import re
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from tests.workflows.clocks.building import CALENDAR, on
from workflows.counting.work_calendar import (
    SHANGHAI,
    DayKind,
    WorkCalendar,
    end_of_legal_day,
    legal_date,
    office_opening,
    speaking_time,
)


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("2026-09-30", DayKind.WORKDAY, ""),  # Wed
        ("2026-09-05", DayKind.WEEKEND, ""),  # Sat
        ("2026-10-01", DayKind.HOLIDAY, "国庆节"),
        ("2026-10-03", DayKind.HOLIDAY, "国庆节"),  # Sat within the holiday
        ("2026-10-08", DayKind.WORKDAY, ""),
        ("2026-10-10", DayKind.MADE_UP_WORKDAY, "国庆节"),  # Sat
        ("2026-02-14", DayKind.MADE_UP_WORKDAY, "春节"),  # Sat
        ("2026-02-23", DayKind.HOLIDAY, "春节"),
        ("2026-04-05", DayKind.HOLIDAY, "清明节"),
        ("2026-06-19", DayKind.HOLIDAY, "端午节"),
        ("2026-09-25", DayKind.HOLIDAY, "中秋节"),
        ("2026-01-01", DayKind.HOLIDAY, "元旦"),
        ("2026-05-01", DayKind.HOLIDAY, "劳动节"),
    ],
)
def test_published_days_follow_the_state_council(text: str, kind: DayKind, name: str) -> None:
    day = CALENDAR.day(on(text))
    assert (day.kind, day.name, day.provisional) == (kind, name, False)
    assert day.is_work is CALENDAR.is_workday(on(text)) is (kind in ("workday", "made_up_workday"))


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("2027-02-05", DayKind.HOLIDAY, "春节"),  # 除夕
        ("2027-02-08", DayKind.HOLIDAY, "春节"),
        ("2027-02-09", DayKind.WORKDAY, ""),  # whether it is moved is not known
        ("2027-04-05", DayKind.HOLIDAY, "清明节"),
        ("2027-05-02", DayKind.HOLIDAY, "劳动节"),
        ("2027-06-09", DayKind.HOLIDAY, "端午节"),
        ("2027-09-15", DayKind.HOLIDAY, "中秋节"),
        ("2028-10-03", DayKind.HOLIDAY, "中秋节、国庆节"),  # two festivals on one day
        ("2027-01-02", DayKind.WEEKEND, ""),
        ("2002-09-30", DayKind.WORKDAY, ""),
    ],
)
def test_unpublished_years_know_weekends_and_statutory_days(
    text: str, kind: DayKind, name: str
) -> None:
    day = CALENDAR.day(on(text))
    assert (day.kind, day.name, day.provisional) == (kind, name, True)


def test_a_year_has_thirteen_statutory_days() -> None:
    days = [CALENDAR.day(date.fromordinal(n)) for n in range(*_year(2027))]
    assert sum(day.kind is DayKind.HOLIDAY for day in days) == 13
    assert not any(day.kind is DayKind.MADE_UP_WORKDAY for day in days)


def _year(year: int) -> tuple[int, int]:
    return date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal()


def test_days_off_in_exchange_are_not_taken_without_the_workdays_exchanged_for_them() -> None:
    # 6 February 2003 was off for Saturday the 8th, of which no package tells.
    assert CALENDAR.day(on("2003-02-06")).kind is DayKind.WORKDAY


@pytest.mark.parametrize(
    ("start", "forward", "backward"),
    [
        ("2026-10-03", "2026-10-08", "2026-09-30"),
        ("2026-10-08", "2026-10-08", "2026-10-08"),
        ("2026-10-11", "2026-10-12", "2026-10-10"),
    ],
)
def test_the_nearest_workday_either_way(start: str, forward: str, backward: str) -> None:
    assert CALENDAR.next_workday(on(start)) == on(forward)
    assert CALENDAR.previous_workday(on(start)) == on(backward)


def test_the_nearest_other_workday() -> None:
    assert CALENDAR.next_workday(on("2026-09-30"), inclusive=False) == on("2026-10-08")
    assert CALENDAR.previous_workday(on("2026-10-08"), inclusive=False) == on("2026-09-30")


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        ("2026-09-30", 3, "2026-10-10"),
        ("2026-10-10", -3, "2026-09-30"),
        ("2026-10-03", 0, "2026-10-03"),
        ("2026-10-03", 1, "2026-10-08"),
        ("2026-10-03", -1, "2026-09-30"),
    ],
)
def test_working_days_are_added_and_taken_off(start: str, n: int, end: str) -> None:
    assert CALENDAR.add_workdays(on(start), n) == on(end)


def test_a_region_may_rest_when_the_country_works() -> None:
    regional = WorkCalendar(rest={on("2026-11-25"): "地方节日"})
    day = regional.day(on("2026-11-25"))
    assert (day.kind, day.name, day.provisional) == (DayKind.HOLIDAY, "地方节日", False)
    assert CALENDAR.is_workday(on("2026-11-25"))


def test_an_overlay_makes_a_rest_day_work_and_leaves_a_workday_as_it_is() -> None:
    overlay = WorkCalendar(work={on("2026-11-28"): "防汛", on("2026-11-27"): "防汛"})
    assert overlay.day(on("2026-11-28")).kind is DayKind.MADE_UP_WORKDAY
    assert overlay.day(on("2026-11-27")).kind is DayKind.WORKDAY


def test_a_newly_published_year_is_no_longer_provisional() -> None:
    published = WorkCalendar(rest={on("2027-02-09"): "春节"}, published={2027})
    assert published.day(on("2027-02-09")).kind is DayKind.HOLIDAY
    assert not published.provisional(on("2027-02-09"))
    assert published.provisional(on("2028-02-09"))


def test_a_day_cannot_be_rest_and_work() -> None:
    with pytest.raises(ValueError, match="2026-11-25"):
        WorkCalendar(rest={on("2026-11-25"): "甲"}, work={on("2026-11-25"): "乙"})


def test_the_version_tells_calendars_apart() -> None:
    rest = {on("2026-11-25"): "甲"}
    versions = [
        WorkCalendar().version,
        WorkCalendar(published={2027}).version,
        WorkCalendar(published={2028}).version,
        WorkCalendar(rest=rest).version,
        WorkCalendar(work=rest).version,
        WorkCalendar(rest={on("2026-11-25"): "乙"}).version,
        WorkCalendar(rest=rest, work={on("2026-11-28"): "乙"}).version,
    ]
    assert len(set(versions)) == len(versions)
    assert versions[0].endswith(";published=2004-2026")
    assert versions[2].endswith(";published=2004-2026,2028")
    assert WorkCalendar(rest=rest).version == versions[3]
    assert re.fullmatch(r"chinesecalendar-[\d.]+;published=2004-2026;overlay=\w{12}", versions[3])


def test_the_legal_date_is_the_date_in_shanghai() -> None:
    assert legal_date(datetime(2026, 8, 2, 16, 0, tzinfo=UTC)) == on("2026-08-03")
    assert legal_date(datetime(2026, 8, 3, 15, 59, 59, tzinfo=UTC)) == on("2026-08-03")
    assert legal_date(datetime(2026, 8, 3, 0, 0, tzinfo=SHANGHAI)) == on("2026-08-03")


@pytest.fixture
def machine_in_new_york(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patched:
        patched.setenv("TZ", "America/New_York")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("machine_in_new_york")
def test_the_zone_of_the_machine_does_not_matter() -> None:
    assert legal_date(datetime(2026, 8, 2, 16, tzinfo=UTC)) == on("2026-08-03")
    assert end_of_legal_day(on("2026-08-03")) == datetime(2026, 8, 3, 16, tzinfo=UTC)
    assert office_opening(on("2026-08-03")) == datetime(2026, 8, 3, 1, tzinfo=UTC)
    evening = datetime(2026, 8, 3, 10, tzinfo=UTC)  # 18:00 in Shanghai
    assert speaking_time(evening, CALENDAR) == datetime(2026, 8, 4, 1, tzinfo=UTC)


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^an instant needs its time zone$"):
        legal_date(datetime(2026, 8, 3))  # noqa: DTZ001  # the naive instant is the point


def test_a_legal_day_ends_at_midnight_and_offices_open_at_nine() -> None:
    assert end_of_legal_day(on("2026-12-31")) == datetime(2026, 12, 31, 16, tzinfo=UTC)
    assert office_opening(on("2026-12-31")) == datetime(2026, 12, 31, 1, tzinfo=UTC)
    assert end_of_legal_day(on("2026-12-31")).tzinfo is UTC


def shanghai(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize("text", ["2026-09-30T09:00", "2026-09-30T17:59:59", "2026-10-10T12:00"])
def test_words_written_in_working_hours_go_out_at_once(text: str) -> None:
    at = shanghai(text)
    assert speaking_time(at, CALENDAR) is at


@pytest.mark.parametrize(
    ("text", "opening"),
    [
        ("2026-09-30T08:59:59", "2026-09-30T09:00"),
        ("2026-09-30T18:00", "2026-10-08T09:00"),  # over 国庆节
        ("2026-10-03T12:00", "2026-10-08T09:00"),
        ("2026-10-09T20:00", "2026-10-10T09:00"),  # a made-up Saturday
        ("2026-10-11T08:00", "2026-10-12T09:00"),
    ],
)
def test_words_written_outside_working_hours_wait_for_the_next_opening(
    text: str, opening: str
) -> None:
    held = speaking_time(shanghai(text).astimezone(UTC), CALENDAR)
    assert (held, held.tzinfo) == (shanghai(opening), UTC)


def test_the_years_of_a_limit_name_the_notices_that_settle_them_and_no_package() -> None:
    named = WorkCalendar().arrangements(date(2026, 12, 20), date(2027, 1, 20))
    assert named == (
        "《国务院办公厅关于2026年部分节假日安排的通知》",
        "《全国年节及纪念日放假办法》",
    )
    published = WorkCalendar(work={date(2027, 1, 10): "元旦"}, published=[2027])
    assert "2027年" in published.arrangements(date(2027, 1, 1), date(2027, 2, 1))[0]
