"""A deadline in few words, and how it stands today."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from workflows.counting.proof import Deadline, Step, StepKind
from workflows.counting.rule_types import LengthUnit, Rule, amount_text
from workflows.counting.work_calendar import ONE_DAY, DayKind

# Local practice, not law (docs/rules.md, Figures): 预警 from half the time, 警告 from three
# quarters. The bands' 99 % is not used: a limit has passed when its last day has.
YELLOW_FROM: Final = 0.50
RED_FROM: Final = 0.75

DAY_STEPS: Final = frozenset({StepKind.COUNTED, StepKind.REST_DAY, StepKind.PAUSED, StepKind.ROLL})


class Light(StrEnum):
    """How near a limit is."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Span:
    """Days in a row that belong together, both ends included."""

    first: date
    last: date
    name: str = ""

    @property
    def days(self) -> int:
        """How many."""
        return (self.last - self.first).days + 1

    def __str__(self) -> str:
        dates = f"{self.first}" if self.first == self.last else f"{self.first}..{self.last}"
        return f"{self.name} {dates}".strip()


@dataclass(frozen=True, slots=True)
class Summary:
    """The proof without its days: what a person needs to check the date.

    `rest` are the holidays met: within a limit in calendar days they count and are told for
    information; within one in working days they do not.
    """

    rule: Rule
    arrangements: tuple[str, ...]
    started_on: date
    first_counted_on: date
    length: int | None
    extensions: tuple[Step, ...]
    recomputations: tuple[Step, ...]
    counted_to: date | None
    due_on: date | None
    rest: tuple[Span, ...]
    made_up: tuple[Span, ...]
    paused: tuple[Span, ...]
    provisional: bool

    @property
    def rolled(self) -> bool:
        """Whether a rest day pushed the limit on."""
        return self.due_on is not None and self.counted_to != self.due_on

    def lines(self) -> tuple[str, ...]:
        """The proof in sentences, in the reader's language."""
        return tuple(_sentences(self))


def summarize(deadline: Deadline) -> Summary:
    """The proof of a deadline, compact."""
    steps = deadline.proof
    days = [step for step in steps if step.kind in DAY_STEPS]
    return Summary(
        rule=deadline.rule,
        arrangements=deadline.arrangements,
        started_on=deadline.started_on,
        first_counted_on=_first_counted(deadline),
        length=deadline.length,
        extensions=_only(steps, StepKind.EXTENSION),
        recomputations=_only(steps, StepKind.RECOMPUTED),
        counted_to=deadline.counted_to,
        due_on=deadline.due_on,
        rest=_spans([step for step in days if step.day is DayKind.HOLIDAY]),
        made_up=_spans(_only(steps, StepKind.MADE_UP)),
        paused=_spans(_only(steps, StepKind.PAUSED)),
        provisional=deadline.provisional,
    )


def _first_counted(deadline: Deadline) -> date:
    """The first day that counts. Months are counted whole, from the day after the event."""
    counted = _only(deadline.proof, StepKind.COUNTED)
    if deadline.rule.unit is LengthUnit.MONTH or not counted:
        return deadline.started_on + ONE_DAY
    return counted[0].on


def _only(steps: Sequence[Step], kind: StepKind) -> tuple[Step, ...]:
    return tuple(step for step in steps if step.kind is kind)


def _spans(steps: Sequence[Step]) -> tuple[Span, ...]:
    """Steps on consecutive dates, joined; their different names too."""
    runs: list[list[Step]] = []
    for step in steps:
        if runs and step.on == runs[-1][-1].on + ONE_DAY:
            runs[-1].append(step)
        else:
            runs.append([step])
    return tuple(Span(run[0].on, run[-1].on, _names(run)) for run in runs)


def _names(run: Sequence[Step]) -> str:
    return "、".join(dict.fromkeys(step.note for step in run if step.note))


def _sentences(told: Summary) -> Iterator[str]:
    rule = told.rule
    yield _("%(name)s: %(length)s (%(article)s, version %(version)s).") % {
        "name": _(rule.name),
        "length": amount_text(told.length, rule.unit),
        "article": rule.article,
        "version": rule.version,
    }
    if rule.unit is not LengthUnit.NONE:
        yield _("The day of the event, %(start)s, is not counted; day 1 is %(first)s.") % {
            "start": date_format(told.started_on),
            "first": date_format(told.first_counted_on),
        }
    yield from _changes(told)
    yield from _days_met(told)
    yield from _ending(told)
    yield _("Rest days by: %(arrangements)s.") % {"arrangements": "、".join(told.arrangements)}


