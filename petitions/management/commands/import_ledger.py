"""`import_ledger`: the rows of an office's ledger as cases, with what was left out and why."""

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.models import Role, Unit, UnitKind
from organizations.selectors import demonstration_accounts_exist, open_units
from petitions.handovers.services import HandedOver
from petitions.ledger_format.column_mapping import read_mapping
from petitions.ledger_format.grids import UnreadableLedger
from petitions.ledgers.import_result import ImportResult
from petitions.ledgers.ledger_import import import_ledger
from petitions.ledgers.row_writing import Progress
from workflows.acts.actors import IMPORTER

REFUSED: Final = 1
WRONG_USAGE: Final = 2


class Command(BaseCommand):
    """Exit 0 when the ledger was read, even if rows were left out; 1 unreadable; 2 wrong usage."""

    help = str(gettext_lazy("Take in a ledger; a second run of the same file creates nothing."))

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--unit", metavar="CODE", help=_("the unit that registers the rows"))
        parser.add_argument(
            "--mapping", type=Path, metavar="FILE", help=_("headings of this ledger, JSON or TOML")
        )
        parser.add_argument(
            "--source", metavar="NAME", help=_("who handed it over: the rows are sorted as a batch")
        )
        parser.add_argument(
            "--sheet", action="append", default=[], metavar="NAME", help=_("this sheet alone")
        )
        parser.add_argument(
            "--received-on",
            type=date.fromisoformat,
            metavar="DATE",
            help=_("the day of receipt of rows without one, where the title names none"),
        )
        parser.add_argument("--dry-run", action="store_true", help=_("look, but write nothing"))
        parser.add_argument("--json", action="store_true", help=_("as one JSON object"))

    def handle(self, *_args: Any, **options: Any) -> None:
        unit = _unit(options["unit"])
        try:
            result = import_ledger(
                options["file"],
                filename=options["file"].name,
                unit=unit,
                actor=IMPORTER,
                at=timezone.now(),
                mapping=read_mapping(options["mapping"]) if options["mapping"] else None,
                sheets=options["sheet"],
                dated_on=options["received_on"],
                dry_run=options["dry_run"],
                progress=_progress(),
                handed_over=HandedOver(options["source"]) if options["source"] else None,
            )
        except (UnreadableLedger, OSError) as refusal:
            raise CommandError(str(refusal), returncode=REFUSED) from refusal
        if options["json"]:
            self.stdout.write(json.dumps(asdict(result), ensure_ascii=False, default=str))
        else:
            self._print_result(result, unit)

    def _print_result(self, result: ImportResult, unit: Unit) -> None:
        self.stdout.write(
            _(
                "%(unit)s: %(rows)d rows, %(created)d new, %(updated)d changed, %(repeats)d known, "
                "%(rejected)d left out."
            )
            % {
                "unit": unit.name,
                "rows": result.rows,
                "created": result.created,
                "updated": result.updated,
                "repeats": result.repeats,
                "rejected": len(result.rejected),
            }
        )
        for line in _lines(result):
            self.stdout.write(line)


def _lines(result: ImportResult) -> Iterator[str]:
    """What the figures don't say, a line each."""
    for rejected in result.rejected:
        yield _("row %(row)d, %(column)s “%(value)s”: %(reason)s") % asdict(rejected)
    for word in result.kept_words:
        yield _("row %(row)d, %(column)s “%(value)s”: not understood, kept in the remarks") % (
            asdict(word)
        )
    for change in result.changes:
        told = {"row": change.row, "number": change.number, "columns": "、".join(change.columns)}
        yield _("row %(row)d, %(number)s: changed: %(columns)s") % told
    for left in result.left_out:
        place = f"{left.sheet} {left.row}" if left.row else left.sheet
        yield f"{place}: {left.reason}"
    unknown = [column.heading for column in result.columns if column.understood_as is None]
    if unknown:
        yield _("headings not understood, kept in the remarks: %(headings)s") % {
            "headings": "、".join(unknown)
        }


def _unit(code: str | None) -> Unit:
    units = open_units().select_related("region")
    if code:
        named = units.filter(code=code).first()
        if named is None:
            raise CommandError(
                _("No unit has the code %(code)s.") % {"code": code}, returncode=WRONG_USAGE
            )
        return named
    bureaus = units.filter(kind=UnitKind.PETITION_BUREAU).order_by("region__code", "code")
    at_counter = bureaus.filter(posts__roles__contains=[Role.REGISTRAR]).distinct()
    chosen = list(at_counter[:2] or bureaus[:2])
    if len(chosen) == 1 or (chosen and demonstration_accounts_exist()):
        return chosen[0]
    raise CommandError(
        _("Say with --unit CODE which unit registers the rows."), returncode=WRONG_USAGE
    )


def _progress() -> Progress | None:
    """A line that counts, when somebody watches."""
    if not sys.stderr.isatty():
        return None

    def show(done: int, total: int) -> None:
        sys.stderr.write(f"\r{done}/{total}" + ("\n" if done == total else ""))
        sys.stderr.flush()

    return show
