"""The limits of the law and the days on which they end, counted by hand.

Each class of limits stands with the articles that set one, and ends once on each occasion: around
春节 and 国庆节, on or over a made-up workday (调休), at a month's end (月末), on or over
29 February (闰日) and over the year's end (年末).

Days of rest and made-up workdays (调休), as the State Council arranged them:
2023-24  元旦 12-30..01-01; 春节 02-10..02-17, work on Sundays 02-04 and 02-18
2025     国庆节 10-01..10-08, work on Sunday 09-28 and Saturday 10-11
2026     元旦 01-01..01-03, work on Sunday 01-04
         春节 02-15..02-23, work on Saturdays 02-14 and 02-28
         劳动节 05-01..05-05, work on Saturday 05-09; 端午节 06-19..06-21
         中秋节 09-25..09-27; 国庆节 10-01..10-07, work on Sunday 09-20 and Saturday 10-10
"""

from dataclasses import dataclass
from typing import Final

from workflows.counting.due_date import LengthUnit

OCCASIONS: Final = ("春节", "国庆节", "调休", "月末", "闰日", "年末")


@dataclass(frozen=True)
class Row:
    """One case: what it meets, the date of the event, the last day, and the count in words."""

    occasion: str
    start: str
    due: str
    why: str


@dataclass(frozen=True)
class Limit:
    """A length of time, the articles that set it, and when it ends."""

    length: int
    unit: LengthUnit
    articles: dict[str, str]
    days: str

    @property
    def rows(self) -> list[Row]:
        return [Row(*line.split(maxsplit=3)) for line in self.days.strip().splitlines()]


