"""Faults of measures, planted behind the door's back; see `tests.oversight.faults`."""

from datetime import timedelta

from tests.office import Office, act, advance
from tests.oversight.sound import fresh, now
from workflows.counting.work_calendar import legal_date
from workflows.models import Case, Clock, ClockEvent, DeskTask, MeasureStep


def measured(office: Office) -> Case:
    """A case with one measure, to be done in thirty days."""
    case = advance(office, fresh(office), "investigate", at=now())
    limit = str(legal_date(now()) + timedelta(days=30))
    act(office, case, "add_measure", "unit_officer", at=now(), limit_on=limit)
    return case


def closed_with_measures(office: Office) -> set[str]:
    case = measured(office)
    act(office, case, "make_long_term", "unit_head", at=now(), measure=1)
    act(office, case, "withdraw", "petitioner", at=now())
    left = case.measures.get()
    MeasureStep.objects.create(measure=left, event=case.events.latest("pk"), state="going_on",
                               limit_on=left.limit_on)  # fmt: skip
    case.measures.update(state="going_on")
    return {case.number}


def measure_without_clock(office: Office) -> set[str]:
    case = measured(office)
    clock = case.clocks.get(rule__key="measure")
    event = case.events.latest("pk")
    ClockEvent.objects.create(clock=clock, kind="void", on=legal_date(now()), case_event=event)
    Clock.objects.filter(pk=clock.pk).update(state="void", stopped_at=now())
    clock.alarms.update(state="void")
    return {case.number}


def measure_differs(office: Office) -> set[str]:
    case = measured(office)
    act(office, case, "make_long_term", "unit_head", at=now(), measure=1)
    case.measures.update(state="struck_off", struck_off_on=legal_date(now()))
    DeskTask.objects.beside_cases().filter(case=case).update(status="DONE")
    return {case.number}
