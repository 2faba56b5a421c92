"""`check_integrity`: did anything fall through?"""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from oversight.integrity import WITHOUT_LIMIT, CheckOutcome, run
from workflows.states import Status

FOUND_WRONG = 1


class Command(BaseCommand):
    """Exit 0 if every check found nothing, 1 otherwise."""

    help = str(gettext_lazy("The nightly checks that nothing fell through."))

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help=_("as one JSON value"))

    def handle(self, *_args: Any, **options: Any) -> None:
        outcomes = run(timezone.now())
        if options["json"]:
            answer = {
                "checks": [outcome.as_json() for outcome in outcomes],
                "without_limit": [str(status) for status in WITHOUT_LIMIT],
            }
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))
        else:
            self._print(outcomes)
        if not all(outcome.ok for outcome in outcomes):
            raise SystemExit(FOUND_WRONG)

    def _print(self, outcomes: list[CheckOutcome]) -> None:
        for outcome in outcomes:
            mark = "✓" if outcome.ok else "✗"
            cases = f"  {'、'.join(outcome.cases)}" if outcome.cases else ""
            self.stdout.write(f"{mark} {outcome.check.label}: {outcome.count}{cases}")
        names = "、".join(str(Status(status).label) for status in WITHOUT_LIMIT)
        self.stdout.write(_("The law sets no limit in: %(names)s.") % {"names": names})
