"""What a fired rung does besides its record: papers, words to people, a clock for the reply."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from time import monotonic

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from notifications.outbox import Word, queue
from organizations.models import Person, Role, Unit
from organizations.selectors import discipline_organ, holders_by_unit
from workflows import documents, notices
from workflows.actors import TIMER
from workflows.acts import Step
from workflows.clocks import keeper
from workflows.clocks.calendar import legal_date
from workflows.clocks.sweep import BATCH, Due, claim, record
from workflows.machines import ACTS
from workflows.models import CaseEvent, Document

ADDRESSEES: dict[str, tuple[Role, ...]] = {
    "holder": (Role.UNIT_OFFICER, Role.OFFICER, Role.REVIEWER, Role.CLUE_OFFICER),
    "unit_head": (Role.UNIT_HEAD, Role.BUREAU_HEAD, Role.CLUE_HEAD),
    "sender": (Role.OFFICER,),
    "supervisor": (Role.BUREAU_HEAD,),
    "discipline": (Role.MONITOR,),
    "superior": (Role.BUREAU_HEAD,),
}


@dataclass
class Swept:
    """What one sweep did: rungs fired, cases touched, notices written, seconds taken."""

    fired: int = 0
    cases: int = 0
    notices: int = 0
    seconds: float = 0.0


def sweep(at: datetime, *, batch: int = BATCH) -> Swept:
    """Fire everything due at `at`, batch after batch, until nothing is left to claim."""
    began, done, touched = monotonic(), Swept(), set[int]()
    while claimed := _one_batch(at, batch, done):
        touched |= {due.case.pk for due in claimed}
    done.cases, done.seconds = len(touched), round(monotonic() - began, 3)
    return done


def _one_batch(at: datetime, size: int, done: Swept) -> list[Due]:
    with transaction.atomic():
        claimed = claim(at, size)
        if not claimed:
            return []
        events = record(claimed, at)
        loud = [due for due in claimed if due.alarm.pk in events and not due.caught_up]
        _issue_papers(loud, events, at)
        done.notices += queue(_words(loud, events, at), at=at)
        done.fired += len(events)
    return claimed


def _issue_papers(loud: Iterable[Due], events: dict[int, CaseEvent], at: datetime) -> None:
    papers: list[Document] = []
    # In one order of the number series everywhere, so that two sweepers cannot deadlock on them.
    for due in sorted(loud, key=lambda due: (due.case.intake_unit.code, due.rung.document or "")):
        event, declared = events[due.alarm.pk], ACTS[due.case.kind][due.rung.act]
        step = Step(TIMER, at, event.details)
        if due.rung.document:
            details = {"reason": str(event.details["clock"]), "limit_on": str(due.clock.due_on)}
            papers.append(
                documents.write(due.case, due.rung.document, details, legal_date(at), event)
            )
        if declared.starts:
            keeper.start(due.case, declared.starts, step, event)
    Document.objects.bulk_create(papers)


def _words(loud: list[Due], events: dict[int, CaseEvent], at: datetime) -> list[Word]:
    places = {due.alarm.pk: _places(due) for due in loud}
    units = {unit.pk for spots in places.values() for _role, unit in spots if unit}
    roles = {role for spots in places.values() for role, _unit in spots}
    posts = {role: holders_by_unit(roles=[role], unit_ids=units, at=at) for role in roles}
    words: list[Word] = []
    for due in loud:
        people: dict[int, Person] = {}
        if "leader" in due.rung.addressees:
            people = {p.pk: p for p in (due.case.leader, due.case.co_leader) if p}
        for role, unit in places[due.alarm.pk]:
            people |= {p.pk: p for p in posts[role].get(unit.pk, [])} if unit else {}
        words += _say(due, people.values(), events[due.alarm.pk])
    return words


def _places(due: Due) -> list[tuple[Role, Unit | None]]:
    """The posts a rung speaks to: role and unit."""
    units: dict[str, Unit | None] = {
        "holder": due.clock.unit,
        "unit_head": due.clock.unit,
        "sender": due.case.intake_unit,
        "supervisor": due.case.intake_unit,
        "superior": due.case.intake_unit,
    }
    if "discipline" in due.rung.addressees:
        units["discipline"] = discipline_organ(due.clock.unit)
    return [
        (role, units[to]) for to in due.rung.addressees if to in units for role in ADDRESSEES[to]
    ]


def _say(due: Due, people: Iterable[Person], event: CaseEvent) -> list[Word]:
    with translation.override(notices.LANGUAGE):
        subject = _("%(number)s: %(act)s") % {
            "number": due.case.number,
            "act": ACTS[due.case.kind][due.rung.act].label,
        }
        body = _("%(clock)s: the limit is %(day)s (%(article)s).") % {
            "clock": due.clock.rule.name,
            "day": due.clock.due_on,
            "article": due.clock.rule.article,
        }
    return notices.words_to(people, due.case, subject, body, key=f"event:{event.pk}")
