"""The end of an act: what bears a number is numbered, then papers and notices are written.

A counter is a row for which all clerks of a bureau take turns, and whoever has taken a number
holds it until his transaction ends. So an act takes all its numbers in one statement, after
everything that can do without them.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final
from uuid import uuid4

from notifications.outbox import queue
from organizations.prepared_statements import execute, insert
from workflows.cases.act_notices import PendingNotice
from workflows.models import Case, CaseEvent, Document
from workflows.models.case_scope import END_GATHERING
from workflows.papers.number_series import take_ranges
from workflows.papers.paper_issuing import CaseNumber, UnnumberedPapers
from workflows.states import Status

NUMBER: Final = "UPDATE workflows_case SET number = %s WHERE id = %s"


@dataclass(frozen=True, slots=True)
class ActOutcome:
    """What one act has left to write: the number of a new case, papers, and words about it."""

    case: Case
    event: CaseEvent
    papers: UnnumberedPapers | None
    told: Sequence[PendingNotice]

    @property
    def case_number(self) -> CaseNumber | None:
        """The number to be taken for the case, if the act begins it."""
        return CaseNumber.of(self.case) if self.event.source == Status.NEW else None

    def series(self) -> Iterator[str]:
        """The series that numbers are taken from, each as often as needed."""
        if number := self.case_number:
            yield number.series
        if self.papers:
            yield from self.papers.series.values()


def unnumbered() -> str:
    """A place-holder for the number of a case; no transaction ends with it."""
    return f"new:{uuid4()}"


def complete(outcomes: Sequence[ActOutcome]) -> CaseEvent:
    """Take the numbers, write papers and notices; the first act's event."""
    execute(END_GATHERING)
    wanted = Counter(series for outcome in outcomes for series in outcome.series())
    taken = take_ranges(wanted) if wanted else {}
    serials = {series: iter(numbers) for series, numbers in taken.items()}
    papers = [_numbered(outcome, serials) for outcome in outcomes]
    insert(list(chain.from_iterable(papers)))
    for outcome, issued in zip(outcomes, papers, strict=True):
        outcome.event.remember("documents", issued)
    words = (word for outcome in outcomes for told in outcome.told for word in told.notices())
    queue(words, at=outcomes[0].event.at)
    return outcomes[0].event


def _numbered(outcome: ActOutcome, serials: Mapping[str, Iterator[int]]) -> list[Document]:
    if number := outcome.case_number:
        outcome.case.number = number.text(next(serials[number.series]))
        execute(NUMBER, outcome.case.number, outcome.case.pk)
    return outcome.papers.numbered(serials) if outcome.papers else []
