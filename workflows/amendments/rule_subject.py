"""A new version of a time limit. Clocks that run go on under the version they started by."""

from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.utils.translation import gettext as _

from workflows.amendments.amendment_subject import (
    AmendmentError,
    AmendmentSubject,
    Content,
    Foreseen,
)
from workflows.counting.due_date import Rule
from workflows.counting.rule_catalogue import CHOICES, CatalogueError, check, nature_of
from workflows.counting.work_calendar import legal_date
from workflows.models import Amendment, Clock, ClockRule

OPEN: Final = (Clock.State.RUNNING, Clock.State.PAUSED)


class RuleSubject(AmendmentSubject):
    """content: the fields of `Rule` without `version`, `effective_from` as ISO text.

    Whose limit it is stays as it was, whatever the content says.
    """

    def clean(self, content: Content, *, at: datetime) -> dict[str, Any]:
        current = ClockRule.objects.filter(key=content["key"]).order_by("version").last()
        if current is None:
            raise AmendmentError(_("There is no time limit called %s.") % content["key"])
        rule = _next(content, current)
        if rule.effective_from <= legal_date(at):
            raise AmendmentError(
                _("A version takes effect on a day to come; clocks that run keep theirs.")
            )
        if _same(rule, current):
            raise AmendmentError(_("Nothing is changed. Change at least one value."))
        try:
            check(rule)
        except CatalogueError as wrong:
            raise AmendmentError(str(wrong)) from wrong
        return _plain(rule)

    def title(self, content: Content) -> str:
        return _("%(name)s, from %(day)s") % {
            "name": content["name"],
            "day": content["effective_from"],
        }

    def foresee(self, content: Content, *, at: datetime) -> Foreseen:
        running = Clock.objects.filter(rule__key=content["key"], state__in=OPEN)
        return Foreseen(open_clocks=running.count())

    def carry_out(self, amendment: Amendment, *, at: datetime) -> Foreseen:
        content = self.clean(amendment.content, at=at)
        latest = ClockRule.objects.filter(key=content["key"]).latest("version")
        rule = _next(content, latest)
        ClockRule.objects.create(**asdict(rule), amendment=amendment)
        return self.foresee(content, at=at)


def earliest_start(at: datetime) -> date:
    """The first day a version approved now may take effect."""
    return legal_date(at) + timedelta(days=1)


def _next(content: Content, current: ClockRule) -> Rule:
    values = {**content, **nature_of(current), "version": current.version + 1}
    values |= {name: kind(values[name]) for name, kind in CHOICES.items()}
    values["effective_from"] = date.fromisoformat(values["effective_from"])
    return Rule(**values)


def _plain(rule: Rule) -> dict[str, Any]:
    values = asdict(rule) | {"effective_from": rule.effective_from.isoformat()}
    values |= {name: values[name].value for name in CHOICES}
    del values["version"]
    return values


def _same(rule: Rule, current: ClockRule) -> bool:
    aside = {"version", "effective_from"}
    before, after = asdict(current.as_rule()), asdict(rule)
    return all(before[name] == after[name] for name in before.keys() - aside)
