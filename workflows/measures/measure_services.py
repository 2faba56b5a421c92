"""What the acts on measures write: the row as it now stands, and the step that took it there.

Called inside the door, under the lock of the case.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from django.core.files.uploadedfile import UploadedFile

from organizations.models import Unit
from workflows.acts.act import Performance
from workflows.acts.attachment_fields import stored_attachment
from workflows.models.case import Case, CaseUnit
from workflows.models.event import CaseEvent
from workflows.models.measure import (
    UNDER_LIMIT,
    UNDONE,
    Evidence,
    Measure,
    MeasureState,
    MeasureStep,
)

WRITTEN: Final = (
    *("source", "source_name", "problem", "text"),
    *("leader", "unit", "doer", "limit_on"),
)


def begin(case: Case, step: Performance, event: CaseEvent) -> Measure:
    """The measure as the act set it; its unit now has a part in the case."""
    measure = Measure.objects.create(
        case_id=case.pk,
        place=case.measures.count() + 1,
        since_on=step.on,
        **{name: step.details[name] for name in WRITTEN},
    )
    _give_part([measure], at=step.at)
    _note([measure], event)
    return measure


def report(_case: Case, step: Performance, event: CaseEvent) -> Measure:
    """Done, says the unit; of a long-term one it only tells how far it has come."""
    measure: Measure = step.details["measure"]
    if measure.state == MeasureState.GOING_ON:
        measure.report()
    noted = _moved(measure, event)
    _keep_evidence(noted, step.details["evidence"])
    return measure


def strike_off(_case: Case, step: Performance, event: CaseEvent) -> Measure:
    measure: Measure = step.details["measure"]
    measure.strike_off(on=step.on)
    _moved(measure, event)
    return measure


def send_back(_case: Case, step: Performance, event: CaseEvent) -> Measure:
    measure: Measure = step.details["measure"]
    measure.send_back(limit_on=step.details["limit_on"])
    _moved(measure, event)
    return measure


def put_on_long_term(_case: Case, step: Performance, event: CaseEvent) -> Measure:
    measure: Measure = step.details["measure"]
    measure.make_long_term()
    _moved(measure, event)
    return measure


def take_up_again(_case: Case, step: Performance, event: CaseEvent) -> Measure:
    measure: Measure = step.details["measure"]
    measure.resume(limit_on=step.details["limit_on"])
    _moved(measure, event)
    return measure


def end_all(case: Case, event: CaseEvent) -> None:
    """The case has ended some other way than by closing: nobody answers for these any more."""
    left = list(case.measures.filter(state__in=UNDER_LIMIT))
    if left:
        for measure in left:
            measure.end()
        Measure.objects.bulk_update(left, ["state"])
        _note(left, event)


def hand_on(case: Case, step: Performance, _event: CaseEvent) -> None:
    """The successor of a unit answers for what that unit had still to do."""
    undone = case.measures.filter(unit=step.details["unit"], state__in=UNDONE)
    pass_on(undone, step.details["successor"], at=step.at)


def pass_on(measures: Iterable[Measure], successor: Unit, *, at: datetime) -> None:
    """Let a unit answer for measures that another one had; two statements."""
    rows = list(measures)
    Measure.objects.filter(pk__in=[measure.pk for measure in rows]).update(unit=successor)
    for measure in rows:
        measure.unit = successor
    _give_part(rows, at=at)


def _moved(measure: Measure, event: CaseEvent) -> MeasureStep:
    measure.save(update_fields=["state", "limit_on", "redone", "struck_off_on"])
    return _note([measure], event)[0]


def _note(measures: Sequence[Measure], event: CaseEvent) -> list[MeasureStep]:
    return MeasureStep.objects.bulk_create(
        MeasureStep(measure=each, event=event, state=each.state, limit_on=each.limit_on)
        for each in measures
    )


def _give_part(measures: Iterable[Measure], *, at: datetime) -> None:
    CaseUnit.objects.bulk_create(
        (
            CaseUnit(
                case_id=each.case_id, unit_id=each.unit_id, part=CaseUnit.Part.ANSWERS, since=at
            )
            for each in measures
        ),
        ignore_conflicts=True,
    )


def _keep_evidence(step: MeasureStep, files: Sequence["UploadedFile[bytes]"]) -> None:
    if files:
        Evidence.objects.bulk_create(
            Evidence(step=step, **stored_attachment(each)) for each in files
        )
