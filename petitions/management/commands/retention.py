"""`retention`: the classes, their terms, and how many cases stand where on the shelf."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db.models import Exists
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflows.counting.work_calendar import legal_date
from workflows.models import Case, RetentionRule
from workflows.retention import retention_periods


class Command(BaseCommand):
    """Exit 0. No case is named: who may know of one is asked on the page."""

    help = str(gettext_lazy("How long ended cases keep their content, and what is due."))

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help=_("as one JSON value"))

    def handle(self, *_args: Any, **options: Any) -> None:
        at, cases = timezone.now(), Case.objects.all()
        waiting = list(retention_periods.due(cases, at=at))
        rules = retention_periods.rules_on(legal_date(at))
        told: dict[str, Any] = {
            "classes": [_as_lines(rule, waiting) for rule in rules],
            "held": retention_periods.with_content(cases)
            .filter(Exists(retention_periods.holding()))
            .count(),
            "destroyed": cases.filter(destroyed_on__isnull=False).count(),
        }
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False))
            return
        for each in told["classes"]:
            years = each["years"] or _("for good")
            self.stdout.write(f"{each['name']}  {years}  {each['due']}")


def _as_lines(rule: RetentionRule, waiting: list[Case]) -> dict[str, Any]:
    due = sum(1 for case in waiting if retention_periods.class_of(case, [rule]))
    return {
        "key": rule.key, "name": rule.name, "years": rule.years, "local": rule.local,
        "article": rule.article, "due": due,
    }  # fmt: skip
