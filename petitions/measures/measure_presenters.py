"""The measures of one case as its page tells them, each with what the reader may do about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, cast

from django.db.models import prefetch_related_objects

from organizations.models import Person
from organizations.prepared_statements import PreparedQuery
from petitions.clocks.nearest_limits import Limit
from petitions.measures.selectors import limit_of
from workflows.acts.act import Act
from workflows.cases import access
from workflows.counting.work_calendar import legal_date
from workflows.models import Case, Evidence, Measure, MeasureState
from workflows.petition import measure_guards
from workflows.petition.measure_acts import MeasureForm


@dataclass(frozen=True, slots=True)
class MeasureSummary:
    measure: Measure
    limit: Limit | None
    evidence: tuple[Evidence, ...]
    acts: tuple[Act, ...]

    @property
    def is_apart(self) -> bool:
        return bool(self.measure.state == MeasureState.LONG_TERM)


MEASURES: Final = PreparedQuery(
    lambda case: (
        Measure.objects.with_limits().select_related("leader", "unit", "doer").filter(case=case)
    ),
    int,
)


def remember_measures(case: Case) -> None:
    """Hold the measures of a case as `measure_summaries` needs them."""
    case.remember("measures", MEASURES(case.pk))


def measure_summaries(
    case: Case, person: Person, acts: Iterable[Act], *, at: datetime
) -> tuple[MeasureSummary, ...]:
    """In their order; of a case that remembers them, two queries more, or none."""
    rows = list(case.measures.all())
    prefetch_related_objects(rows, "steps__evidence")
    own = {post.unit_id for post in access.posts_of(person, at=at)}
    offered = [each for each in acts if issubclass(each.form, MeasureForm)]
    return tuple(
        MeasureSummary(
            measure=measure,
            limit=limit_of(measure, legal_date(at)),
            evidence=tuple(e for step in measure.steps.all() for e in step.evidence.all()),
            acts=tuple(each for each in offered if _fits(each, measure, person, own)),
        )
        for measure in rows
    )


def _fits(declared: Act, measure: Measure, person: Person, own: set[int]) -> bool:
    """What would be refused for another reason than the form's is not offered."""
    if measure.state not in cast(type[MeasureForm], declared.form).states:
        return False
    if measure_guards.answers_for_it in declared.guards:
        return measure.unit_id in own
    return (
        measure.doer_id != person.pk or measure_guards.by_another_than_doer not in declared.guards
    )