def _changes(told: Summary) -> Iterator[str]:
    for step in told.extensions:
        yield _("Extended by %(amount)s on %(on)s. %(reason)s") % {
            "amount": amount_text(step.amount, told.rule.unit),
            "on": date_format(step.on),
            "reason": _grounds(step),
        }
    for span in told.paused:
        yield _("Paused, not counted: %(span)s (%(days)s).") % {
            "span": span_text(span),
            "days": amount_text(span.days, LengthUnit.CALENDAR),
        }
    for step in told.recomputations:
        yield _("Recomputed on %(on)s; the last day was %(was)s. %(reason)s") % {
            "on": date_format(step.on),
            "was": _was(step),
            "reason": _grounds(step),
        }


def _grounds(step: Step) -> str:
    """The reason as recorded, and the paper."""
    return " ".join(filter(None, (step.note, step.document)))


def _was(step: Step) -> str:
    return date_format(step.was) if step.was else _("not known")


def _days_met(told: Summary) -> Iterator[str]:
    spans = _span_list(told.rest)
    if spans and told.rule.unit is LengthUnit.WORKING:
        yield _("Holidays met, not counted: %(spans)s.") % {"spans": spans}
    elif spans:
        yield _("Holidays met (a limit in days runs through them): %(spans)s.") % {"spans": spans}
    if told.made_up:
        yield _("Made-up workdays, on which offices work: %(spans)s.") % {
            "spans": _span_list(told.made_up)
        }


def _span_list(spans: Sequence[Span]) -> str:
    return pgettext("list", ", ").join(span_text(span) for span in spans)


def span_text(span: Span) -> str:
    """The name and the dates of a span, in the reader's language."""
    dates = date_format(span.first)
    if span.first != span.last:
        words = {"first": dates, "last": date_format(span.last)}
        dates = _("%(first)s to %(last)s") % words
    return f"{span.name} {dates}".strip()


def _ending(told: Summary) -> Iterator[str]:
    if told.due_on is None:
        if told.rule.unit is not LengthUnit.NONE:
            yield _("The clock is paused; the limit is known when it resumes.")
        return
    if told.counted_to and told.rolled:
        yield _(
            "The count ends on %(counted_to)s, a rest day, so the limit ends on the next "
            "working day (Civil Code, article 203)."
        ) % {"counted_to": date_format(told.counted_to)}
    yield _("The limit ends on %(due_on)s at 24:00, Beijing time.") % {
        "due_on": date_format(told.due_on)
    }
    if told.provisional:
        yield _("Provisional: the holidays of that year are not yet published.")


def describe(step: Step, unit: LengthUnit) -> str:
    """One step of the proof in words, in the reader's language."""
    wording = {
        StepKind.START: _("event; this day is not counted"),
        StepKind.EXTENSION: _("extended by %(amount)s"),
        StepKind.RECOMPUTED: _("recomputed (last day before: %(was)s)"),
        StepKind.PROVISIONAL: _("from here on provisional: the calendar is not published"),
        StepKind.MADE_UP: _("made-up workday"),
        StepKind.COUNTED: _ordinal(unit),
        StepKind.REST_DAY: _("rest day, not counted"),
        StepKind.PAUSED: _("paused, not counted"),
        StepKind.ROLL: _("next working day: the limit ends here"),
    }[step.kind]
    words = {"n": step.n, "amount": amount_text(step.amount, unit), "was": _was(step)}
    return f"{wording % words} {_grounds(step)}".strip()


def _ordinal(unit: LengthUnit) -> str:
    if unit is LengthUnit.MONTH:
        return _("month %(n)s")
    return _("working day %(n)s") if unit is LengthUnit.WORKING else _("day %(n)s")


def days_left(due_on: date, today: date) -> int:
    """Calendar days until the last day of a limit: 0 on that day, negative after it."""
    return (due_on - today).days


def share_used(started_on: date, due_on: date, today: date) -> float:
    """How much of the time is gone: 0.0 on the day of the event, 1.0 on the last day, then more."""
    whole = (due_on - started_on).days
    return max(0.0, (today - started_on).days / whole)


def traffic_light(started_on: date, due_on: date, today: date) -> Light:
    """The colour of a limit today. The last day itself is not overdue."""
    if today > due_on:
        return Light.OVERDUE
    used = share_used(started_on, due_on, today)
    if used >= RED_FROM:
        return Light.RED
    return Light.YELLOW if used >= YELLOW_FROM else Light.GREEN
