"""`describe_acts`: write the pages of `docs/` that the declarations say."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflows.cases.declaration_docs import access_page, states_page
from workflows.cases.limit_docs import limits_page

DOCS = Path(__file__).parents[3] / "docs"
PAGES = {"states.md": states_page, "access.md": access_page, "limits.md": limits_page}


class Command(BaseCommand):
    """With `--check` nothing is written: exit 0 when the pages are current, 1 when they drift."""

    needs_servers = False
    help = str(gettext_lazy("Write the pages on states and access from the declared acts."))

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help=_("write nothing; exit 1 if a page is out of date")
        )
        parser.add_argument(
            "--into",
            type=Path,
            default=DOCS,
            metavar="FOLDER",
            help=_("the folder of the pages"),
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        texts = {options["into"] / name: page() for name, page in PAGES.items()}
        stale = [path for path, text in texts.items() if _current(path) != text]
        if options["check"]:
            self._report(stale)
        for path in stale:
            path.write_text(texts[path], encoding="utf-8")
            self.stderr.write(_("Written: %(page)s") % {"page": path})

    def _report(self, stale: list[Path]) -> None:
        for path in stale:
            self.stderr.write(
                _("Out of date: %(page)s. Run bin/manage describe_acts.") % {"page": path}
            )
        raise SystemExit(1 if stale else 0)


def _current(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""
