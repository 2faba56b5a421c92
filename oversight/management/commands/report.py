"""`report`: one report on stdout, as JSON, as a workbook or as a document."""

import json
from argparse import ArgumentTypeError
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.models import Unit
from oversight.reports.definition import Report
from oversight.reports.registry import BUILT, build
from oversight.reports.renderers import as_text, write_docx, write_xlsx
from oversight.reports.scope import FIRST_DAY, LAST_DAY, unrestricted_scope
from workflows.counting.work_calendar import end_of_legal_day
from workflows.management.commands.sweep import instant

REFUSED, WRONG_USAGE = 1, 2


def day(text: str) -> date:
    """A date as typed."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(_("not a date: %(text)s") % {"text": text}) from None
    if not FIRST_DAY <= found <= LAST_DAY:
        raise ArgumentTypeError(_("Choose a year from 1949 to 2999."))
    return found


def moment(text: str) -> datetime:
    """An instant as typed; a date alone means the end of that day in Shanghai."""
    return end_of_legal_day(day(text)) if len(text) == len("YYYY-MM-DD") else instant(text)


class Command(BaseCommand):
    """Exit 0 with the report, 1 if the file can't be written, 2 for a wrong question."""

    help = str(gettext_lazy("A report, with the numbers that each figure was made from."))

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", metavar="KIND", help="|".join(BUILT))
        parser.add_argument("--unit", metavar="CODE", help=_("this unit and all below it"))
        parser.add_argument("--from", dest="since", type=day, metavar="DATE", help=_("first day"))
        parser.add_argument("--to", dest="until", type=day, metavar="DATE", help=_("last day"))
        parser.add_argument(
            "--as-of",
            type=moment,
            metavar="INSTANT",
            help=_("what was true then; now by default; a date means its end"),
        )
        form = parser.add_mutually_exclusive_group()
        form.add_argument("--json", action="store_true", help=_("as one JSON value"))
        form.add_argument("--xlsx", type=Path, metavar="FILE", help=_("as a workbook"))
        form.add_argument("--docx", type=Path, metavar="FILE", help=_("as a document"))

    def handle(self, *_args: Any, **options: Any) -> None:
        kind = options["kind"]
        if kind not in BUILT:
            raise CommandError(_not_built(kind), returncode=WRONG_USAGE)
        since, until = options["since"], options["until"]
        if since and until and since > until:
            raise CommandError(
                _("The period ends before it begins: check --from and --to."),
                returncode=WRONG_USAGE,
            )
        asked = unrestricted_scope(
            at=options["as_of"] or timezone.now(),
            since=since,
            until=until,
            unit=_unit(options["unit"]),
        )
        self._put_out(build(kind, asked), options)

    def _put_out(self, report: Report, options: dict[str, Any]) -> None:
        if options["json"]:
            text = json.dumps(report.as_json(), ensure_ascii=False, indent=2)
            self.stdout.write(text)
        elif options["xlsx"] or options["docx"]:
            write = write_xlsx if options["xlsx"] else write_docx
            path = options["xlsx"] or options["docx"]
            _write(write, report, path)
            self.stderr.write(_("Written: %(path)s") % {"path": path})
        else:
            for line in as_text(report):
                self.stdout.write(line)


def _write(write: Any, report: Report, path: Path) -> None:
    if not path.resolve().parent.is_dir():
        raise CommandError(
            _("There is no folder for %(path)s.") % {"path": path}, returncode=REFUSED
        )
    try:
        write(report, path)
    except OSError as fault:
        raise CommandError(
            _("%(path)s can't be written: %(fault)s") % {"path": path, "fault": fault.strerror},
            returncode=REFUSED,
        ) from fault


def _unit(code: str | None) -> Unit | None:
    if code is None:
        return None
    unit = Unit.objects.filter(code=code).select_related("region").first()
    if unit is None:
        raise CommandError(
            _("There is no unit with the code %(code)s.") % {"code": code}, returncode=WRONG_USAGE
        )
    return unit


def _not_built(kind: str) -> str:
    words = {"kind": kind, "built": ", ".join(BUILT)}
    return _("There is no report %(kind)s. Built are: %(built)s.") % words
