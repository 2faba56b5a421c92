"""The working calendar: which days are work, which are rest, and how sure that is.

Published years follow the State Council's yearly arrangement, made-up workdays included, as kept
by the package `chinese_calendar`. For other years only what the law itself fixes is known:
weekends and the statutory days of 全国年节及纪念日放假办法. Such days are *provisional*: the
arrangement, when it is published, may still move them.

Legal dates are dates in Shanghai. Instants go out in UTC.
"""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from importlib.metadata import version as package_version
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

import chinese_calendar
import holidays
from chinese_calendar import constants

SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
OFFICE_OPENS: Final = time(9, 0)
OFFICE_CLOSES: Final = time(18, 0)
ONE_DAY: Final = timedelta(days=1)
SATURDAY: Final = 5

# How the State Council's office names the notice of a year, and the law that holds without one.
ARRANGEMENT: Final = "《国务院办公厅关于{}年部分节假日安排的通知》"
STATUTE: Final = "《全国年节及纪念日放假办法》"

PUBLISHED_YEARS: Final = frozenset(day.year for day in constants.holidays)

# The Regulation's own names; the packages use other or shorter ones.
OFFICIAL_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "New Year's Day": "元旦",
        "Spring Festival": "春节",
        "Tomb-sweeping Day": "清明节",
        "Labour Day": "劳动节",
        "Dragon Boat Festival": "端午节",
        "National Day": "国庆节",
        "Mid-autumn Festival": "中秋节",
        "Anti-Fascist 70th Day": "抗日战争胜利七十周年纪念日",
        "农历除夕": "春节",
    }
)


