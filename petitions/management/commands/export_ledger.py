"""`export_ledger`: petitions as a ledger that offices can open and `import_ledger` knows again."""

from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from petitions.ledger_format.sheet_writer import write_csv, write_xlsx
from petitions.ledgers import ledger_export
from workflows.counting.work_calendar import legal_date

REFUSED: Final = 1
WRONG_USAGE: Final = 2
WRITERS: Final = {".xlsx": write_xlsx, ".csv": write_csv}


class Command(BaseCommand):
    """Exit 0 with the number of rows on stdout, 1 if the file can't be written, 2 wrong usage."""

    help = str(gettext_lazy("Write petitions to a ledger in .xlsx or .csv."))

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--query",
            default="",
            help=_("words, or conditions as in the ledger's address: status=closed&region=150121"),
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        write = WRITERS.get(options["file"].suffix.lower())
        if write is None:
            raise CommandError(_("Name a file in .xlsx or .csv."), returncode=WRONG_USAGE)
        at = timezone.now()
        try:
            cases = ledger_export.chosen(options["query"], at=at)
        except ValueError as wrong:
            raise CommandError(str(wrong), returncode=WRONG_USAGE) from wrong
        title = f"信访事项台账 {legal_date(at).isoformat()}"
        try:
            rows = ledger_export.rows(cases)
            written = write(options["file"], title=title, columns=ledger_export.EXPORTED, rows=rows)
        except OSError as refusal:
            raise CommandError(str(refusal), returncode=REFUSED) from refusal
        self.stdout.write(str(written))
