"""What a paper states, read from its text, and what the record says of it."""

import re
from collections.abc import Iterator
from datetime import date
from html import unescape

from django.utils import translation

from workflows.clocks import clock_reckoning
from workflows.clocks.deadline_context import DeadlineContext
from workflows.counting.due_date import Nature, summarize
from workflows.counting.work_calendar import legal_date
from workflows.models import Clock, Document

DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日|(\d{4})-(\d\d)-(\d\d)")
CITED = re.compile(r"“([^”]+)”的期限(已|将)于(\d+年\d+月\d+日)届满")
DOUBLED = re.compile(r"[。，；：、！？]\s*[。，；：、！？]")
LETTER = re.compile(r"([^。，]+)已于(\d+年\d+月\d+日)发出(\w+)（([^）]+)）")


def text_of(paper: Document) -> str:
    """The paper without its marks, as somebody reads it."""
    return unescape(re.sub(r"<[^>]+>", "", paper.body.split("<body", 1)[1]))


def day(text: str) -> date:
    found = DAY.match(text)
    assert found
    return date(*(int(part) for part in found.groups() if part))


def days_in(text: str) -> set[date]:
    return {day(match[0]) for match in DAY.finditer(text)}


def known_days(paper: Document) -> set[date]:
    """Every date on record that a paper on the case may name."""
    case = paper.case
    days = {case.received_on, paper.issued_on, case.accepted_on, case.served_on}
    days |= {legal_date(event.at) for event in case.events.all()}
    days |= {d for event in case.events.all() for d in days_in(str(event.details))}
    for clock in case.clocks.select_related("rule", "unit__region", "measure"):
        days |= {clock.started_on, clock.due_on, *days_in("".join(_proof(clock)))}
        days |= _counted_then(clock, paper)
    return {each for each in days if each}


def _counted_then(clock: Clock, paper: Document) -> set[date | None]:
    """The end of a limit as it stood when the paper was issued: it may have been extended since."""
    before = clock.events.filter(case_event__lte=paper.case_event_id)
    events = [clock_reckoning.as_event(row) for row in before]
    return {DeadlineContext().deadline(clock, events).due_on} if events else set()


def _proof(clock: Clock) -> tuple[str, ...]:
    with translation.override("zh-hans"):
        return summarize(clock_reckoning.explain(clock)).lines()


def faults_of(paper: Document) -> Iterator[str]:
    """What a paper states that the record does not bear out."""
    text = text_of(paper)
    yield from (f"no such day: {on}" for on in days_in(text) - known_days(paper))
    yield from (f"a sign after a sign: {found}" for found in DOUBLED.findall(text))
    if paper.issued_on != legal_date(paper.case_event.at):
        yield "issued on another day than its act"
    for name, tense, until in CITED.findall(text):
        yield from _faults_of_limit(paper, name, day(until), is_over=tense == "已")
    for issuer, sent_on, title, number in LETTER.findall(text):
        if not _sent(paper, issuer, day(sent_on), title, number):
            yield f"no such letter: {title} {number}"


def _faults_of_limit(paper: Document, name: str, until: date, *, is_over: bool) -> Iterator[str]:
    limits = [
        clock
        for clock in paper.case.clocks.select_related("rule", "unit", "measure")
        if (clock.name, clock.due_on) == (name, until) and clock.unit.name == paper.addressee
    ]
    if not limits:
        yield f"no such limit of {paper.addressee}: {name}"
    if any(clock.rule.nature != Nature.DUTY for clock in limits):
        yield f"a right is nobody's to be late with: {name}"
    if limits and all(c.stopped_at and c.stopped_at < paper.case_event.at for c in limits):
        yield f"done before: {name}"
    if is_over != (until < paper.issued_on):
        yield f"said to be over, or not, on {paper.issued_on}: {name} {until}"


def _sent(paper: Document, issuer: str, on: date, title: str, number: str) -> bool:
    letters = paper.case.documents.filter(pk__lt=paper.pk, title=title, number=number)
    return letters.filter(issuer__name=issuer, issued_on=on, addressee=paper.addressee).exists()
