"""The papers of many rungs at once: each form is rendered once, then filled in for every case.

Rendering a template costs more than everything else a rung writes, and the papers of one morning
differ in little but numbers and names.
"""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import sha256
from itertools import cycle
from typing import Any

from django.db import connection
from django.db.models import prefetch_related_objects
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import conditional_escape

from organizations.models import Unit
from workflows.acts import letter_port
from workflows.acts.act import Act
from workflows.clocks.clock_reckoning import events_by_clock
from workflows.clocks.deadline_context import DeadlineContext
from workflows.counting import due_date
from workflows.counting.work_calendar import WorkCalendar
from workflows.models import Case, Clock
from workflows.papers import overdue_duties, paper_issuing
from workflows.papers.document_numbers import DocumentNumber, series_of
from workflows.papers.number_series import take_ranges
from workflows.papers.overdue_duties import DutyFact, SupervisionFacts
from workflows.papers.paper_kinds import PAPERS
from workflows.papers.red_head import red_head

KEPT_FORMS = 512
KEPT_PROOFS = 2048
# Private-use characters: they stand in no name, and a template's escaping leaves them alone.
BLANK = "\ue000{}\ue001"
TURN_TO = ("address", "telephone", "reception_hours")
FILLED_IN = ("number", "issuer", "letterhead", "addressee", "case_number", "subject", *TURN_TO)
BLANKS = re.compile("\ue000([a-z_]+)\ue001")
WRITE = """
    INSERT INTO workflows_document (case_id, case_event_id, kind, number, title, issuer_id,
        addressee, issued_on, body, sha256)
    SELECT case_id, case_event_id, kind, number, title, issuer_id, addressee, %s, body, sha256
    FROM json_to_recordset(%s) AS paper (case_id bigint, case_event_id bigint, kind text,
        number text, title text, issuer_id bigint, addressee text, body text, sha256 text)
"""


@dataclass(frozen=True, slots=True)
class PaperDraft:
    """A letter to be written: on which act's event, of which duty, to be answered by which day."""

    case: Case
    event_id: int
    act: Act
    kind: str
    clock: Clock
    reply_on: date | None = None


@dataclass(frozen=True, slots=True)
class _Form:
    """All that the text of a paper depends on, but for the words that are filled in."""

    kind: str
    empty: frozenset[str]
    issued_on: date
    received_on: date
    supervision: SupervisionFacts


def write(drafts: Sequence[PaperDraft], on: date, almanac: DeadlineContext) -> None:
    """Number and save the papers; a fixed number of statements for any number of them."""
    if not drafts:
        return
    facts = letter_port.facts_of({draft.case.pk: draft.case for draft in drafts}.values())
    with translation.override(paper_issuing.LANGUAGE):
        proofs = _proofs(drafts, almanac)
        issuers = [_issuer(draft) for draft in drafts]
        earlier = _letters_before(drafts)
        prefetch_related_objects([draft.case for draft in drafts], "exclusions")
        apart = [
            paper_issuing.is_numbered_apart(draft.case, facts[draft.case.pk]) for draft in drafts
        ]
        numbers = _numbers(drafts, issuers, apart, on)
        papers = []
        for draft, issuer, number in zip(drafts, issuers, numbers, strict=True):
            words = _paper_texts(draft, issuer, number, facts[draft.case.pk].subject)
            form = _form(draft, words, on, _facts(draft, on, proofs, earlier))
            papers.append(_row(draft, issuer, words, _filled(form, words)))
    with connection.cursor() as cursor:
        cursor.execute(WRITE, [on, json.dumps(papers)])


def _issuer(draft: PaperDraft) -> Unit:
    return paper_issuing.unit_of(draft.case, PAPERS[draft.kind].issuer) or draft.case.holding_unit


def _numbers(
    drafts: Sequence[PaperDraft], issuers: Sequence[Unit], apart: Sequence[bool], on: date
) -> list[str]:
    kinds = [(u, d.kind, a) for u, d, a in zip(issuers, drafts, apart, strict=True)]
    series = [series_of(unit.code, kind, on.year, apart=alone) for unit, kind, alone in kinds]
    taken = {name: iter(run) for name, run in take_ranges(Counter(series)).items()}
    return [
        str(DocumentNumber.of(unit, kind, on, next(taken[name]), apart=alone))
        for (unit, kind, alone), name in zip(kinds, series, strict=True)
    ]


