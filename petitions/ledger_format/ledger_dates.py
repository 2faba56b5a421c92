"""Dates as ledgers write them: 2024.6.4, 2024年6月4日, 20240604, the serial 45447, a real date."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

from django.utils.translation import gettext as _

from petitions.ledger_format.bad_values import BadValue
from petitions.ledger_format.cells import Cell
from petitions.ledger_format.chinese_numerals import NUMERAL, number_of
from workflows.acts.day_bounds import FOUNDED

_SERIAL_EPOCH = dt.date(1899, 12, 30)
_SERIALS = range(10_000, 100_000)
"""Five digits, 1927 to 2173: eight digits are year, month and day, four are a year alone."""

_CLOCK = (
    r"(?:[\sT]*(?:上午|下午)?\s*(?:\d{1,2}[:时点](?:\d{1,2}分?)?(?::\d{1,2}(?:\.\d+)?秒?)?)?Z?)"
)
_WEEKDAY = r"(?:\s*\(?(?:星期|周)[一二三四五六日天]\)?)?"
_PARTS = re.compile(
    rf"(\d{{4}})\s*[-./年、。]\s*(\d{{1,2}})\s*[-./月、。]\s*(\d{{1,2}})\s*[日号.。]?{_WEEKDAY}{_CLOCK}"
)
_IN_CHARACTERS = re.compile(
    rf"({NUMERAL}{{4}})年({NUMERAL}{{1,2}})月({NUMERAL}{{1,3}})[日号]{_WEEKDAY}"
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_NO_YEAR = re.compile(r"(\d{1,2})[-./月](\d{1,2})[日号]?")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?=\s*年|\s*$|[.\-/])")
_SHORT_YEAR = re.compile(r"\d{2}[-./年]\d{1,2}[-./月]\d{1,2}日?")
_YEAR_LAST = re.compile(r"\d{1,2}[-./]\d{1,2}[-./]\d{4}")


def parse_date(
    source: Cell | str,
    *,
    not_after: dt.date | None,
    column: str = "received_on",
    year: int | None = None,
) -> dt.date:
    """The legal date in a cell; a time of day beside it is dropped.

    `not_after` is usually today; `year` is the one of a day without (3月5日), where it is known.
    Raises BadValue: no date, an impossible one, one to come.
    """
    text = source.text if isinstance(source, Cell) else source.strip()
    value = source.value if isinstance(source, Cell) else source
    found = _typed(value)
    if found is None:
        found = _written(text, column, year)
    if found < FOUNDED:
        raise BadValue(column, text, _("This date is too long ago. Check the year."))
    if not_after is not None and found > not_after:
        raise BadValue(column, text, _("This date is in the future. Check the year and the day."))
    return found


def check_order(received_on: dt.date | None, finished_on: dt.date | None) -> None:
    """Raises BadValue if a matter was finished before it was received."""
    if received_on is not None and finished_on is not None and finished_on < received_on:
        raise BadValue(
            "finished_on",
            finished_on.isoformat(),
            _("Finished before it was received (%(received)s). Check both dates.")
            % {"received": received_on.isoformat()},
        )


def _typed(value: object) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date()
    return value if isinstance(value, dt.date) else None


def date_in(text: str) -> dt.date | None:
    """The only day that a title names whole (第三批 2026年3月8日); None if none or several."""
    narrow = unicodedata.normalize("NFKC", text)
    days = {match.groups()[:3] for match in _PARTS.finditer(narrow)}
    if len(days) != 1:
        return None
    try:
        return dt.date(*map(int, days.pop()))
    except ValueError:
        return None


def year_in(text: str) -> int | None:
    """The only year that a title names (2019年信访台账); None if none or several."""
    years = set(_YEAR.findall(unicodedata.normalize("NFKC", text)))
    return int(years.pop()) if len(years) == 1 else None


def _written(text: str, column: str, year: int | None) -> dt.date:
    narrow = unicodedata.normalize("NFKC", text).strip()
    if _SERIAL.fullmatch(narrow) and int(float(narrow)) in _SERIALS:
        return _SERIAL_EPOCH + dt.timedelta(days=int(float(narrow)))
    parts = _parts(narrow, year)
    if parts is None:
        raise BadValue(column, text, _hint(narrow))
    try:
        return dt.date(*parts)
    except ValueError as error:
        raise BadValue(
            column, text, _("There is no such day in the calendar. Check the month and the day.")
        ) from error


def _parts(narrow: str, year: int | None) -> tuple[int, int, int] | None:
    """Year, month and day of a written date."""
    if match := _PARTS.fullmatch(narrow) or _COMPACT.fullmatch(narrow):
        return int(match[1]), int(match[2]), int(match[3])
    if match := _IN_CHARACTERS.fullmatch(narrow):
        return number_of(match[1]), number_of(match[2]), number_of(match[3])
    if year is not None and (match := _NO_YEAR.fullmatch(narrow)):
        return year, int(match[1]), int(match[2])
    return None


def _hint(text: str) -> str:
    if not text:
        return _("The date is missing. Enter it as 2024-06-04.")
    if _SHORT_YEAR.fullmatch(text):
        return _("Write the year with four digits, as in 2024-06-04.")
    if _NO_YEAR.fullmatch(text):
        return _("The year is missing. Write the date as 2024-06-04.")
    if _YEAR_LAST.fullmatch(text):
        return _("Day and month can be confused here. Write the date as 2024-06-04.")
    return _("This is not a date. Write it as 2024-06-04.")
