"""What an amendment changes: the old beside the new, in words."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from organizations.models import RestDay, Unit
from organizations.review_route import reviewers
from workflows.amendments.calendar_subject import year_of
from workflows.amendments.review_route_subject import ReviewRoute, unit_of
from workflows.amendments.views.amendment_forms import FURTHER, UNITS
from workflows.amendments.views.rule_presenters import BASIS
from workflows.counting.due_date import Rule
from workflows.counting.ladder import Rung, rungs_from
from workflows.counting.summary import Span, span_text
from workflows.counting.work_calendar import ONE_DAY
from workflows.escalation.ladder_display import rung_summary
from workflows.models import Amendment, ClockRule, Ladder
from workflows.rights.office_changes import OfficeChange
from workflows.rights.office_labels import RowNames

LABELS: Final = {
    "length": gettext_lazy("Length"),
    "unit": pgettext_lazy("limit", "Counted in"),
    "effective_from": gettext_lazy("Takes effect on"),
    "extensions": gettext_lazy("Number of extensions"),
    "max_extension": gettext_lazy("Each by at most"),
    "further": gettext_lazy("Beyond that it is extended by"),
    "pausable": gettext_lazy("May be paused"),
    "rolls": gettext_lazy("A last day that is a rest day moves to the next working day"),
    "name": pgettext_lazy("limit", "Name"),
    "article": gettext_lazy("Article"),
    "starts": gettext_lazy("Starts with"),
    "stops": gettext_lazy("Stops with"),
    "basis": gettext_lazy("How the text is known"),
    "confirmed": gettext_lazy("The basis has been checked"),
    "local": gettext_lazy("A setting of this office, where the law names no figure"),
    "on": gettext_lazy("In use"),
}
CHOICES: Final = {"unit": dict(UNITS), "further": dict(FURTHER), "basis": BASIS}


@dataclass(frozen=True, slots=True)
class Change:
    """One line: what it is about, how it was and how it becomes; '' where there is nothing."""

    label: str
    was: str
    becomes: str


def changes_of(amendment: Amendment) -> list[Change]:
    """The lines of a proposal, or of what was decided. At most two queries."""
    content = amendment.content
    match amendment.subject:
        case Amendment.Subject.RULE:
            return changed_values(_rule_before(amendment), content)
        case Amendment.Subject.LADDER:
            return changed_rungs(_rungs_before(amendment), rungs_from(content["rungs"]))
        case Amendment.Subject.REVIEW:
            was, becomes = (ReviewRoute.proposed(each) for each in (content["was"], content))
            return changed_route(unit_of(content), was, becomes)
        case Amendment.Subject.RIGHTS:
            change = OfficeChange.from_json(content)
            names = RowNames.of(change.both)
            lines = names.differing(change.subject, change.was, change.becomes)
            return [Change(*line) for line in lines]
        case _:
            return _changed_days(amendment)


def changed_route(unit: Unit, before: ReviewRoute, after: ReviewRoute) -> list[Change]:
    """What is entered of a unit, and which organs review by it."""
    was, becomes = before.given_to(unit), after.given_to(unit)
    pairs = (
        (_("Department above in its line"), *(_name(u.line_superior) for u in (was, becomes))),
        (_("Under vertical management"), *(_value("", u.is_vertical) for u in (was, becomes))),
        (_("Government whose organ it is"), *(_name(u.government) for u in (was, becomes))),
        (_("Reviews (条例 35)"), *(_names(reviewers(u)) for u in (was, becomes))),
    )
    return [Change(*pair) for pair in pairs]


def _name(unit: Unit | None) -> str:
    return unit.name if unit else ""


def _names(units: Iterable[Unit]) -> str:
    return "、".join(unit.name for unit in units)


def changed_values(before: Rule, content: Mapping[str, Any]) -> list[Change]:
    """The values of a limit that differ."""
    was = asdict(before)
    pairs = ((name, was[name], content[name]) for name in LABELS)
    return [
        Change(str(LABELS[name]), _value(name, old), _value(name, new))
        for name, old, new in pairs
        if _value(name, old) != _value(name, new)
    ]


def _value(name: str, value: Any) -> str:
    if name in CHOICES:
        return str(CHOICES[name].get(str(value), value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name == "effective_from":
        return str(value)
    return _("set by the issuer") if name == "length" and value is None else str(value)


def changed_rungs(before: Iterable[Rung], after: Iterable[Rung]) -> list[Change]:
    """Every rung of either ladder, by its key: changed, new, removed or as it is."""
    was = {rung.key: str(rung_summary(rung)) for rung in before}
    becomes = {rung.key: str(rung_summary(rung)) for rung in after}
    keys = [*becomes, *(key for key in was if key not in becomes)]
    return [
        Change(_("Rung %(n)s") % {"n": n}, was.get(key, ""), becomes.get(key, ""))
        for n, key in enumerate(keys, start=1)
    ]


def _rule_before(amendment: Amendment) -> Rule:
    versions = ClockRule.objects.filter(key=amendment.content["key"]).order_by("-version")
    rows = list(versions)
    own = next((n for n, row in enumerate(rows) if row.amendment_id == amendment.pk), -1)
    return rows[own + 1].as_rule()


def _rungs_before(amendment: Amendment) -> tuple[Rung, ...]:
    content = amendment.content
    same = Ladder.objects.filter(rule_key=content["rule_key"], unit__code=content["unit"])
    rows = list(same.order_by("-version"))
    own = next((n for n, row in enumerate(rows) if row.amendment_id == amendment.pk), -1)
    return rows[own + 1].steps if own + 1 < len(rows) else ()


def _changed_days(amendment: Amendment) -> list[Change]:
    was, becomes = _days_before(amendment), dict(_days_text(year_of(amendment.content).days))
    spans: list[tuple[Span, str, str]] = []
    for on in sorted(was.keys() | becomes.keys()):
        old, new = was.get(on, ""), becomes.get(on, "")
        if spans and spans[-1][0].last == on - ONE_DAY and spans[-1][1:] == (old, new):
            spans[-1] = (Span(spans[-1][0].first, on), old, new)
        else:
            spans.append((Span(on, on), old, new))
    return [Change(span_text(span), old, new) for span, old, new in spans]


def _days_before(amendment: Amendment) -> dict[date, str]:
    """The days entered before: those in the table, or, once replaced, of the last amendment."""
    year = year_of(amendment.content)
    if amendment.state != Amendment.State.APPROVED:
        rows = RestDay.objects.filter(on__year=year.year, region=year.region)
        return dict(_days_text(rows.values_list("on", "is_work", "name")))
    same = Amendment.objects.filter(
        subject=Amendment.Subject.CALENDAR,
        state=Amendment.State.APPROVED,
        content__year=year.year,
        content__region=amendment.content["region"],
        decided_at__lt=amendment.decided_at,
    )
    last = same.order_by("-decided_at").first()
    return dict(_days_text(year_of(last.content).days)) if last else {}


def _days_text(days: Iterable[tuple[date, bool, str]]) -> Iterator[tuple[date, str]]:
    kinds = {True: _("made-up workday"), False: _("rest day")}
    for on, is_work, name in days:
        yield on, f"{name} · {kinds[is_work]}"
