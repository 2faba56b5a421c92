"""A month and a year as a report is asked for them: what came after is not in it."""

from calendar import monthrange
from dataclasses import replace
from datetime import date

from oversight.reports.scope import ReportScope
from workflows.counting.work_calendar import end_of_legal_day


def month_of(asked: ReportScope) -> ReportScope:
    """Over the period asked for, or else the month of the as-of instant."""
    day = asked.until or asked.since or asked.last_day
    last = monthrange(day.year, day.month)[1]
    return _up_to(asked, asked.since or day.replace(day=1), asked.until or day.replace(day=last))


def year_of(asked: ReportScope) -> ReportScope:
    """Over the whole calendar year in which the period ends, or that of the as-of instant."""
    year = (asked.until or asked.since or asked.last_day).year
    return _up_to(asked, date(year, 1, 1), date(year, 12, 31))


def year_before(asked: ReportScope) -> ReportScope:
    """The same days of the year before, as far as the period has come, for 同比."""
    until = min(asked.until, asked.last_day) if asked.until else asked.last_day
    return replace(asked, since=_year_back(asked.since), until=_year_back(until))


def _up_to(asked: ReportScope, since: date, until: date) -> ReportScope:
    at = min(asked.at, end_of_legal_day(until))
    return replace(asked.as_of(at), since=since, until=until)


def _year_back(day: date | None) -> date | None:
    if day is None:
        return None
    last = monthrange(day.year - 1, day.month)[1]
    return date(day.year - 1, day.month, min(day.day, last))
