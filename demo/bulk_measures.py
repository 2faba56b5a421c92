"""Measures of cases written in sets: the rows and steps that the acts would have made."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain

from workflows.acts.act import Act, Performance
from workflows.models import CaseEvent, CaseUnit, Measure, MeasureState, MeasureStep
from workflows.petition.measure_acts import STYLE

STATE_AFTER = {
    "add_measure": MeasureState.GOING_ON,
    "report_measure": MeasureState.REPORTED,
    "strike_off": MeasureState.STRUCK_OFF,
}


@dataclass
class Measured:
    """The measures of one case, in memory; each act on one names its row in the details."""

    rows: list[Measure] = field(default_factory=list)
    steps: list[MeasureStep] = field(default_factory=list)

    def play(self, act: Act, step: Performance, event: CaseEvent) -> Measure | None:
        """What an act does to a measure; None if it is about none."""
        if act.style != STYLE:
            return None
        if act.name not in STATE_AFTER:
            raise NotImplementedError(act.name)
        measure: Measure = step.details["measure"]
        if act.name == "add_measure":
            measure.case, measure.since_on = event.case, step.on
            self.rows.append(measure)
            measure.place = len(self.rows)
        measure.state = STATE_AFTER[act.name]
        if measure.state == MeasureState.STRUCK_OFF:
            measure.struck_off_on = step.on
        self.steps.append(
            MeasureStep(
                measure=measure, event=event, state=measure.state, limit_on=measure.limit_on
            )
        )
        return measure

    def parts(self) -> list[CaseUnit]:
        first: dict[int, MeasureStep] = {}
        for step in self.steps:
            first.setdefault(step.measure.unit_id, step)
        return [
            CaseUnit(
                case=step.event.case, unit_id=unit, part=CaseUnit.Part.ANSWERS, since=step.event.at
            )
            for unit, step in first.items()
        ]


def save_rows(measured: Iterable[Measured]) -> None:
    """Write the measures, so that the events can name them; one statement."""
    found = list(measured)
    Measure.objects.bulk_create(chain.from_iterable(each.rows for each in found))
    for step in chain.from_iterable(each.steps for each in found):
        named = {"id": step.measure.pk, "name": str(step.measure)}
        step.event.details = step.event.details | {"measure": named}


def save_steps(measured: Iterable[Measured]) -> None:
    """Write the steps, after the events they belong to; one statement."""
    MeasureStep.objects.bulk_create(chain.from_iterable(each.steps for each in measured))
