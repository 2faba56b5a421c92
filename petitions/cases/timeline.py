"""What happened to a case, told as people read it: official words, never raw details."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from workflows.acts.act import Act
from workflows.acts.attachment_fields import ScansField
from workflows.acts.declared_acts import PROPOSED_BY
from workflows.cases.machines import ACTS, URGING
from workflows.counting.work_calendar import legal_date
from workflows.models import ActorKind, Case, CaseEvent, Document
from workflows.papers.cited_law import article_on
from workflows.states import Kind, Status

MINUTE: Final = len("09:30")


@dataclass(frozen=True, slots=True)
class Detail:
    """One detail: its label, its value in words, and whether it is free text."""

    label: str
    value: str
    is_text: bool = False
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EventSummary:
    """One event as told: the act's official words, who, and what it led to."""

    event: CaseEvent
    label: str
    article: str
    who: str
    details: tuple[Detail, ...]
    papers: tuple[Document, ...]
    moved_to: str
    is_late: bool
    days_after: int = 0
    """How many days after it happened it was entered."""


def summarize_events(
    case: Case, events: Iterable[CaseEvent], papers: Iterable[Document], *, with_texts: bool
) -> list[EventSummary]:
    """The events, newest first. Free text is part of the letter's secret: only `with_texts`."""
    issued: dict[int, list[Document]] = {}
    for paper in papers:
        issued.setdefault(paper.case_event_id, []).append(paper)
    told = [
        _event_summary(case, event, issued.get(event.pk, []), with_texts=with_texts)
        for event in events
    ]
    return told[::-1]


def _event_summary(
    case: Case, event: CaseEvent, papers: list[Document], *, with_texts: bool
) -> EventSummary:
    declared = ACTS[case.kind].get(event.act)
    details = _details(event, declared)
    return EventSummary(
        event=event,
        label=str(declared.label) if declared else _("Entry"),
        article=article_on(declared.article, legal_date(event.at)) if declared else "",
        who=_who(case, event),
        details=tuple(d for d in details if with_texts or _is_open(case, event, d)),
        papers=tuple(papers),
        moved_to=_moved_to(event),
        is_late=event.actor_kind == ActorKind.TIMER and event.act in URGING,
        days_after=(legal_date(event.at) - happened_on(case, event, declared)).days,
    )


def happened_on(case: Case, event: CaseEvent, declared: Act | None) -> date:
    """The day of an act as stated, or of its entry; a case came in on its day of receipt."""
    if declared is None:
        return legal_date(event.at)
    return case.received_on if declared.begins_case else declared.day_of(event)


def _is_open(case: Case, event: CaseEvent, detail: Detail) -> bool:
    """What the envelope's readers learn: of a tip-off time and status, and no more (规则 47)."""
    return not detail.is_text and (case.kind == Kind.PETITION or "clock" in event.details)


def _who(case: Case, event: CaseEvent) -> str:
    if event.actor:
        return str(event.actor)
    if case.kind == Kind.TIP_OFF and event.actor_kind == ActorKind.PETITIONER:
        return _("Reporter")
    return str(ActorKind(event.actor_kind).label)


def _moved_to(event: CaseEvent) -> str:
    return str(Status(event.target).label) if event.source != event.target else ""


def _details(event: CaseEvent, declared: Act | None) -> Iterator[Detail]:
    if declared is None or declared.seals_letter:
        return  # where a sealed letter went, and why, is no business of the envelope's readers
    if "clock" in event.details:
        yield from _rung(event.details)
        return
    if proposer := event.details.get(PROPOSED_BY):
        yield Detail(_("Proposed for approval by"), _shown(forms.Field(), proposer))
    for name, field in {**declared.form.base_fields, **declared.form.derived}.items():
        yield from _of_field(field, event.details.get(name))
    for name, label in declared.form.notes.items():
        if event.details.get(name):
            yield Detail(str(label), str(event.details[name]), is_text=True)


def details_named(event: CaseEvent, declared: Act, names: Iterable[str]) -> Iterator[Detail]:
    """These details of an event, in words."""
    for name in names:
        yield from _of_field(declared.form.base_fields[name], event.details.get(name))


def _of_field(field: forms.Field, kept: Any) -> Iterator[Detail]:
    if isinstance(field, ScansField):
        yield from _scans(field, kept)
        return
    value = _shown(field, kept)
    if value and not field.widget.is_hidden:
        yield Detail(str(field.label or ""), value, _is_text(field))


def _scans(field: forms.Field, names: list[str] | None) -> Iterator[Detail]:
    """The files by their names, in the order in which they were stored."""
    if names:
        yield Detail(str(field.label), "、".join(names), files=tuple(names))


def _rung(details: dict[str, Any]) -> Iterator[Detail]:
    clock = str(details["clock"])
    due_on = details.get("due_on")
    limit = _("%(clock)s, last day %(day)s") % {"clock": clock, "day": _date(due_on)}
    yield Detail(_("Limit"), limit if due_on else clock)
    if details.get("caught_up"):
        yield Detail(_("Note"), _("Entered afterwards; a later step spoke for it."))


def _is_text(field: forms.Field) -> bool:
    return type(field) is forms.CharField


def _shown(field: forms.Field, value: Any) -> str:
    """What was recorded, in words; '' for what says nothing."""
    values = value if isinstance(value, list) else [value]
    return "、".join(filter(None, (_value(field, each) for each in values)))


def _value(field: forms.Field, value: Any) -> str:
    if value is None or value is False or value == "":
        return ""
    if value is True:
        return _("yes")
    if isinstance(value, dict):
        return str(value.get("name", ""))
    if isinstance(field, forms.DateField | forms.TimeField):
        return _date(str(value)) if isinstance(field, forms.DateField) else str(value)[:MINUTE]
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        return next((str(label) for key, label in _choices(field) if str(key) == str(value)), "")
    return str(value)


def _choices(field: forms.ChoiceField) -> Iterator[tuple[Any, Any]]:
    yield from field.widget.choices


def _date(text: str | None) -> str:
    return "" if not text else date_format(date.fromisoformat(text[:10]), "DATE_FORMAT")
