"""More that is due than a batch holds: the oldest first, and nothing holds up the rest."""

from datetime import datetime, timedelta
from threading import Thread

import pytest
from django.db import connection, transaction

from tests.office import MONDAY, Office, act, open_office, petition
from tests.workflows.test_sweep import many_due
from workflows.escalation.alarm_sweep import BEGINNING, backlog, claim_batch, release_quarantine
from workflows.escalation.rung_effects import sweep
from workflows.models import Alarm, Case, CaseEvent, Document, LastSweep

LONG_AFTER = MONDAY + timedelta(days=365)
SMALL = 7


def states() -> dict[str, int]:
    found = list(Alarm.objects.values_list("state", flat=True))
    return {state: found.count(state) for state in sorted(set(found))}


def test_a_batch_takes_the_oldest(office: Office) -> None:
    many_due(office, copies=5)
    with transaction.atomic():
        taken = claim_batch(LONG_AFTER, BEGINNING, SMALL)
    expected = Alarm.objects.order_by("fires_at", "pk")[:SMALL]
    assert [alarm.pk for alarm in taken] == [alarm.pk for alarm in expected]


def test_events_are_written_in_the_order_of_time(office: Office) -> None:
    for days in (4, 0, 2):
        petition(office, at=MONDAY + timedelta(days=days))
    sweep(LONG_AFTER, batch=1)
    first = Alarm.objects.filter(state="fired").order_by("case_event_id").first()
    assert first == Alarm.objects.order_by("fires_at", "pk").first()


def test_more_than_several_batches_fire_in_one_sweep(office: Office) -> None:
    total = many_due(office, copies=20)
    assert total > 5 * SMALL
    assert sweep(LONG_AFTER, batch=SMALL).fired == total
    assert states() == {"fired": total}


def test_a_rung_its_ladder_does_not_have_is_set_aside(office: Office) -> None:
    total = many_due(office, copies=10)
    head = Alarm.objects.order_by("fires_at", "pk").first()
    assert head
    Alarm.objects.filter(pk=head.pk).update(rung="unknown")
    assert sweep(LONG_AFTER, batch=SMALL).fired == total - 1
    assert states() == {"aside": 1, "fired": total - 1}
    assert backlog(LONG_AFTER).count == 0


def poison(alarm: Alarm) -> Case:
    """A paper of this case can't be numbered: its bureau's name is longer than a number may be."""
    unit = alarm.clock.case.intake_unit
    unit.pk, unit.code, unit.path = None, "long", "long/"
    unit.name, unit.short_name = "长" * 70, ""
    unit.save()
    Case.objects.filter(pk=alarm.clock.case_id).update(intake_unit=unit)
    return Case.objects.get(pk=alarm.clock.case_id)


def test_a_rung_that_cannot_be_recorded_stops_no_other(office: Office) -> None:
    cases = [petition(office).case for _ in range(3)]
    alarm = Alarm.objects.filter(clock__case=cases[0], rung="warn").get()
    ill = poison(alarm)
    done = sweep(LONG_AFTER)
    assert Alarm.objects.filter(state="aside").get() == alarm
    assert done.fired == Alarm.objects.count() - 1
    assert done.cases >= len(cases)
    assert not Document.objects.filter(case=ill, kind="warning_inquiry").exists()
    assert Document.objects.filter(kind="warning_inquiry").count() == len(cases) - 1


def test_what_was_set_aside_fires_once_it_is_mended(office: Office) -> None:
    case = petition(office).case
    alarm = Alarm.objects.get(clock__case=case, rung="warn")
    poison(alarm)
    sweep(LONG_AFTER)
    Case.objects.filter(pk=case.pk).update(intake_unit=office.units["bureau"])
    assert release_quarantine() == 1
    assert sweep(LONG_AFTER).fired == 1
    assert Document.objects.filter(case=case, kind="warning_inquiry").count() == 1


def test_the_last_sweep_is_known(office: Office) -> None:
    petition(office)
    for at in (LONG_AFTER, LONG_AFTER + timedelta(days=1)):
        sweep(at)
    last = LastSweep.objects.get()
    assert (last.at, last.fired) == (LONG_AFTER + timedelta(days=1), 0)


@pytest.mark.django_db(transaction=True)
def test_a_case_that_is_being_acted_on_is_passed_over() -> None:
    office = open_office()
    held, free = petition(office).case, petition(office).case
    with transaction.atomic():
        act(office, held, "forward", "officer", at=MONDAY)
        swept = Thread(target=_sweep_elsewhere, args=(LONG_AFTER,))
        swept.start()
        swept.join()
    assert not CaseEvent.objects.filter(case=held, actor_kind="timer").exists()
    assert CaseEvent.objects.filter(case=free, actor_kind="timer").exists()
    sweep(LONG_AFTER)
    last = CaseEvent.objects.filter(case=held).latest("pk")
    assert (last.actor_kind, last.target) == ("timer", Case.objects.get(pk=held.pk).status)


def _sweep_elsewhere(at: datetime) -> None:
    try:
        sweep(at)
    finally:
        connection.close()
