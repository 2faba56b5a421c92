"""What a letter of supervision states: the duties of its addressee that are over (条例 39, 40).

A right is nobody's to be late with, and a limit that still runs has not been passed.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from organizations.bulk_lookup import Among
from organizations.models import Unit
from workflows.acts.act import Act, Performance
from workflows.clocks import clock_reckoning
from workflows.clocks.deadline_context import DeadlineContext
from workflows.counting.due_date import Nature, summarize
from workflows.models import Case, Clock, ClockRule, Document
from workflows.papers import cited_law
from workflows.states import Kind

SPURS: Final = ("urge_notice", "supervision_letter")
"""What is sent before somebody is called in."""


def is_own_figure(rule: ClockRule) -> bool:
    """Whether the office set the days of a limit itself, so that no article states them."""
    return rule.local and rule.length is not None


@dataclass(frozen=True, slots=True)
class DutyFact:
    """A duty as a letter names it; `is_over` on the day of the letter."""

    name: str
    article: str
    due_on: date
    is_over: bool
    proof_lines: tuple[str, ...]
    is_own_figure: bool = False

    @classmethod
    def of(cls, clock: Clock, on: date, proof_lines: Iterable[str]) -> "DutyFact | None":
        """None for a right, and for a limit without a last day."""
        if clock.due_on is None or clock.rule.nature != Nature.DUTY:
            return None
        rule, over = clock.rule, clock.due_on < on
        own, lines = is_own_figure(rule), tuple(proof_lines)
        return cls(clock.name, rule.article, clock.due_on, over, lines, own)


@dataclass(frozen=True, slots=True)
class SupervisionFacts:
    """What a letter of supervision states besides what its writer put in.

    `duties` are its addressee's; `earlier` the letters sent before, as (issuer, day, title,
    number); `reply_on` is the day by which the issuer wants an answer.
    """

    basis: str
    kind: str
    duties: tuple[DutyFact, ...]
    reply_on: date | None = None
    earlier: tuple[tuple[str, date, str, str], ...] = ()

    @property
    def overdue(self) -> list[DutyFact]:
        return [duty for duty in self.duties if duty.is_over]

    @property
    def upcoming(self) -> DutyFact | None:
        return next((duty for duty in self.duties if not duty.is_over), None)

    @property
    def matter(self) -> str:
        """What the case is, in the words of its own law."""
        return "检举控告" if self.kind == Kind.TIP_OFF else "信访事项"


def facts_of(case: Case, act: Act, step: Performance, started: Iterable[Clock]) -> SupervisionFacts:
    """For one letter, written by hand."""
    unit = step.details.get("unit") or case.holding_unit
    return SupervisionFacts(
        basis=legal_basis(act, step.on),
        kind=case.kind,
        duties=tuple(_duties_of(case, unit, step)),
        reply_on=next((clock.due_on for clock in started), None),
        earlier=letters_before([case.pk]).get((case.pk, unit.name), ()),
    )


def _duties_of(case: Case, unit: Unit, step: Performance) -> list[DutyFact]:
    """The unit's duties that are over, oldest first; if none is, the next to come."""
    running = case.clocks.running_duties().filter(unit=unit)
    clocks = list(running.select_related("rule", "unit__region", "measure").order_by("due_at"))
    over = [clock for clock in clocks if clock.due_on and clock.due_on < step.on]
    almanac = DeadlineContext()
    found = (
        DutyFact.of(clock, step.on, summarize(clock_reckoning.explain(clock, almanac)).lines())
        for clock in over or clocks[:1]
    )
    return [duty for duty in found if duty]


def letters_before(
    cases: Collection[int],
) -> dict[tuple[int, str], tuple[tuple[str, date, str, str], ...]]:
    """Case id and addressee → the letters that urged or supervised it; one query."""
    letters = Document.objects.filter(Among("case", cases), kind__in=SPURS).order_by("pk")
    rows = letters.values_list(
        "case_id", "addressee", "issuer__name", "issued_on", "title", "number"
    )
    found: dict[tuple[int, str], tuple[tuple[str, date, str, str], ...]] = {}
    for case_id, addressee, issuer, day, title, number in rows:
        before = found.get((case_id, addressee), ())
        found[case_id, addressee] = (*before, (issuer, day, title, number))
    return found


def legal_basis(act: Act, on: date) -> str:
    """The article of an act as a letter of that day cites it: 《信访工作条例》第四十条."""
    law, _, articles = act.article.partition(" ")
    if law == cited_law.PETITION_LAW:
        return cited_law.cited(articles, on)
    return f"《{law}》{articles}" if cited_law.article_on(act.article, on) else ""
