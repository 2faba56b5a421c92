"""整改 in Inner Mongolia, 2019: measures that add up to the source document's figures.

Earlier inspections: 231 problems, 216 mended, 15 going on. Discipline checks: 110 problems, 105
solved; 166 problems, 155 solved. The names of the checks are invented.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from demo.bulk import Told
from demo.matters import Filled
from organizations.models import Person, Unit
from workflows.acts.actors import Actor
from workflows.counting.work_calendar import legal_date
from workflows.measures.measure_services import WRITTEN
from workflows.models import Measure, ProblemSource


@dataclass(frozen=True, slots=True)
class Series:
    """The problems of one check and how many of them were mended."""

    source: ProblemSource
    name: str
    problems: int
    mended: int


ALL: Final = (
    Series(ProblemSource.INSPECTION, "此前巡视巡察和督查检查", 231, 216),
    Series(ProblemSource.DISCIPLINE, "纪检监察机关专项检查（一）", 110, 105),
    Series(ProblemSource.DISCIPLINE, "纪检监察机关专项检查（二）", 166, 155),
)
LIMIT: Final = timedelta(days=60)
REPORTED_AFTER, VERIFIED_AFTER = timedelta(days=21), timedelta(days=24)


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem of a check."""

    series: Series
    is_mended: bool


@dataclass(frozen=True, slots=True)
class Hands:
    """Who has to do with a case: the unit that mends, the bureau that verifies, the leader."""

    unit: Unit
    doer: Person
    bureau: Unit
    verifier: Person
    leader: Person


def dealt(cases: int) -> Iterator[list[Problem]]:
    """Every problem, dealt out to so many cases as evenly as it goes."""
    found = [Problem(series, n < series.mended) for series in ALL for n in range(series.problems)]
    return (found[n::cases] for n in range(cases))


def told(problems: list[Problem], filled: Filled, hands: Hands, at: datetime) -> list[Told]:
    """The acts on a case's measures from an instant on, in the order of time."""
    acts = (
        told
        for n, problem in enumerate(problems)
        for told in _acts(problem, filled, hands, at + timedelta(minutes=10 * (n + 1)))
    )
    return sorted(acts, key=lambda each: each.at)


def _acts(problem: Problem, filled: Filled, hands: Hands, at: datetime) -> Iterator[Told]:
    measure = _measure(problem, filled, hands, legal_date(at))
    doer, verifier = Actor.of(hands.doer), Actor.of(hands.verifier)
    about = {"measure": measure}
    written = {name: getattr(measure, name) for name in WRITTEN}
    yield Told("add_measure", doer, hands.unit, at, about | written)
    if problem.is_mended:
        yield Told("report_measure", doer, hands.unit, at + REPORTED_AFTER, about | DONE)
        yield Told("strike_off", verifier, hands.bureau, at + VERIFIED_AFTER, about | VERIFIED)


DONE: Final = {"done": "整改措施已落实。"}
VERIFIED: Final = {"verified": "经核验，已整改到位，同意销号。"}


def _measure(problem: Problem, filled: Filled, hands: Hands, on: date) -> Measure:
    """The row, without its case."""
    return Measure(
        source=problem.series.source,
        source_name=problem.series.name,
        problem=filled.subject.removeprefix("联名").removeprefix("反映"),
        text=filled.measures[0] if filled.measures else filled.opinion,
        leader=hands.leader,
        unit=hands.unit,
        doer=hands.doer,
        limit_on=on + LIMIT,
    )