class DayKind(StrEnum):
    """What a date is in the working calendar."""

    WORKDAY = "workday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    MADE_UP_WORKDAY = "made_up_workday"


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One date: its kind, the holiday it belongs to (Chinese, or ''), and whether that may change.

    The name of a made-up workday is the holiday it makes up for.
    """

    on: date
    kind: DayKind
    name: str = ""
    provisional: bool = False

    @property
    def is_work(self) -> bool:
        """Whether offices are open."""
        return self.kind in (DayKind.WORKDAY, DayKind.MADE_UP_WORKDAY)


class WorkCalendar:
    """The State Council's calendar, with overlays of our own on top.

    `rest` and `work` map dates to a holiday's name: regional holidays, or the days of a newly
    published year. `published` names the years that the overlays settle, in addition to the
    package's own. Raises ValueError when one date is both rest and work.
    """

    def __init__(
        self,
        *,
        rest: Mapping[date, str] | None = None,
        work: Mapping[date, str] | None = None,
        published: Collection[int] | None = None,
    ) -> None:
        self._rest = dict(rest or {})
        self._work = dict(work or {})
        both = sorted(self._rest.keys() & self._work.keys())
        if both:
            raise ValueError(f"both a rest day and a workday: {both[0]}")
        self._published = PUBLISHED_YEARS | frozenset(published or ())
        self._days: dict[date, CalendarDay] = {}
        self.version = self._describe_version()

    def day(self, on: date) -> CalendarDay:
        """What `on` is. Overlays outrank the published arrangement."""
        known = self._days.get(on)
        if known is None:
            known = self._days[on] = self._look_up(on)
        return known

    def is_workday(self, on: date) -> bool:
        """Whether `on` is a 工作日, made-up workdays included."""
        return self.day(on).is_work

    def provisional(self, on: date) -> bool:
        """Whether the year of `on` is not yet published."""
        return on.year not in self._published

    def arrangements(self, first: date, last: date) -> tuple[str, ...]:
        """By what the days of these years are work or rest, each under its official name."""
        years = range(first.year, last.year + 1)
        named = (ARRANGEMENT.format(y) if y in self._published else STATUTE for y in years)
        return tuple(dict.fromkeys(named))

    def next_workday(self, on: date, *, inclusive: bool = True) -> date:
        """The first workday from `on` forward; `on` itself only if `inclusive`."""
        return self._seek(on, ONE_DAY, inclusive=inclusive)

    def previous_workday(self, on: date, *, inclusive: bool = True) -> date:
        """The first workday from `on` backward; `on` itself only if `inclusive`."""
        return self._seek(on, -ONE_DAY, inclusive=inclusive)

    def add_workdays(self, on: date, n: int) -> date:
        """The n-th workday after `on` (before it, if negative). Zero gives `on` as it is."""
        step = self.next_workday if n > 0 else self.previous_workday
        for _ in range(abs(n)):
            on = step(on, inclusive=False)
        return on

    def _seek(self, on: date, step: timedelta, *, inclusive: bool) -> date:
        at = on if inclusive else on + step
        while not self.is_workday(at):
            at += step
        return at

    def _look_up(self, on: date) -> CalendarDay:
        provisional = self.provisional(on)
        kind, name = _published_day(on) if on.year in PUBLISHED_YEARS else _statutory_day(on)
        if on in self._rest:
            kind, name = DayKind.HOLIDAY, self._rest[on]
        elif on in self._work and kind is not DayKind.WORKDAY:
            kind, name = DayKind.MADE_UP_WORKDAY, self._work[on]
        return CalendarDay(on, kind, name, provisional)

    def _describe_version(self) -> str:
        base = f"chinesecalendar-{package_version('chinesecalendar')}"
        described = f"{base};published={_year_ranges(self._published)}"
        if not self._rest and not self._work:
            return described
        return f"{described};overlay={_digest(self._rest, self._work)}"


def _published_day(on: date) -> tuple[DayKind, str]:
    rest, name = chinese_calendar.get_holiday_detail(on)
    if name is not None:
        kind = DayKind.HOLIDAY if rest else DayKind.MADE_UP_WORKDAY
        return kind, OFFICIAL_NAMES.get(name, name)
    return (DayKind.WEEKEND if rest else DayKind.WORKDAY), ""


def _statutory_day(on: date) -> tuple[DayKind, str]:
    name = _statutory_days(on.year).get(on)
    if name is not None:
        return DayKind.HOLIDAY, name
    return (DayKind.WEEKEND if on.weekday() >= SATURDAY else DayKind.WORKDAY), ""


@cache
def _statutory_days(year: int) -> Mapping[date, str]:
    """The statutory days of a year, without any day moved in their stead."""
    known = holidays.country_holidays("CN", years=year, language="zh_CN", observed=False)
    named = {on: [OFFICIAL_NAMES.get(name, name) for name in known.get_list(on)] for on in known}
    official = frozenset(OFFICIAL_NAMES.values())
    # The package also lists days off in exchange, without the workdays they are exchanged for.
    # A date on which two festivals meet carries both names.
    return {on: "、".join(names) for on, names in named.items() if official.issuperset(names)}


def _digest(*overlays: Mapping[date, str]) -> str:
    content = [sorted((on.isoformat(), name) for on, name in days.items()) for days in overlays]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:12]


def _year_ranges(years: Collection[int]) -> str:
    """2004, 2005, 2006, 2028 as '2004-2006,2028'."""
    ranges: list[list[int]] = []
    for year in sorted(years):
        if ranges and year == ranges[-1][1] + 1:
            ranges[-1][1] = year
        else:
            ranges.append([year, year])
    return ",".join(str(a) if a == b else f"{a}-{b}" for a, b in ranges)


def legal_date(at: datetime) -> date:
    """The date in Shanghai at an aware instant. Raises ValueError for a naive one."""
    if at.tzinfo is None:
        raise ValueError("an instant needs its time zone")
    return at.astimezone(SHANGHAI).date()


def end_of_legal_day(on: date) -> datetime:
    """24:00 in Shanghai of that day, in UTC: the instant at which a limit has passed."""
    return datetime.combine(on + ONE_DAY, time(), SHANGHAI).astimezone(UTC)


def office_opening(on: date) -> datetime:
    """09:00 in Shanghai of that day, in UTC: the hour at which alarms may speak."""
    return datetime.combine(on, OFFICE_OPENS, SHANGHAI).astimezone(UTC)


def speaking_time(at: datetime, calendar: WorkCalendar) -> datetime:
    """`at` itself within working hours in Shanghai, else the next opening of offices, in UTC.

    Offices are closed from the stroke of `OFFICE_CLOSES`. Raises ValueError for a naive instant.
    """
    on = legal_date(at)
    clock = at.astimezone(SHANGHAI).time()
    if clock >= OFFICE_CLOSES:
        return office_opening(calendar.next_workday(on, inclusive=False))
    if clock < OFFICE_OPENS or not calendar.is_workday(on):
        return office_opening(calendar.next_workday(on))
    return at
