"""Issuing papers: numbered in their unit's series, rendered once, hashed, never replaced."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from hashlib import sha256
from typing import Any, Self, cast

from django import forms
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format
from django.utils.functional import SimpleLazyObject

from organizations.models import Unit
from organizations.review_route import recheckers, reviewers
from workflows.acts import disclosure_port, letter_port
from workflows.acts.act import Act, Performance
from workflows.acts.declared_acts import acts_of
from workflows.acts.served_papers import SERVED
from workflows.clocks import clock_reckoning
from workflows.clocks.clock_services import ClockChanges
from workflows.counting.due_date import summarize
from workflows.counting.work_calendar import legal_date
from workflows.models import Case, CaseEvent, Clock, ClockRule, Destruction, Document
from workflows.papers import overdue_duties
from workflows.papers.closing_facts import ClosingFacts
from workflows.papers.document_numbers import DocumentNumber, series_of
from workflows.papers.fallen_papers import fallen, served_by
from workflows.papers.number_series import CASE, DIGITS
from workflows.papers.overdue_duties import SupervisionFacts, is_own_figure
from workflows.papers.paper_kinds import FOR_PETITIONER, PAPERS, Paper, PaperParty
from workflows.papers.red_head import red_head
from workflows.petition import handling_requirements
from workflows.states import Kind, ReviewResult

LANGUAGE = "zh-hans"  # official papers are issued in Chinese, whoever asks for them


def prepare(
    case: Case, act: Act, step: Performance, event: CaseEvent, kept: ClockChanges
) -> "UnnumberedPapers | None":
    """Every paper the act declares, but for the numbers; None if it issues none."""
    kinds = [kind for kind in act.issues if act.issues_if(case, step, kind)]
    if not kinds:
        return None
    with translation.override(LANGUAGE):
        details = _opinion_of(case) if any(PAPERS[k].shows_draft for k in kinds) else {}
        details |= _request(case, [PAPERS[kind].answers for kind in kinds])
        details |= {"result": str(act.label)} | display_details(act, case, step)
        urged = any(PAPERS[kind].names_overdue for kind in kinds)
        supervision = overdue_duties.facts_of(case, act, step, kept.started) if urged else None
    issuers = {k: _issuer(case, PAPERS[k].issuer, event, step.holder_id) for k in kinds}
    letter = letter_port.facts(case)
    apart = act.seals_letter or is_numbered_apart(case, letter)
    return UnnumberedPapers(
        case, event, step.on, details, letter, kept, issuers, supervision, apart
    )


def is_numbered_apart(case: Case, letter: letter_port.LetterFacts) -> bool:
    """Whether nobody may see a gap where a paper of this case is kept from him."""
    kept_from_somebody = case.kind == Kind.TIP_OFF or case.sealed or letter.is_accusation
    return kept_from_somebody or bool(case.exclusions.all())


@dataclass(frozen=True, slots=True)
class UnnumberedPapers:
    """The papers of one act before their numbers are taken: issuers by kind, and what all share."""

    case: Case
    event: CaseEvent
    on: date
    details: Mapping[str, str]
    letter: letter_port.LetterFacts
    kept: ClockChanges
    issuers: Mapping[str, Unit]
    supervision: SupervisionFacts | None = None
    apart: bool = False

    @property
    def series(self) -> dict[str, str]:
        """Kind → the series that its number is taken from."""
        return {
            kind: series_of(unit.code, kind, self.on.year, apart=self.apart)
            for kind, unit in self.issuers.items()
        }

    def numbered(self, serials: Mapping[str, Iterator[int]]) -> list[Document]:
        """The papers in their order, not yet saved; `serials` holds the numbers by series."""
        series = self.series
        with translation.override(LANGUAGE):
            papers = [
                self._paper(kind, issuer, self._number(kind, issuer, next(serials[series[kind]])))
                for kind, issuer in self.issuers.items()
            ]
            disclosure_port.check_papers(self.case, papers)
        return papers

    def without_numbers(self) -> list[Document]:
        """The papers as they would be issued, for whoever is about to; no number is taken."""
        with translation.override(LANGUAGE):
            papers = [self._paper(kind, issuer, "") for kind, issuer in self.issuers.items()]
            disclosure_port.check_papers(self.case, papers)
        return papers

    def _sends_back(self) -> bool:
        """Whether the tier above decided otherwise, so that the unit answers anew."""
        result = self.event.details.get("result")
        return result in ReviewResult.values and result != ReviewResult.UPHELD

    def _number(self, kind: str, issuer: Unit, serial: int) -> str:
        return str(DocumentNumber.of(issuer, kind, self.on, serial, apart=self.apart))

    def _paper(self, kind: str, issuer: Unit, number: str) -> Document:
        """One paper, rendered in the present language, not yet saved."""
        case, paper = self.case, PAPERS[kind]
        to = _addressee(case, paper, self.details, self.letter)
        context = {
            "number": number,
            "issued_on": self.on,
            "issuer": issuer.name,
            "letterhead": red_head(issuer.name),
            "turn_to": issuer,
            "addressee": to,
            "case_number": case.number,
            "stage": case.status,
            "subject": self.letter.subject,
            "petitioner": self.letter.petitioner,
            "received_on": case.received_on,
            "petition_class": case.petition_class,
            "details": self.details,
            "supervision": self.supervision,
            "closing": SimpleLazyObject(lambda: ClosingFacts.of(case)),
            "decided_by": self.event.actor,
            "destroyed": SimpleLazyObject(lambda: Destruction.objects.filter(case=case.pk).first()),
            "clock": SimpleLazyObject(lambda: _clock_facts(case, paper, self.kept)),
            "begun": next((clock.rule for clock in self.kept.started), None),
            "limits": _Limits(case, self.kept, self.on),
            "fallen": SimpleLazyObject(lambda: _fallen(case, self.event)),
            "redone_by": case.holding_unit.name if self._sends_back() else "",
            "is_disputed": SimpleLazyObject(lambda: _is_disputed(case)),
            "organs_above": SimpleLazyObject(lambda: _organs_above(case, paper)),
        }
        body = render_to_string(f"documents/{kind}.html", context)
        return Document(
            case_id=case.pk,
            case_event=self.event,
            kind=kind,
            number=number,
            title=paper.title,
            issuer=issuer,
            addressee=to,
            issued_on=self.on,
            to_be_served=kind in SERVED,
            body=body,
            sha256=sha256(body.encode()).hexdigest(),
        )


class _Limits:
    """Key → the rule of a limit that a paper names, in the version that holds for the case."""

    def __init__(self, case: Case, kept: ClockChanges, on: date) -> None:
        self._case, self._on = case, on
        self._started = {clock.rule.key: clock.rule for clock in kept.started}

    def __getitem__(self, key: str) -> ClockRule:
        """Of a clock that the act started, of another of the case, or in force on the day."""
        if key not in self._started:
            self._started[key] = ClockRule.objects.for_case(self._case, key, self._on)
        return self._started[key]


def _clock_facts(case: Case, paper: Paper, kept: ClockChanges) -> dict[str, Any] | None:
    """The limit a paper speaks of, with its proof in sentences; None where it speaks of none."""
    clock = _spoken_of(case, paper, kept)
    if clock is None:
        return None
    begun = clock in kept.started
    proof = kept.almanac.begun(clock) if begun else clock_reckoning.explain(clock, kept.almanac)
    return {
        "name": clock.rule.name,
        "article": clock.rule.article,
        "is_own_figure": is_own_figure(clock.rule),
        "may_be_extended": bool(clock.rule.extensions),
        "due_on": clock.due_on,
        "proof_lines": summarize(proof).lines(),
    }


def _spoken_of(case: Case, paper: Paper, kept: ClockChanges) -> Clock | None:
    for clock in kept.started:
        if clock.due_on and clock.rule.key in paper.speaks_of[:1]:
            return clock
    running = case.clocks.filter(state=Clock.State.RUNNING, due_on__isnull=False)
    clocks = running.select_related("rule", "unit__region").order_by("due_at")
    named = clocks.filter(rule__key__in=paper.speaks_of)
    return min(named, key=lambda c: paper.speaks_of.index(c.rule.key), default=None)


def display_details(act: Act, case: Case, step: Performance) -> dict[str, str]:
    """The act's details as people read them: choices by their label, dates as dates."""
    form = step.form or act.form(case=case, actor=step.actor, at=step.at)
    return {name: _shown(form.fields.get(name), value) for name, value in step.details.items()}


