"""Dated tables: for every rule of the catalogue, when it ends.

The rest days of the years used:
2025-26  元旦 01-01..01-03, work on Sunday 01-04
2026     春节 02-15..02-23, work on Saturdays 02-14 and 02-28
2026     劳动节 05-01..05-05, work on Saturday 05-09
2026     端午节 06-19..06-21; 中秋节 09-25..09-27
2026     国庆节 10-01..10-07, work on Sunday 09-20 and Saturday 10-10
2024     春节 02-10..02-17, work on Sundays 02-04 and 02-18; 29 February
"""

import pytest

from tests.workflows.clocks.building import RULES, on, run
from workflows.clocks.compute import Unit

CASES: dict[tuple[int, Unit], list[tuple[str, str]]] = {
    (15, Unit.CALENDAR): [
        ("2026-03-02", "2026-03-17"),  # Mon -> Tue, nothing in the way
        ("2026-02-01", "2026-02-24"),  # Mon 16th within 春节 -> Tue 24th
        ("2026-09-16", "2026-10-08"),  # Thu 1 Oct -> Thu 8 Oct
        ("2026-09-25", "2026-10-10"),  # a made-up Saturday is a workday: it ends there
        ("2025-09-13", "2025-09-28"),  # a made-up Sunday
        ("2026-01-16", "2026-02-02"),  # Sat 31st -> Mon
        ("2024-02-14", "2024-02-29"),  # leap day
        ("2026-12-15", "2026-12-30"),  # just before the year ends
    ],
    (30, Unit.CALENDAR): [
        ("2026-03-02", "2026-04-01"),  # over a month of 31 days
        ("2026-01-16", "2026-02-24"),  # Sun 15th, first day of 春节 -> Tue 24th
        ("2026-01-15", "2026-02-14"),  # the made-up Saturday before 春节
        ("2026-09-04", "2026-10-08"),  # Sun 4 Oct -> Thu 8 Oct
        ("2026-09-10", "2026-10-10"),  # made-up Saturday
        ("2024-01-30", "2024-02-29"),  # leap day
        ("2025-12-02", "2026-01-04"),  # 元旦 -> Sunday the 4th, made up
        ("2026-04-01", "2026-05-06"),  # Fri 1 May -> Wed 6 May
    ],
    (60, Unit.CALENDAR): [
        ("2026-08-03", "2026-10-08"),  # Fri 2 Oct -> Thu 8 Oct
        ("2026-08-02", "2026-10-08"),  # Thu 1 Oct, first day of 国庆节
        ("2026-08-11", "2026-10-10"),  # made-up Saturday
        ("2025-12-17", "2026-02-24"),  # Sun 15 Feb, first day of 春节
        ("2025-12-22", "2026-02-24"),  # Fri 20 Feb
        ("2025-11-05", "2026-01-04"),  # made-up Sunday after 元旦
        ("2023-12-31", "2024-02-29"),  # year end to leap day
        ("2026-01-31", "2026-04-01"),  # from a month's end
        ("2026-03-03", "2026-05-06"),  # Sat 2 May
    ],
    (1, Unit.WORKING): [
        ("2026-09-30", "2026-10-08"),  # over 国庆节
        ("2026-10-09", "2026-10-10"),  # Fri -> made-up Saturday
        ("2026-02-13", "2026-02-14"),  # Fri -> made-up Saturday
        ("2025-12-31", "2026-01-04"),  # Wed -> made-up Sunday of the next year
        ("2024-02-28", "2024-02-29"),  # leap day
    ],
    (3, Unit.WORKING): [
        ("2026-09-30", "2026-10-10"),  # 8, 9, made-up 10
        ("2026-10-08", "2026-10-12"),  # 9, 10, 12: Sunday the 11th rests
        ("2026-02-12", "2026-02-24"),  # 13, made-up 14, 24
        ("2026-02-26", "2026-03-02"),  # 27, made-up 28, Mon 2 Mar
        ("2025-12-31", "2026-01-06"),  # 4, 5, 6
        ("2024-02-28", "2024-03-04"),  # 29, 1, Mon 4
    ],
    (5, Unit.WORKING): [
        ("2026-09-30", "2026-10-13"),  # 8, 9, 10, 12, 13
        ("2026-10-04", "2026-10-13"),  # received on a rest day: the same
        ("2026-09-18", "2026-09-24"),  # made-up Sunday 20, then 21-24
        ("2026-02-11", "2026-02-25"),  # 12, 13, 14, 24, 25
        ("2026-04-30", "2026-05-11"),  # 6, 7, 8, made-up 9, 11
        ("2025-12-30", "2026-01-07"),  # 31, 4, 5, 6, 7
        ("2024-02-28", "2024-03-06"),  # 29, 1, 4, 5, 6
    ],
    (10, Unit.WORKING): [
        ("2026-09-18", "2026-10-09"),  # 20-24, 28-30, 8, 9
        ("2026-02-06", "2026-02-27"),  # 9-14, 24-27
        ("2026-04-28", "2026-05-14"),  # 29, 30, 6-9, 11-14
        ("2026-06-12", "2026-06-29"),  # 15-18, 22-26, 29: 端午节 between
        ("2025-12-26", "2026-01-12"),  # 29-31, 4-9, 12
        ("2024-02-01", "2024-02-20"),  # 2, 4-9, 18-20
    ],
    (15, Unit.WORKING): [
        ("2026-09-18", "2026-10-15"),  # 20-24, 28-30, 8-10, 12-15
        ("2026-02-06", "2026-03-05"),  # 9-14, 24-28, 2-5
        ("2026-04-20", "2026-05-13"),  # 21-24, 27-30, 6-9, 11-13
        ("2025-12-18", "2026-01-09"),  # 19, 22-26, 29-31, 4-9
        ("2024-02-01", "2024-02-27"),  # 2, 4-9, 18-23, 26, 27
        ("2026-07-01", "2026-07-22"),  # three plain weeks
    ],
    (1, Unit.MONTH): [
        ("2026-01-31", "2026-02-28"),  # no 31st: the 28th, a made-up Saturday
        ("2024-01-31", "2024-02-29"),  # leap day
        ("2026-08-31", "2026-09-30"),  # no 31st
        ("2026-09-02", "2026-10-08"),  # Fri 2 Oct
        ("2026-01-18", "2026-02-24"),  # Wed 18 Feb within 春节
        ("2025-12-01", "2026-01-04"),  # 元旦 -> made-up Sunday
        ("2026-11-30", "2026-12-30"),  # the same day number, not the month's last day
    ],
    (2, Unit.MONTH): [
        ("2025-12-31", "2026-02-28"),  # over the year end, made-up Saturday
        ("2023-12-29", "2024-02-29"),  # leap day
        ("2026-08-01", "2026-10-08"),  # Thu 1 Oct
        ("2025-12-16", "2026-02-24"),  # Mon 16 Feb
        ("2026-07-31", "2026-09-30"),  # no 31st
        ("2026-02-28", "2026-04-28"),  # from a month's last day to the same number
    ],
    (3, Unit.MONTH): [
        ("2025-11-30", "2026-02-28"),  # no 30th
        ("2023-11-29", "2024-02-29"),  # leap day
        ("2026-07-03", "2026-10-08"),  # Sat 3 Oct
        ("2025-11-18", "2026-02-24"),  # Wed 18 Feb
        ("2026-01-31", "2026-04-30"),  # no 31st
        ("2025-10-01", "2026-01-04"),  # 元旦 -> made-up Sunday
    ],
}

LIMITED = [rule for rule in RULES.values() if rule.length is not None]
ROWS = [
    pytest.param(rule.key, start, due, id=f"{rule.key}-{start}")
    for rule in LIMITED
    for start, due in CASES[rule.length or 0, rule.unit]
]


@pytest.mark.parametrize(("key", "start", "due"), ROWS)
def test_a_limit_ends_on_the_day_the_law_says(key: str, start: str, due: str) -> None:
    assert run(key, start).due_on == on(due)


@pytest.mark.parametrize("key", [rule.key for rule in RULES.values() if rule.unit is Unit.NONE])
def test_a_duty_to_act_at_once_has_no_date(key: str) -> None:
    answer = run(key, "2026-03-02")
    assert (answer.due_on, answer.due_at, answer.state) == (None, None, "running")


@pytest.mark.parametrize(("length", "due"), [(7, "2026-09-30"), (10, "2026-10-08")])
def test_a_limit_set_by_the_issuer_counts_like_any_other(length: int, due: str) -> None:
    assert run("assign_report", "2026-09-23", length=length).due_on == on(due)


def test_the_tables_cover_every_rule_with_a_limit() -> None:
    untold = [rule.key for rule in LIMITED if (rule.length, rule.unit) not in CASES]
    assert untold == []
