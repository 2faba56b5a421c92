"""Dates as ledgers write them: 2024.6.4, 2024年6月4日, 20240604, the serial 45447, a real date."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

from django.utils.translation import gettext as _

from petitions.ledger_format.bad_values import BadValue
from petitions.ledger_format.cells import Cell
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
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_NO_YEAR = re.compile(r"\d{1,2}[-./月]\d{1,2}日?")
_SHORT_YEAR = re.compile(r"\d{2}[-./年]\d{1,2}[-./月]\d{1,2}日?")
_YEAR_LAST = re.compile(r"\d{1,2}[-./]\d{1,2}[-./]\d{4}")


def parse_date(
    source: Cell | str, *, not_after: dt.date | None, column: str = "received_on"
) -> dt.date:
    """The legal date in a cell; a time of day beside it is dropped.

    `not_after` is usually today. Raises BadValue: no date, an impossible one, one to come.
    """
    text = source.text if isinstance(source, Cell) else source.strip()
    value = source.value if isinstance(source, Cell) else source
    found = _typed(value)
    if found is None:
        found = _written(text, column)
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


def _written(text: str, column: str) -> dt.date:
    narrow = unicodedata.normalize("NFKC", text).strip()
    if _SERIAL.fullmatch(narrow) and int(float(narrow)) in _SERIALS:
        return _SERIAL_EPOCH + dt.timedelta(days=int(float(narrow)))
    parts = _PARTS.fullmatch(narrow) or _COMPACT.fullmatch(narrow)
    if parts is None:
        raise BadValue(column, text, _hint(narrow))
    try:
        return dt.date(int(parts[1]), int(parts[2]), int(parts[3]))
    except ValueError as error:
        raise BadValue(
            column, text, _("There is no such day in the calendar. Check the month and the day.")
        ) from error


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
