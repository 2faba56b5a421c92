"""The State Council's yearly notice on holidays, read into days; a pure function.

Takes the notice's own sentences, such as “一、元旦：1月1日（周五）至3日（周日）放假，共3天。”, and
rows of `日期,休|班,名称`, in any mixture. What the text says twice is checked: the weekday in
brackets against the calendar, and “共N天” against the days named.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext as _

ONE_DAY: Final = timedelta(days=1)
SATURDAY: Final = 5
LONGEST_REST: Final = 31
ADVICE: Final = "鼓励"  # what offices are encouraged to do is no rest day
REST, WORK = "放假", "上班"
ROW_WORDS: Final = {"休": False, "班": True, REST: False, WORK: True}
HEADER: Final = "日期"
NAME_CELL: Final = 2

# Digits and marks as typed or copied → as they are read here.
AS_WRITTEN: Final = str.maketrans("０１２３４５６７８９():－—–～~", "0123456789（）：-----")
ITEM: Final = re.compile(
    r"\n|(?=(?:^|(?<=[。；\s]))[一二三四五六七八九十]{1,3}、[^：。\n]{1,20}：)"
)
NAME: Final = re.compile(r"^(?:[一二三四五六七八九十]{1,3}、)?\s*([^：。]{1,20})：")
DAY: Final = re.compile(
    r"(?:(?P<year>\d{4})年)?(?:(?P<month>\d{1,2})月)?(?P<day>\d{1,2})[日号](?:（(?P<said>[^）]*)）)?"
)
ISO: Final = re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})")
SAID_WEEKDAY: Final = re.compile(r"(?:周|星期|礼拜)([一二三四五六日天])")
TOTAL: Final = re.compile(r"共\s*(\d+)\s*[天日]|^\s*(\d+)\s*天")
NOTICE_YEAR: Final = re.compile(r"(\d{4})年(?!\s*\d)")
SIGNATURE: Final = re.compile(r"^\D{0,12}\d{4}年\d{1,2}月\d{1,2}日$")
WEEKDAY_DIGITS: Final = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6}


@dataclass(frozen=True, slots=True)
class Named:
    """One day of an arrangement: rest, or a made-up workday, and the holiday it belongs to."""

    on: date
    is_work: bool
    name: str


@dataclass(frozen=True, slots=True)
class NoticeFault:
    """What a sentence says that can't be, and the sentence."""

    sentence: str
    message: str


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The days of one year in order, and everything that has to be put right first."""

    days: tuple[Named, ...]
    faults: tuple[NoticeFault, ...]


class _Wrong(ValueError):
    """A sentence contradicts the calendar or itself; the text says how."""


def read_arrangement(text: str, year: int) -> Arrangement:
    """The days that `text` sets for `year`. Never raises: what is wrong is among the faults."""
    found: dict[date, Named] = {}
    faults: list[NoticeFault] = []
    for sentence, name in _sentences(text):
        try:
            for day in _days_of(sentence, name, year):
                if found.setdefault(day.on, day).is_work is not day.is_work:
                    raise _Wrong(_("%s is both a rest day and a workday.") % date_format(day.on))
        except _Wrong as wrong:
            faults.append(NoticeFault(sentence, str(wrong)))
    if not found and not faults:
        faults.append(NoticeFault("", _("No day is named in this text.")))
    return Arrangement(tuple(found[on] for on in sorted(found)), tuple(faults))


def _sentences(text: str) -> Iterator[tuple[str, str]]:
    """Each sentence or row with the name of the holiday whose item it stands in."""
    for item in ITEM.split(text.translate(AS_WRITTEN)):
        line = item.strip().lstrip("\ufeff")
        if _is_row(line):
            yield line, ""
            continue
        named = NAME.match(line)
        name = named[1].strip() if named else ""
        for sentence in re.split(r"[。；]", line[named.end() :] if named else line):
            if sentence.strip():
                yield sentence.strip(), name


def _cells(line: str) -> list[str]:
    return [cell.strip().strip('"') for cell in re.split(r"[,，\t]", line)]


def _is_row(line: str) -> bool:
    cells = _cells(line)
    return cells[0] == HEADER or (len(cells) > 1 and cells[1] in ROW_WORDS)


def _days_of(sentence: str, name: str, year: int) -> Iterator[Named]:
    if _is_row(sentence):
        yield from _row(_cells(sentence), year)
        return
    _check_year_named(sentence, year)
    if sentence.startswith(ADVICE) or SIGNATURE.match(sentence) or not DAY.search(sentence):
        return
    if not name:
        raise _Wrong(_("Say which holiday this is for: “一、元旦：…”."))
    yield from _clauses(sentence, name, year)


def _check_year_named(sentence: str, year: int) -> None:
    for other in NOTICE_YEAR.findall(sentence):
        if int(other) != year:
            raise _Wrong(
                _("The text speaks of %(other)s, the year chosen is %(year)s.")
                % {"other": other, "year": year}
            )


def _row(cells: list[str], year: int) -> Iterator[Named]:
    if cells[0] == HEADER:
        return
    written = ISO.fullmatch(cells[0]) or DAY.fullmatch(cells[0])
    if written is None or written["month"] is None:
        raise _Wrong(_("Not a date: %s.") % cells[0])
    name = "".join(cells[NAME_CELL:])
    if not name:
        raise _Wrong(_("A row is: date, 休 or 班, name of the holiday."))
    on = _date(written, int(written["month"]), year)
    yield from _within([on], year, is_work=ROW_WORDS[cells[1]], name=name)


def _clauses(sentence: str, name: str, year: int) -> Iterator[Named]:
    """What stands before each 放假 and 上班 are its days; what follows may say how many."""
    parts = re.split(f"({REST}|{WORK})", sentence)
    if len(parts) == 1:
        raise _Wrong(_("Neither 放假 nor 上班: it is not clear what these days are."))
    for said, verb, after in zip(parts[::2], parts[1::2], parts[2::2], strict=False):
        days = _dates(said, year)
        total = TOTAL.search(after) if verb == REST else None
        stated = int(total[1] or total[2]) if total else len(days)
        if days and stated != len(days):
            raise _Wrong(
                _("The text says %(stated)s days, the dates make %(counted)s.")
                % {"stated": stated, "counted": len(days)}
            )
        yield from _within(days, year, is_work=verb == WORK, name=name)


def _dates(said: str, year: int) -> list[date]:
    """Every day named, those between “a至b” included. A month carries on until the next one."""
    found: list[date] = []
    month, end_of_last = 0, 0
    for written in DAY.finditer(said):
        month = int(written["month"] or month)
        on = _date(written, month, year)
        between = said[end_of_last : written.start()]
        if found and re.search(r"至|到|-", between):
            found += _up_to(found[-1], on)
        else:
            found.append(on)
        end_of_last = written.end()
    return found


def _up_to(first: date, last: date) -> list[date]:
    if not 0 < (last - first).days <= LONGEST_REST:
        raise _Wrong(
            _("%(last)s does not follow %(first)s.")
            % {"first": date_format(first), "last": date_format(last)}
        )
    return [first + n * ONE_DAY for n in range(1, (last - first).days + 1)]


def _date(written: re.Match[str], month: int, year: int) -> date:
    try:
        on = date(int(written["year"] or year), month, int(written["day"]))
    except ValueError:
        raise _Wrong(_("There is no such day: %s.") % written[0]) from None
    said = SAID_WEEKDAY.search(written.groupdict().get("said") or "")
    if said and WEEKDAY_DIGITS[said[1]] != on.weekday():
        raise _Wrong(
            _("%(day)s is a %(weekday)s, not as the text says.")
            % {"day": date_format(on), "weekday": WEEKDAYS[on.weekday()]}
        )
    return on


def _within(days: list[date], year: int, *, is_work: bool, name: str) -> Iterator[Named]:
    """The days of the year. One of the next door year may be left out where it rests anyway."""
    for on in days:
        weekend = on.weekday() >= SATURDAY
        if is_work and not weekend:
            raise _Wrong(_("%s is a working day anyway.") % date_format(on))
        if on.year == year:
            yield Named(on, is_work, name)
        elif is_work or not weekend:
            raise _Wrong(
                _("%(day)s belongs to %(year)s: enter it in the calendar of that year.")
                % {"day": date_format(on), "year": on.year}
            )