def _shown(field: forms.Field | None, value: Any) -> str:
    if isinstance(value, date):
        return date_format(value)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        return dict(_labels(field)).get(str(value), str(value))
    return "" if value is None else str(value)


def _labels(field: forms.ChoiceField) -> Iterator[tuple[str, str]]:
    for key, label in cast(Iterable[tuple[object, object]], field.choices):
        yield str(key), str(label)


def _opinion_of(case: Case) -> dict[str, str]:
    drafted = handling_requirements.latest_draft(case)
    return {key: str(value) for key, value in drafted.items()} | {
        "outcome": case.get_outcome_display(),
        "category": case.get_category_display(),
    }


def _request(case: Case, applications: Iterable[str]) -> dict[str, str]:
    """What the petitioner asked for when he applied, in his own words."""
    answered = [name for name in applications if name]
    if not answered:
        return {}
    latest = case.events.filter(act__in=answered).order_by("-pk").first()
    return {"demand": str(latest.details.get("reason") or "")} if latest else {}


def _fallen(case: Case, event: CaseEvent) -> str:
    """The papers to the petitioner that hold no longer by this event, as one quotes them."""
    issued = case.documents.filter(kind__in=FOR_PETITIONER).defer("body")
    papers = list(issued.select_related("service"))
    falls = fallen(acts_of(type(case)), case.events.order_by("pk"), papers, served_by(papers))
    now = [p for p in papers if p.pk in falls and falls[p.pk].event.pk == event.pk]
    return "、".join(f"《{paper.title}》（{paper.number}）" for paper in now)


