"""Reading the State Council's notice: every form it takes, and everything that can't be."""

from datetime import date, timedelta

import pytest

from workflows.counting.holiday_notice_parser import Named, read_arrangement
from workflows.counting.work_calendar import DayKind, WorkCalendar

NOTICE_OF_2026 = """国务院办公厅关于2026年部分节假日安排的通知
各省、自治区、直辖市人民政府，国务院各部委、各直属机构：
经国务院批准，现将2026年元旦、春节等假日安排通知如下。
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫等工作。
国务院办公厅
2025年11月4日"""


def days(text: str, year: int = 2027) -> list[tuple[str, bool, str]]:
    read = read_arrangement(text, year)
    assert read.faults == ()
    return [(str(day.on), day.is_work, day.name) for day in read.days]


def test_the_notice_of_2026_gives_the_very_days_of_the_published_calendar() -> None:
    read = read_arrangement(NOTICE_OF_2026, 2026)
    assert read.faults == ()
    found = {day.on: day for day in read.days}
    calendar, on = WorkCalendar(), date(2026, 1, 1)
    while on.year == 2026:
        day = calendar.day(on)
        if day.kind in (DayKind.HOLIDAY, DayKind.MADE_UP_WORKDAY):
            assert found.pop(on) == Named(on, day.is_work, day.name)
        on += timedelta(days=1)
    assert found == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("元旦：1月1日（周五）放假。", [("2027-01-01", False, "元旦")]),
        ("一、元旦：1月1日放假1天，不调休。", [("2027-01-01", False, "元旦")]),
        ("元旦：１月１日(星期五)放假", [("2027-01-01", False, "元旦")]),
        ("2027-01-01,休,元旦", [("2027-01-01", False, "元旦")]),
        ("1月31日，班，春节", [("2027-01-31", True, "春节")]),
        ("日期,休|班,名称\n2027/1/31\t班\t春节", [("2027-01-31", True, "春节")]),
        ("春节：1月31日、2月20日（周六）上班。",
         [("2027-01-31", True, "春节"), ("2027-02-20", True, "春节")]),
        ("春节：2月5日、6日放假。鼓励安排职工在除夕前（2月4日）休息。",
         [("2027-02-05", False, "春节"), ("2027-02-06", False, "春节")]),
        ("国庆节、中秋节：10月1日放假", [("2027-10-01", False, "国庆节、中秋节")]),
    ],
)  # fmt: skip
def test_a_day_is_read_however_it_is_written(
    text: str, expected: list[tuple[str, bool, str]]
) -> None:
    assert days(text) == expected


def test_a_range_holds_every_day_between_its_ends_over_the_months_end() -> None:
    read = days("春节：2月27日至3月2日放假，共4天。")
    assert [on for on, _is_work, _name in read] == [
        "2027-02-27", "2027-02-28", "2027-03-01", "2027-03-02",
    ]  # fmt: skip


def test_a_weekend_of_the_year_before_needs_no_entry() -> None:
    text = "元旦：2026年12月31日（周四）放假"
    assert "2026" in read_arrangement(text, 2027).faults[0].message
    crossing = "元旦：2022年12月31日（周六）至2023年1月2日（周一）放假，共3天。"
    assert [on for on, *_rest in days(crossing, 2023)] == ["2023-01-01", "2023-01-02"]


@pytest.mark.parametrize(
    "sentence",
    [
        "1月1日（周四）放假",  # a Friday
        "1月1日至3日放假，共4天",
        "1月1日放假2天",
        "1月32日放假",
        "3日放假",  # of no month
        "1月3日至1日放假",
        "1月4日（周一）上班",  # a working day anyway
        "1月1日",  # neither rest nor work
    ],
)
def test_what_cannot_be_is_told_with_its_sentence(sentence: str) -> None:
    read = read_arrangement(f"一、元旦：{sentence}。\n二、春节：2月5日放假。", 2027)
    assert [fault.sentence for fault in read.faults] == [sentence]
    assert [day.name for day in read.days] == ["春节"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "没有日期的话。",
        "1月1日放假",  # of which holiday
        "现将2026年放假安排通知如下",  # of another year
        "2027-01-01,休,",
        "someday,休,元旦",
        "2027-01-02,休,元旦\n2027-01-02,班,元旦",
    ],
)
def test_a_text_without_a_sure_meaning_has_a_fault(text: str) -> None:
    assert read_arrangement(text, 2027).faults