LIMITS: Final = [
    Limit(
        15,
        LengthUnit.CALENDAR,
        {
            "xf_triage": "信访工作条例 第二十二条第一款",
            "direct_notice": "信访工作条例 第二十三条第二款",
            "transfer_notice": "信访工作条例 第二十三条第三款",
            "direct_sorting": "信访工作条例 第二十三条第二款",
        },
        """
        春节    2026-02-01  2026-02-24  16 Feb is within the holiday, which ends on Mon 23
        国庆节  2026-09-16  2026-10-08  1 Oct is within the holiday, which ends on Wed 7
        调休    2026-09-25  2026-10-10  a made-up Saturday is a workday: it ends there
        月末    2026-01-16  2026-02-02  Sat 31 Jan, on to Monday
        闰日    2024-02-14  2024-02-29  14 days more in February, then the leap day
        年末    2025-12-17  2026-01-04  1 Jan, on to Sunday the 4th, made up
        平常    2026-03-02  2026-03-17  nothing in the way
        """,
    ),
    Limit(
        30,
        LengthUnit.CALENDAR,
        {
            "handle_ext": "信访工作条例 第三十四条",
            "review_apply": "信访工作条例 第三十五条",
            "review_decide": "信访工作条例 第三十五条",
            "recheck_apply": "信访工作条例 第三十六条第一款",
            "recheck_decide": "信访工作条例 第三十六条第一款、第二款",
            "execution": "信访工作条例 第三十二条第二款",
            "supervise_reply": "信访工作条例 第四十条第一款",
            "advice_feedback": "信访工作条例 第四十条第四款",
            "evaluate_window": "信访事项办理群众满意度评价工作办法（国信发〔2022〕11号）",
        },
        """
        春节    2026-01-16  2026-02-24  15 left of January: Sun 15 Feb, its first day
        国庆节  2026-09-04  2026-10-08  26 left of September: Sun 4 Oct
        调休    2026-09-10  2026-10-10  20 left of September: Sat 10 Oct, made up
        月末    2026-03-31  2026-04-30  from month's end to month's end, by the 30 days of April
        闰日    2024-01-30  2024-02-29  1 left of January and 29
        年末    2025-12-02  2026-01-04  29 left of December: 1 Jan, on to the made-up Sunday
        平常    2026-03-02  2026-04-01  29 left of March: Wed 1 Apr
        劳动节  2026-04-01  2026-05-06  Fri 1 May, on to Wednesday
        """,
    ),
    Limit(
        60,
        LengthUnit.CALENDAR,
        {
            "handle": "信访工作条例 第三十四条",
            "suggestion_reply": "信访工作条例 第二十九条",
            "accusation_reply": "信访工作条例 第三十条第一款",
        },
        """
        春节    2025-12-17  2026-02-24  14 and 31 make 45: Sun 15 Feb
        国庆节  2026-08-03  2026-10-08  28 and 30 make 58: Fri 2 Oct
        调休    2026-08-11  2026-10-10  20 and 30 make 50: Sat 10 Oct, made up
        月末    2026-01-31  2026-04-01  28 and 31 make 59: Wed 1 Apr
        闰日    2023-12-31  2024-02-29  31 and 29
        年末    2025-11-05  2026-01-04  25 and 31 make 56: the made-up Sunday
        平常    2026-06-01  2026-07-31  29 and 31: Fri
        """,
    ),
    Limit(
        1,
        LengthUnit.WORKING,
        {"simple_relay": "信访事项简易办理办法（试行）"},
        """
        春节    2026-02-14  2026-02-24  received on the made-up Saturday before the holiday
        国庆节  2026-09-30  2026-10-08  the holiday between
        调休    2026-10-09  2026-10-10  Fri, then the made-up Saturday
        月末    2026-07-31  2026-08-03  Fri, then Monday
        闰日    2024-02-28  2024-02-29  Wed, then Thursday
        年末    2025-12-31  2026-01-04  Wed, then the made-up Sunday
        """,
    ),
    Limit(
        3,
        LengthUnit.WORKING,
        {
            "simple_accept": "信访事项简易办理办法（试行）",
            "decision": "信访工作条例 第五条",
            "reporter_protection": "纪检监察机关处理检举控告工作规则 第四十九条",
        },
        """
        春节    2026-02-12  2026-02-24  13, 14 made up, 24
        国庆节  2026-09-30  2026-10-10  8, 9, 10 made up
        调休    2026-10-08  2026-10-12  9, 10 made up, 12: Sunday the 11th rests
        月末    2026-07-29  2026-08-03  30, 31, Mon 3
        闰日    2024-02-28  2024-03-04  29, 1, Mon 4
        年末    2025-12-31  2026-01-06  4 made up, 5, 6
        """,
    ),
    Limit(
        5,
        LengthUnit.WORKING,
        {
            "jurisdiction_objection": "信访工作条例 第二十三条第三款",
            "objection_answer": "信访工作条例 第二十三条第三款、第二十四条",
            "paper_service": "信访工作条例 第二十三条、第三十四条",
            "tip_forward_up": "纪检监察机关处理检举控告工作规则 第十五条第一款",
            "tip_accept_down": "纪检监察机关处理检举控告工作规则 第十六条",
            "tip_transfer_out": "监察法实施条例（2021年） 第一百六十九条、第一百七十一条",
        },
        """
        春节    2026-02-11  2026-02-25  12, 13, 14 made up, 24, 25
        国庆节  2026-09-30  2026-10-13  8, 9, 10 made up, 12, 13
        国庆节  2026-10-04  2026-10-13  received on a day of rest: the same
        调休    2026-09-18  2026-09-24  Fri; 20 made up, 21 to 24
        月末    2026-08-28  2026-09-04  31, 1 to 4
        闰日    2024-02-28  2024-03-06  29, 1, 4, 5, 6
        年末    2025-12-30  2026-01-07  31, 4 made up, 5, 6, 7
        """,
    ),
    Limit(
        10,
        LengthUnit.WORKING,
        {
            "simple_handle": "信访事项简易办理办法（试行）",
            "measure_check": "信访工作条例 第三十九条第三款",
        },
        """
        春节    2026-02-06  2026-02-27  9 to 13, 14 made up, 24 to 27
        国庆节  2026-09-23  2026-10-14  24, 28 to 30, 8, 9, 10 made up, 12, 13, 14
        调休    2026-09-18  2026-10-09  20 made up, 21 to 24, 28 to 30, 8, 9
        月末    2026-07-17  2026-07-31  20 to 24, 27 to 31
        闰日    2024-02-19  2024-03-04  20 to 23, 26 to 29, 1, Mon 4
        年末    2025-12-26  2026-01-12  29 to 31, 4 made up, 5 to 9, 12
        端午节  2026-06-12  2026-06-29  15 to 18, 22 to 26, 29
        """,
    ),
    Limit(
        15,
        LengthUnit.WORKING,
        {
            "tip_realname_notice": "纪检监察机关处理检举控告工作规则 第二十六条",
            "tip_realname_feedback": "纪检监察机关处理检举控告工作规则 第二十七条",
            "inquiry_reply": "监督执纪工作规则 第二十八条",
        },
        """
        春节    2026-02-06  2026-03-05  9 to 14, 24 to 27, 28 made up, 2 to 5
        国庆节  2026-09-18  2026-10-15  20 to 24, 28 to 30, 8 to 10, 12 to 15
        调休    2026-04-20  2026-05-13  21 to 24, 27 to 30, 6 to 8, 9 made up, 11 to 13
        月末    2026-07-10  2026-07-31  three plain weeks
        闰日    2024-02-19  2024-03-11  20 to 23, 26 to 29, 1, 4 to 8, 11
        年末    2025-12-18  2026-01-09  19, 22 to 26, 29 to 31, 4 made up, 5 to 9
        """,
    ),
    Limit(
        1,
        LengthUnit.MONTH,
        {
            "clue_opinion": "监督执纪工作规则 第二十一条第二款",
            "talk_inquiry_close": "监督执纪工作规则 第三十条",
            "appeal_review_apply": "监察法 第五十六条",
            "appeal_review": "监察法 第五十六条",
            "appeal_recheck_apply": "监察法 第五十六条",
            "conduct_complaint": "监察法 第六十九条",
            "conduct_review_apply": "监察法 第六十九条",
        },
        """
        春节    2026-01-18  2026-02-24  Wed 18 Feb, within the holiday
        国庆节  2026-09-02  2026-10-08  Fri 2 Oct
        调休    2026-09-10  2026-10-10  Sat 10 Oct, made up
        月末    2026-08-31  2026-09-30  September has no 31st
        月末    2026-01-31  2026-02-28  February has no 31st; Sat 28, made up
        闰日    2024-01-31  2024-02-29  February has no 31st, but a 29th
        年末    2025-12-01  2026-01-04  1 Jan, on to the made-up Sunday
        平常    2026-11-30  2026-12-30  the same number, not the month's last day
        """,
    ),
    Limit(
        2,
        LengthUnit.MONTH,
        {
            "appeal_recheck": "监察法 第五十六条",
            "conduct_review": "监察法 第六十九条",
        },
        """
        春节    2025-12-16  2026-02-24  Mon 16 Feb
        国庆节  2026-08-01  2026-10-08  Thu 1 Oct, its first day
        调休    2026-08-10  2026-10-10  Sat 10 Oct, made up
        月末    2026-07-31  2026-09-30  September has no 31st
        闰日    2023-12-29  2024-02-29  the 29th, which there is only this once
        年末    2025-11-01  2026-01-04  1 Jan, on to the made-up Sunday
        平常    2026-02-28  2026-04-28  from a month's last day to the same number
        """,
    ),
    Limit(
        3,
        LengthUnit.MONTH,
        {
            "tip_assigned": "纪检监察机关处理检举控告工作规则 第二十一条",
            "leader_case": "信访工作条例 第十八条第二款",
        },
        """
        春节    2025-11-18  2026-02-24  Wed 18 Feb
        国庆节  2026-07-03  2026-10-08  Sat 3 Oct
        调休    2026-07-10  2026-10-10  Sat 10 Oct, made up
        月末    2026-01-31  2026-04-30  April has no 31st
        闰日    2023-11-29  2024-02-29  the 29th
        年末    2025-10-01  2026-01-04  1 Jan, on to the made-up Sunday
        """,
    ),
]
