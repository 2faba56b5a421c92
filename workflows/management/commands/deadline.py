"""`deadline`: when a limit would end, day by day, without a case; and the catalogue of limits."""

import json
from argparse import ArgumentTypeError
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, ProgrammingError
from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _

from organizations.models import Unit
from ui.numbers import read_number
from workflows.clocks.calendar_loader import calendar_for
from workflows.counting import rule_catalogue
from workflows.counting.due_date import (
    ClockError,
    Deadline,
    Event,
    EventKind,
    Rule,
    amount_text,
    deadline,
    describe,
    summarize,
)
from workflows.counting.work_calendar import WorkCalendar, legal_date
from workflows.models import ClockRule

REFUSED: Final = 1
WRONG_USAGE: Final = 2
TODAY: Final = "today"
ONE_DAY: Final = timedelta(days=1)


def day(text: str) -> date:
    """A legal date as typed: YYYY-MM-DD, or `today`."""
    if text == TODAY:
        return legal_date(timezone.now())
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(_("not a date: %(text)s") % {"text": text}) from None


def amount(text: str) -> int:
    """A number of days or months, at least one."""
    number = read_number(text)
    if not number:
        raise ArgumentTypeError(_("not a positive number: %(text)s") % {"text": text})
    return number


def days(text: str) -> tuple[date, date]:
    """FROM..TO, both days included."""
    first, dots, last = text.partition("..")
    span = day(first), day(last if dots else first)
    if span[0] > span[1]:
        raise ArgumentTypeError(_("ends before it begins: %(text)s") % {"text": text})
    return span


class Command(BaseCommand):
    """Exit 0 with the answer on stdout, 1 refused by the law, 2 wrong usage.

    Where no database answers, the catalogue and the calendar as delivered are used, and said so.
    """

    requires_system_checks: tuple[str, ...] = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.description = _("When a time limit ends, with the proof day by day.")
        parser.add_argument("rule", nargs="?", help=_("key of the rule, e.g. handle"))
        parser.add_argument("--list", action="store_true", help=_("the catalogue of limits"))
        parser.add_argument("--start", type=day, help=_("day of the event, or today"))
        parser.add_argument("--unit", metavar="CODE", help=_("unit whose calendar applies"))
        parser.add_argument("--length", type=amount, help=_("limit set by the issuer"))
        parser.add_argument(
            "--extend",
            type=amount,
            metavar="DAYS",
            action="append",
            default=[],
            help=_("an approved extension, in the unit of the rule"),
        )
        parser.add_argument(
            "--pause",
            type=days,
            metavar="FROM..TO",
            action="append",
            default=[],
            help=_("days that do not count, both included"),
        )
        parser.add_argument("--json", action="store_true", help=_("as one JSON value"))

    @staticmethod
    def needs_servers(arguments: Sequence[str]) -> bool:
        """Only the rest days of a unit's region stand nowhere but in the database."""
        return any(argument.startswith("--u") for argument in arguments)

    def handle(self, *_args: str, **options: Any) -> None:
        delivered = not _database_answers()
        if delivered and options["unit"]:
            raise CommandError(
                _("A unit needs the database, which does not answer."), returncode=REFUSED
            )
        if delivered:
            self.stderr.write(_("No database answers: rules and calendar are as delivered."))
        if options["list"]:
            self._list(_rules(delivered=delivered), as_json=options["json"])
            return
        if not options["rule"] or not options["start"]:
            raise _wrong(_("Name a rule and --start, or ask for --list."))
        found = _answer(options, delivered=delivered)
        if not found.rule.on:
            self.stderr.write(_("This rule is switched off: it is shown for reference only."))
        self._show(found, as_json=options["json"])

    def _list(self, rules: Sequence[Rule], *, as_json: bool) -> None:
        if as_json:
            self._print_json([_catalogue_entry(rule) for rule in rules])
            return
        for rule in rules:
            length = amount_text(rule.length, rule.unit) if rule.length else "-"
            remark = "" if rule.confirmed else _("unconfirmed")
            words = (rule.key, f"v{rule.version}", length, rule.name, rule.article, remark)
            self.stdout.write("  ".join(words).rstrip())

    def _show(self, found: Deadline, *, as_json: bool) -> None:
        if as_json:
            self._print_json(found.as_json())
            return
        for line in summarize(found).lines():
            self.stdout.write(line)
        for step in found.proof:
            weekday = WEEKDAYS_ABBR[step.on.weekday()]
            self.stdout.write(f"{step.on} {weekday}  {describe(step, found.rule.unit)}")

    def _print_json(self, value: object) -> None:
        self.stdout.write(json.dumps(value, ensure_ascii=False, indent=2))


def _database_answers() -> bool:
    """Whether there is a database with its tables. None is started for a sum."""
    try:
        return ClockRule.objects.exists()
    except (OperationalError, ProgrammingError):
        return False


def _rules(*, delivered: bool) -> list[Rule]:
    if delivered:
        return sorted(rule_catalogue.rules(), key=lambda rule: (rule.key, rule.version))
    return [row.as_rule() for row in ClockRule.objects.order_by("key", "version")]


def _answer(options: dict[str, Any], *, delivered: bool) -> Deadline:
    rule = _rule(options["rule"], options["start"], delivered=delivered)
    calendar = WorkCalendar() if delivered else calendar_for(_unit(options["unit"]))
    try:
        return deadline(rule, _events(options), calendar, length=options["length"])
    except ClockError as refusal:
        raise CommandError(str(refusal), returncode=REFUSED) from refusal
    except OverflowError as beyond:
        raise _wrong(_("The limit would end after the last year of the calendar.")) from beyond


def _rule(key: str, on: date, *, delivered: bool) -> Rule:
    try:
        if delivered:
            return rule_catalogue.in_force(key, on)
        return ClockRule.objects.in_force(key, on).as_rule()
    except (KeyError, ClockRule.DoesNotExist) as unknown:
        raise _wrong(_("No rule is called %(key)s; --list shows them.") % {"key": key}) from unknown


def _unit(code: str | None) -> Unit | None:
    if code is None:
        return None
    unit = Unit.objects.select_related("region").filter(code=code).first()
    if unit is None:
        raise _wrong(_("No unit has the code %(code)s.") % {"code": code})
    return unit


def _events(options: dict[str, Any]) -> list[Event]:
    """The clock's events. An extension is taken as approved in time, on the first day."""
    start = options["start"]
    events = [Event(EventKind.START, start)]
    events += [Event(EventKind.EXTEND, start, days=amount) for amount in options["extend"]]
    spans = sorted(options["pause"])
    if spans and spans[0][0] < start:
        raise _wrong(_("A pause cannot begin before the clock does."))
    if any(later[0] <= earlier[1] for earlier, later in pairwise(spans)):
        raise _wrong(_("The pauses overlap."))
    for first, last in spans:
        events += [Event(EventKind.PAUSE, first), Event(EventKind.RESUME, last + ONE_DAY)]
    return events


def _catalogue_entry(rule: Rule) -> dict[str, object]:
    return {
        "rule": rule.key,
        "name": rule.name,
        "article": rule.article,
        "length": rule.length,
        "unit": rule.unit.value,
        "extendable": rule.extendable,
        "pausable": rule.pausable,
        "confirmed": rule.confirmed,
        "version": rule.version,
        "max_extension": rule.max_extension,
        "local": rule.local,
        "on": rule.on,
        "effective_from": rule.effective_from.isoformat(),
        "awaits": rule_catalogue.awaited().get(rule.key, ""),
    }


def _wrong(message: str) -> CommandError:
    return CommandError(message, returncode=WRONG_USAGE)
