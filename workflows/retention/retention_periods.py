"""How long the content of an ended case is kept: its class, its day, and what is due."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q, QuerySet

from workflows.counting.work_calendar import end_of_legal_day, legal_date
from workflows.models import Case, Hold, RetentionRule

NOTHING = Q(pk__in=[])


def rules_on(day: date) -> Sequence[RetentionRule]:
    """The newest version of each class that is in force on a day; one query."""
    known = RetentionRule.objects.filter(effective_from__lte=day).order_by("version")
    return list({rule.key: rule for rule in known}.values())


def class_of(case: Case, rules: Sequence[RetentionRule]) -> RetentionRule | None:
    """The class of an ended case; None while it is open."""
    return next((rule for rule in rules if _fits(case, rule)), None)


def _fits(case: Case, rule: RetentionRule) -> bool:
    concluded = not rule.conclusions or case.conclusion in rule.conclusions
    return rule.kind == case.kind and case.status in rule.statuses and concluded


def due_on(case: Case, rule: RetentionRule | None) -> date | None:
    """The day from which it may be destroyed; None for what is open or kept for good."""
    if rule is None or rule.years is None or case.finished_at is None:
        return None
    term_ends = _years_on(legal_date(case.finished_at), rule.years)
    return max(term_ends, case.keep_until) if case.keep_until else term_ends


def _years_on(day: date, years: int) -> date:
    """The same day so many years on, or back with a minus; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def over(case: Case, day: date) -> tuple[RetentionRule, date]:
    """The class and the day of a case whose term is over. Raises ValueError for another."""
    rule = class_of(case, rules_on(day))
    ends = due_on(case, rule)
    if rule is None or ends is None or ends > day:
        raise ValueError(case.number)
    return rule, ends


def due(cases: QuerySet[Case], *, at: datetime) -> QuerySet[Case]:
    """Those whose term is over, that nobody holds and that still have their content."""
    today = legal_date(at)
    over = reduce(or_, (_over(rule, today) for rule in rules_on(today)), NOTHING)
    waiting = Q(keep_until__isnull=True) | Q(keep_until__lte=today)
    # The letter of a tip-off that came from a petition is the petition's: it goes last.
    lent = Case.objects.filter(source_case=OuterRef("pk"), destroyed_on__isnull=True)
    return with_content(cases).filter(over, waiting, ~Exists(lent), ~Exists(holding()))


def _over(rule: RetentionRule, today: date) -> Q:
    if rule.years is None:
        return NOTHING
    last = end_of_legal_day(_years_on(today, -rule.years))
    found = Q(kind=rule.kind, status__in=rule.statuses, finished_at__lt=last)
    return found & Q(conclusion__in=rule.conclusions) if rule.conclusions else found


def with_content(cases: QuerySet[Case]) -> QuerySet[Case]:
    return cases.filter(destroyed_on__isnull=True)


def holding() -> QuerySet[Hold]:
    """Holds that are not lifted, of the case of an outer query."""
    return Hold.objects.filter(case=OuterRef("pk"), lifted__isnull=True)