def _is_disputed(case: Case) -> bool:
    """Whether a unit objected to its competence, rather than that the superior was asked."""
    brought = case.events.filter(act__in=("object", "request_designation")).order_by("-pk")
    return brought.values_list("act", flat=True).first() == "object"


def _organs_above(case: Case, paper: Paper) -> list[str]:
    """Who may be applied to against what the paper's issuer decided (条例 35, 36)."""
    reviewed_by = case.review_unit if paper.issuer is PaperParty.REVIEW else None
    above = recheckers(reviewed_by) if reviewed_by else reviewers(case.holding_unit)
    return [organ.name for organ in above]


def _issuer(case: Case, party: PaperParty, event: CaseEvent, holder_id: int | None) -> Unit:
    if party is PaperParty.FORMER and holder_id:
        return Unit.objects.get(pk=holder_id)
    if party in (PaperParty.ACTING, PaperParty.SUPERVISOR) and event.actor_unit_id:
        # Mostly a unit that was read with the case.
        known = {unit.pk: unit for unit in (case.intake_unit, case.holding_unit)}
        return known.get(event.actor_unit_id) or cast(Unit, event.actor_unit)
    return unit_of(case, party) or case.holding_unit


def unit_of(case: Case, party: PaperParty) -> Unit | None:
    """The unit that issues or receives a paper; None for a person, or where nobody has the part."""
    match party:
        case PaperParty.INTAKE | PaperParty.SUPERVISOR:
            return case.intake_unit
        case PaperParty.HOLDER | PaperParty.ADDRESSED:
            return case.holding_unit
        case PaperParty.SENDER:
            return case.sender_unit or case.intake_unit
        case PaperParty.REVIEW:
            return case.review_unit
        case PaperParty.OBJECTOR:
            objections = case.events.filter(act="object").select_related("actor_unit")
            objection = objections.order_by("-pk").first()
            return objection.actor_unit if objection else None
    return None


def _addressee(
    case: Case, paper: Paper, details: Mapping[str, str], letter: letter_port.LetterFacts
) -> str:
    if paper.addressee is PaperParty.PETITIONER:
        return letter.petitioner
    if paper.addressee is PaperParty.NAMED:
        return next(
            (details[name] for name in ("leader", "unit", "organ", "addressee") if name in details),
            "",
        )
    if paper.addressee is PaperParty.ADDRESSED and details.get("unit"):
        return details["unit"]
    unit = unit_of(case, paper.addressee)
    return unit.name if unit else ""


@dataclass(frozen=True, slots=True)
class CaseNumber:
    """The public number of a case: the kind's mark, region and year, and one of these."""

    sign: str
    year: int

    @classmethod
    def of(cls, case: Case) -> Self:
        mark = "" if case.kind == Kind.PETITION else "T"
        year = legal_date(case.registered_at).year
        return cls(f"{mark}{case.intake_unit.region.code}", year)

    @property
    def series(self) -> str:
        return f"{CASE}{self.sign}:{self.year}"

    def text(self, shown: int) -> str:
        return f"{self.sign}-{self.year}-{shown:0{DIGITS}d}"