def _proofs(drafts: Sequence[PaperDraft], almanac: DeadlineContext) -> dict[int, tuple[str, ...]]:
    """Clock id → the sentences that prove its last day."""
    clocks = {draft.clock.pk: draft.clock for draft in drafts}
    events = events_by_clock(clocks)
    rules = {clock.rule_id: clock.rule.as_rule() for clock in clocks.values()}
    return {
        pk: _proof_lines(
            rules[clock.rule_id], tuple(events[pk]), almanac.calendar(clock.unit), clock.length
        )
        for pk, clock in clocks.items()
    }


@lru_cache(maxsize=KEPT_PROOFS)
def _proof_lines(
    rule: due_date.Rule,
    events: tuple[due_date.Event, ...],
    calendar: WorkCalendar,
    length: int | None,
) -> tuple[str, ...]:
    """In the language of the papers; the caller sets it."""
    return tuple(
        due_date.summarize(due_date.deadline(rule, events, calendar, length=length)).lines()
    )


def _paper_texts(draft: PaperDraft, issuer: Unit, number: str, subject: str) -> dict[str, str]:
    """What is filled in: name of a blank → the words for it.

    The paper goes to the unit whose limit it speaks of.
    """
    case = draft.case
    return {
        "number": number,
        "issuer": issuer.name,
        "letterhead": red_head(issuer.name),
        "addressee": draft.clock.unit.name,
        "case_number": case.number,
        "subject": subject,
        **{name: getattr(issuer, name) for name in TURN_TO},
    }


def _letters_before(drafts: Sequence[PaperDraft]) -> Mapping[tuple[int, str], Any]:
    """Asked for where somebody is called in, since no other letter says what went before."""
    cases = {draft.case.pk for draft in drafts if draft.kind == "call_in_notice"}
    return overdue_duties.letters_before(cases) if cases else {}


def _facts(
    draft: PaperDraft,
    on: date,
    proofs: Mapping[int, tuple[str, ...]],
    earlier: Mapping[tuple[int, str], Any],
) -> SupervisionFacts:
    duty = DutyFact.of(draft.clock, on, proofs[draft.clock.pk])
    return SupervisionFacts(
        basis=overdue_duties.legal_basis(draft.act, on),
        kind=draft.case.kind,
        duties=(duty,) if duty else (),
        reply_on=draft.reply_on,
        earlier=earlier.get((draft.case.pk, draft.clock.unit.name), ()),
    )


def _form(
    draft: PaperDraft, words: Mapping[str, str], on: date, supervision: SupervisionFacts
) -> _Form:
    return _Form(
        kind=draft.kind,
        empty=frozenset(name for name, word in words.items() if not word),
        issued_on=on,
        received_on=draft.case.received_on,
        supervision=supervision,
    )


def _row(draft: PaperDraft, issuer: Unit, words: Mapping[str, str], body: str) -> dict[str, Any]:
    return {
        "case_id": draft.case.pk,
        "case_event_id": draft.event_id,
        "kind": draft.kind,
        "number": words["number"],
        "title": PAPERS[draft.kind].title,
        "issuer_id": issuer.pk,
        "addressee": words["addressee"],
        "body": body,
        "sha256": sha256(body.encode()).hexdigest(),
    }


def _filled(form: _Form, words: Mapping[str, str]) -> str:
    escaped = {name: conditional_escape(word) for name, word in words.items()}
    return "".join(
        escaped[piece] if odd else piece for piece, odd in zip(_pieces(form), cycle((False, True)))
    )


@lru_cache(maxsize=KEPT_FORMS)
def _pieces(form: _Form) -> tuple[str, ...]:
    """The rendered form, cut at its blanks: text, name of a blank, text, …, text."""
    blanks = {name: "" if name in form.empty else BLANK.format(name) for name in FILLED_IN}
    context = {
        **blanks,
        "issued_on": form.issued_on,
        "received_on": form.received_on,
        "details": {},
        "turn_to": blanks,
        "supervision": form.supervision,
    }
    return tuple(BLANKS.split(render_to_string(f"documents/{form.kind}.html", context)))
