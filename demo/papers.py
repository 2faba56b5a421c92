"""Papers of cases written in sets: the official templates, numbered by series, without limits."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.template.loader import get_template

from organizations.models import Unit
from petitions.letters.registration import LetterInput
from workflows.acts.act import Act, Performance
from workflows.cases.machines import PetitionCase
from workflows.models import CaseEvent, Document
from workflows.papers.paper_issuing import display_details, take_numbers
from workflows.papers.paper_kinds import PAPERS, PaperParty

WITHOUT_LIMIT = ("leader_record", "handling_opinion", "service_return", "settlement_agreement")
"""What is issued in sets: papers that say all they must without a limit and its proof."""


@dataclass(frozen=True, slots=True)
class Issued:
    """A paper to be numbered and rendered."""

    kind: str
    case: PetitionCase
    event: CaseEvent
    issuer: Unit
    step: Performance
    details: Mapping[str, Any]


def issued(case: PetitionCase, act: Act, step: Performance, event: CaseEvent) -> Iterator[Issued]:
    """The papers of an act that sets have."""
    for kind in act.issues:
        if kind in WITHOUT_LIMIT:
            paper = PAPERS[kind]
            issuer = case.intake_unit if paper.issuer is PaperParty.INTAKE else case.holding_unit
            said = {"result": str(act.label)} | display_details(act, case, step)
            yield Issued(kind, case, event, issuer, step, said)


def documents(papers: Iterable[tuple[Issued, LetterInput]]) -> Iterator[Document]:
    """The papers as rows, each numbered in its unit's series of the year."""
    known = list(papers)
    keys = [(each.issuer.code, each.kind, each.step.on.year) for each, _letter in known]
    serials = {
        key: iter(take_numbers(f"{key[0]}:{key[1]}:{key[2]}", count))
        for key, count in sorted(Counter(keys).items())
    }
    for (each, letter), key in zip(known, keys, strict=True):
        yield _document(each, letter, next(serials[key]))


def _document(each: Issued, letter: LetterInput, serial: int) -> Document:
    paper, on = PAPERS[each.kind], each.step.on
    sign = each.issuer.short_name or each.issuer.name
    number = f"{sign}{paper.mark}〔{on.year}〕{serial}号"
    petitioner = letter.petitioners[0].name if letter.petitioners else ""
    named = str(each.details.get("leader", ""))
    to = petitioner if paper.addressee is PaperParty.PETITIONER else named
    body = get_template(f"documents/{each.kind}.html").render(
        {
            "number": number,
            "issued_on": on,
            "issuer": each.issuer.name,
            "addressee": to,
            "case_number": each.case.number,
            "subject": letter.subject,
            "petitioner": petitioner,
            "received_on": each.case.received_on,
            "details": each.details,
            "clock": None,
        }
    )
    return Document(
        case=each.case,
        case_event=each.event,
        kind=each.kind,
        number=number,
        title=paper.title,
        issuer=each.issuer,
        addressee=to,
        issued_on=on,
        body=body,
        sha256=sha256(body.encode()).hexdigest(),
    )
