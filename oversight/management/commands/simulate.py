"""`simulate`: what another limit or another ladder would have done to past cases."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.models import Unit
from oversight.management.commands.report import WRONG_USAGE, day
from oversight.reports.renderers import as_text
from oversight.simulation.comparison import simulate
from oversight.simulation.simulation_report import simulation_report
from oversight.simulation.what_if import Unanswerable, WhatIf, check_length, read_ladders
from workflows.models import Clock


class Command(BaseCommand):
    """Exit 0 with the answer, 2 for a wrong question. Writes nothing."""

    help = str(gettext_lazy("What another limit or another ladder would have done to past cases."))

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--rule", metavar="KEY", help=_("the limit, e.g. handle"))
        parser.add_argument(
            "--days", type=int, metavar="N", help=_("its other length, in its own unit")
        )
        parser.add_argument(
            "--from", dest="since", type=day, metavar="DATE", help=_("limits that began from here")
        )
        parser.add_argument(
            "--to", dest="until", type=day, metavar="DATE", help=_("limits that began up to here")
        )
        parser.add_argument("--unit", metavar="CODE", help=_("this unit and all below it"))
        parser.add_argument(
            "--ladder", type=Path, metavar="FILE", help=_("other ladders, like ladders.toml")
        )
        parser.add_argument("--json", action="store_true", help=_("as one JSON value"))

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            asked = _question(options)
        except Unanswerable as refusal:
            raise CommandError(str(refusal), returncode=WRONG_USAGE) from refusal
        found = simulate(asked, Clock.objects.all())
        if options["json"]:
            text = json.dumps(found.as_json(), ensure_ascii=False, indent=2)
            self.stdout.write(text)
            return
        for line in as_text(simulation_report(found)):
            self.stdout.write(line)


def _question(options: dict[str, Any]) -> WhatIf:
    rule, days = options["rule"], options["days"]
    since, until = options["since"], options["until"]
    if (rule is None) is not (days is None):
        raise Unanswerable(_("--rule and --days go together: name the limit and its length."))
    if rule is not None:
        check_length(rule, days)
    if since and until and since > until:
        raise Unanswerable(_("The period ends before it begins: check --from and --to."))
    return WhatIf(
        at=timezone.now(),
        rule=rule,
        days=days,
        since=since,
        until=until,
        unit=_unit(options["unit"]),
        ladders=read_ladders(options["ladder"]) if options["ladder"] else None,
    )


def _unit(code: str | None) -> Unit | None:
    if code is None:
        return None
    unit = Unit.objects.filter(code=code).first()
    if unit is None:
        raise Unanswerable(_("There is no unit with the code %(code)s.") % {"code": code})
    return unit
