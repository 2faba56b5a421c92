"""`clocks`: every limit of a case with the proof of its last day."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflows.clocks import clock_reckoning
from workflows.clocks.clock_api import explained
from workflows.counting.due_date import describe, summarize
from workflows.models import Case, Clock

FOUND_WRONG = 1


class Command(BaseCommand):
    """Exit 0 with the clocks on stdout, 1 if there is no such case."""

    help = str(gettext_lazy("Every time limit of a case, with the proof day by day."))

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", help=_("case number"))
        parser.add_argument("--json", action="store_true", help=_("as one JSON value"))

    def handle(self, *_args: Any, **options: Any) -> None:
        case = Case.objects.filter(number=options["number"]).first()
        if case is None:
            raise CommandError(
                _("There is no case %(number)s.") % {"number": options["number"]},
                returncode=FOUND_WRONG,
            )
        if options["json"]:
            told = explained(case.clocks.all())
            answer = {"number": case.number, "status": case.status, "clocks": told}
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))
            return
        clocks = case.clocks.select_related("rule", "unit__region").prefetch_related("events")
        for n, clock in enumerate(clocks):
            if n:
                self.stdout.write("")
            self._show(clock)

    def _show(self, clock: Clock) -> None:
        found = clock_reckoning.explain(clock)
        state = Clock.State(clock.state).label
        self.stdout.write(f"[{state}] {clock.rule.key}  {clock.unit.name}")
        for line in summarize(found).lines():
            self.stdout.write(line)
        for step in found.proof:
            weekday = WEEKDAYS_ABBR[step.on.weekday()]
            self.stdout.write(f"{step.on} {weekday}  {describe(step, found.rule.unit)}")
