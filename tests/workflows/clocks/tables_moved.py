"""Limits that were extended, paused or set by an issuer, on each occasion, counted by hand.

The days of rest are those of `tables.py`.
"""

from typing import Final

EXTENDED: Final = {
    # 信访工作条例 第三十四条: sixty days and, approved by the unit's head, at most thirty more.
    ("handle", 30): """
        春节    2025-11-18  2026-01-15  2026-02-24  12, 31 and 31 make 74: Mon 16 Feb
        国庆节  2026-07-04  2026-08-28  2026-10-08  27, 31 and 30 make 88: Fri 2 Oct
        调休    2026-07-12  2026-09-10  2026-10-10  approved on day 60; Sat 10 Oct, made up
        月末    2026-03-31  2026-06-01  2026-06-29  day 60 is Sat 30 May: Monday is still in time
        闰日    2023-12-01  2024-01-30  2024-02-29  30 and 31 make 61, and 29
        年末    2025-10-03  2025-12-02  2026-01-04  28, 30 and 31 make 89: 1 Jan
        """,
    # 纪检监察机关处理检举控告工作规则 第二十一条: three months and, approved by the main leader,
    # at most three more.
    ("tip_assigned", 3): """
        春节    2025-08-17  2025-11-17  2026-02-24  Tue 17 Feb, within the holiday
        国庆节  2026-04-05  2026-07-06  2026-10-08  Sun 5 Jul, so Monday is still in time; Mon 5 Oct
        调休    2026-04-10  2026-07-10  2026-10-10  Sat 10 Oct, made up
        月末    2025-08-31  2025-12-01  2026-02-28  Sun 30 Nov; no 31 Feb: Sat 28, made up
        闰日    2023-08-31  2023-11-30  2024-02-29  no 31 Nov, no 31 Feb
        年末    2025-07-01  2025-10-09  2026-01-04  1 to 8 Oct were 国庆节; 1 Jan
        """,
    # 信访工作条例 第十八条第二款, with this office's own figures: three months and one more.
    ("leader_case", 1): """
        春节    2025-10-16  2026-01-16  2026-02-24  Mon 16 Feb
        国庆节  2026-06-01  2026-09-01  2026-10-08  Thu 1 Oct
        调休    2026-06-10  2026-09-10  2026-10-10  Sat 10 Oct, made up
        月末    2026-05-31  2026-08-31  2026-09-30  September has no 31st
        闰日    2023-10-31  2024-01-31  2024-02-29  February has no 31st
        年末    2025-09-01  2025-12-01  2026-01-04  1 Jan, on to the made-up Sunday
        """,
}

# 信访工作条例 第三十六条第二款: the days of a hearing do not count among the thirty.
HEARD: Final = """
    春节    2026-01-08  2026-01-20  2026-01-28  2026-02-24  7 Feb and 8 days: Sun 15 Feb
    国庆节  2026-08-24  2026-09-07  2026-09-17  2026-10-08  23 Sep and 10 days: Sat 3 Oct
    调休    2026-09-01  2026-09-07  2026-09-16  2026-10-10  1 Oct and 9 days: Sat 10 Oct, made up
    月末    2026-06-25  2026-07-06  2026-07-12  2026-07-31  25 Jul and 6 days
    闰日    2024-01-25  2024-01-29  2024-02-03  2024-02-29  24 Feb and 5 days
    年末    2025-11-24  2025-12-08  2025-12-16  2026-01-04  24 Dec and 8 days: 1 Jan
    """

ISSUED: Final = {
    # The letter of assignment sets the limit.
    ("assign_report", "信访工作条例 第二十二条第一款第三项"): """
        春节    2026-02-06  10  2026-02-24  Mon 16 Feb
        国庆节  2026-09-23  10  2026-10-08  Sat 3 Oct
        调休    2026-09-20  20  2026-10-10  Sat 10 Oct, made up
        月末    2026-06-30  31  2026-07-31  from month's end to month's end
        闰日    2024-02-22   7  2024-02-29  a week
        年末    2025-12-25   7  2026-01-04  1 Jan, on to the made-up Sunday
        平常    2026-09-23   7  2026-09-30  the day before the holiday
        """,
    # The letter that asks for assistance sets the limit.
    ("assist_report", "信访工作条例 第二十四条"): """
        春节    2026-02-06  10  2026-02-24  Mon 16 Feb
        国庆节  2026-09-23  10  2026-10-08  Sat 3 Oct
        调休    2026-09-20  20  2026-10-10  Sat 10 Oct, made up
        月末    2026-06-30  31  2026-07-31  from month's end to month's end
        闰日    2024-02-22   7  2024-02-29  a week
        年末    2025-12-25   7  2026-01-04  1 Jan, on to the made-up Sunday
        """,
    # An order to carry an opinion out may set a limit of its own.
    ("execution", "信访工作条例 第三十二条第二款"): """
        春节    2026-02-10   7  2026-02-24  Tue 17 Feb
        国庆节  2026-09-17  15  2026-10-08  Fri 2 Oct
        调休    2026-10-05   5  2026-10-10  Sat 10 Oct, made up
        月末    2026-08-31  30  2026-09-30  the 30 days of September
        闰日    2024-02-19  10  2024-02-29  ten days
        年末    2025-12-18  15  2026-01-04  2 Jan, on to the made-up Sunday
        """,
    # The letter of supervision may set a limit of its own.
    ("supervise_reply", "信访工作条例 第四十条第一款"): """
        春节    2026-02-10   7  2026-02-24  Tue 17 Feb
        国庆节  2026-09-17  15  2026-10-08  Fri 2 Oct
        调休    2026-10-05   5  2026-10-10  Sat 10 Oct, made up
        月末    2026-08-31  30  2026-09-30  the 30 days of September
        闰日    2024-02-19  10  2024-02-29  ten days
        年末    2025-12-18  15  2026-01-04  2 Jan, on to the made-up Sunday
        """,
    # Whoever sets a measure sets its limit (限期整改).
    ("measure", "信访工作条例 第三十九条第三款"): """
        春节    2026-02-09   7  2026-02-24  Mon 16 Feb
        国庆节  2026-09-21  10  2026-10-08  Thu 1 Oct
        调休    2026-10-03   7  2026-10-10  Sat 10 Oct, made up
        月末    2026-07-21  10  2026-07-31  ten days
        闰日    2024-02-19  10  2024-02-29  ten days
        年末    2025-12-22  10  2026-01-04  1 Jan, on to the made-up Sunday
        """,
    # 国家5日、省3日、市3日、县4日
    ("xf_relay_hop", "信访事项办理群众满意度评价工作办法（2014年） 第六条"): """
        春节    2026-02-11   5  2026-02-24  Mon 16 Feb
        国庆节  2026-09-30   3  2026-10-08  Sat 3 Oct
        调休    2026-10-07   3  2026-10-10  Sat 10 Oct, made up
        月末    2026-07-27   4  2026-07-31  Friday, the month's last day
        闰日    2024-02-25   4  2024-02-29  four days
        年末    2025-12-30   3  2026-01-04  2 Jan, on to the made-up Sunday
        """,
}
