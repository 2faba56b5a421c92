"""One fault for each check, planted behind the door's back; each says which names must be found."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

import pgtrigger
from django.db.models import F

from notifications.models import Delivery, Notice
from organizations.models import Unit
from oversight.histories.clock_history import Calendars
from oversight.integrity.deadline_crosscheck import last_day
from petitions.models import Petition
from tests.office import Office, act, advance, petition
from tests.oversight.faults_of_clues import identity_keyless, material_damaged, reporter_in_clear
from tests.oversight.faults_of_decisions import (
    decided_alone,
    hearing_left_open,
    rating_outlived,
    supported_unexecuted,
)
from tests.oversight.faults_of_keeping import (
    accused_can_see,
    destroyed_improperly,
    named_not_shut_out,
    review_overdue,
)
from tests.oversight.faults_of_measures import (
    closed_with_measures,
    measure_differs,
    measure_without_clock,
)
from tests.oversight.faults_of_papers import (
    closed_within_window,
    limit_not_passed,
    notice_on_no_desk,
)
from tests.oversight.faults_of_record import (
    acceptance_differs,
    identity_altered,
    rating_differs,
    recused_can_see,
)
from tests.oversight.faults_of_rights import (
    keys_joined,
    rights_off_record,
    rights_unconfirmed,
)
from tests.oversight.sound import climbed, fresh, now, withdrawn
from tests.ways import bring_to
from workflows.counting.work_calendar import end_of_legal_day, legal_date
from workflows.escalation import rung_effects
from workflows.models import (
    Alarm,
    Case,
    CaseEvent,
    CaseScope,
    Clock,
    ClockEvent,
    Counter,
    DeskTask,
    Document,
)
from workflows.states import Status

Planter = Callable[[Office], set[str]]


def scopes_differ(office: Office) -> set[str]:
    case = fresh(office)
    CaseScope.objects.filter(case=case, scope__contains=":region:").delete()
    return {case.number}


def letter_missing(office: Office) -> set[str]:
    case = fresh(office)
    Petition.objects.filter(case=case).delete()
    return {case.number}


def status_differs(office: Office) -> set[str]:
    case = fresh(office)
    Case.objects.filter(pk=case.pk).update(status=Status.FORWARDED)
    return {case.number}


def open_without_desk(office: Office) -> set[str]:
    case = fresh(office)
    DeskTask.objects.filter(case=case).update(status="DONE")
    return {case.number}


def open_without_clock(office: Office) -> set[str]:
    case = fresh(office)
    clock = case.clocks.get()
    event = case.events.get()
    ClockEvent.objects.create(clock=clock, kind="void", on=legal_date(now()), case_event=event)
    case.clocks.update(state="void", stopped_at=now())
    clock.alarms.update(state="void")
    return {case.number}


def ended_with_desk(office: Office) -> set[str]:
    case = withdrawn(office)
    DeskTask.objects.filter(case=case).update(status="NEW")
    return {case.number}


def work_without_desk(office: Office) -> set[str]:
    case = advance(office, fresh(office), "forward", at=now())
    act(office, case, "supervise", "bureau_head", at=now(), ground="perfunctory")
    DeskTask.objects.beside_cases().filter(case=case).update(status="DONE")
    return {case.number}


def ended_work_on_desk(office: Office) -> set[str]:
    case = advance(office, fresh(office), "forward", at=now())
    act(office, case, "supervise", "bureau_head", at=now(), ground="perfunctory")
    act(office, case, "withdraw", "petitioner", at=now())
    DeskTask.objects.beside_cases().filter(case=case).update(status="NEW")
    return {case.number}


@pgtrigger.ignore("workflows.ClockEvent:append_only")
def ended_with_clock(office: Office) -> set[str]:
    case = withdrawn(office)
    ClockEvent.objects.filter(clock__case=case, kind="void").delete()
    case.clocks.update(state="running", stopped_at=None)
    Alarm.objects.filter(clock__case=case).update(state="pending")
    return {case.number}


def closed_unit(office: Office) -> set[str]:
    case = advance(office, fresh(office), "forward", at=now())
    Unit.objects.filter(pk=case.holding_unit_id).update(closed_on=legal_date(now()))
    return {case.number}


def leader_gone(office: Office) -> set[str]:
    case = fresh(office)
    act(office, case, "appoint_leader", "officer", at=now())
    office["leader"].tenures.update(until=now())
    return {case.number}


def returned_too_often(office: Office) -> set[str]:
    case = fresh(office)
    for _time in range(3):
        CaseEvent.objects.create(
            case=case,
            act="uphold_objection",
            actor_kind="person",
            actor=office["officer"],
            at=now(),
            source=Status.OBJECTED,
            target=Status.REGISTERED,
        )
    return {case.number}


def ended_with_part(office: Office) -> set[str]:
    case = withdrawn(office)
    told = {"unit": office.units["other"], "part": "assisting", "since": now()}
    case.parts.create(**told)
    return {case.number}


def desk_of_nobody(office: Office) -> set[str]:
    case = fresh(office)
    DeskTask.objects.filter(case=case).update(unit=None)
    return {case.number}


def desk_unserved(office: Office) -> set[str]:
    case = advance(office, fresh(office), "forward", at=now())
    office["unit_officer"].tenures.update(until=now())
    return {case.number}


def orphan_desk(office: Office) -> set[str]:
    case = fresh(office)
    desk = DeskTask.objects.filter(case=case, status="NEW")
    desk.update(owner=office["registrar"], status="ASSIGNED")
    return {case.number}


def two_desks(office: Office) -> set[str]:
    case = fresh(office)
    desk = DeskTask.objects.get(case=case, status="NEW")
    desk.pk = None
    desk.save(force_insert=True)
    return {case.number}


def clock_without_alarm(office: Office) -> set[str]:
    case = fresh(office)
    Alarm.objects.filter(clock__case=case).update(state="void")
    return {case.number}


def alarm_unfired(office: Office) -> set[str]:
    return {petition(office).case.number}


def alarm_aside(office: Office) -> set[str]:
    case = fresh(office)
    Alarm.objects.filter(clock__case=case, rung="remind_1").update(state="aside")
    return {case.number}


def alarm_unrecorded(office: Office) -> set[str]:
    case = climbed(office)
    Alarm.objects.filter(clock__case=case, rung="urge").update(case_event=None)
    return {case.number}


def rung_unheard(office: Office) -> set[str]:
    case = climbed(office)
    spoken = CaseEvent.objects.get(case=case, act="warn")
    Notice.objects.filter(dedupe_key=f"event:{spoken.pk}").delete()
    return {case.number}


def extended_too_far(office: Office) -> set[str]:
    """A second extension that article 34 does not know, with everything else in step."""
    case = advance(office, fresh(office), "investigate", at=now())
    extension = act(office, case, "extend", "unit_head", at=now())
    clock = Clock.objects.select_related("rule").get(case=case, rule__key="handle")
    again = {"on": legal_date(now()), "days": 30, "case_event": extension}
    ClockEvent.objects.create(clock=clock, kind="extend", **again)
    calendar = Calendars().of(clock.unit_id)
    due = last_day(clock.rule, None, list(clock.events.all()), calendar)
    assert due
    Clock.objects.filter(pk=clock.pk).update(due_on=due, due_at=end_of_legal_day(due))
    return {case.number}


def due_date_differs(office: Office) -> set[str]:
    case = fresh(office)
    case.clocks.update(due_on=F("due_on") + timedelta(days=1))
    return {case.number}


def lateness_differs(office: Office) -> set[str]:
    case = bring_to(office, Status.ACCEPTED)
    rung_effects.sweep(now())
    late = case.clocks.filter(rule__key="xf_triage")
    late.update(stopped_at=F("due_at") - timedelta(days=2))
    return {case.number}


@pgtrigger.ignore("workflows.CaseEvent:append_only")
def served_without_proof(office: Office) -> set[str]:
    case = bring_to(office, Status.SERVED)
    rung_effects.sweep(now())
    case.events.filter(act="serve").update(details={"method": "post", "proof": ""})
    with pgtrigger.ignore("workflows.PaperService:append_only"):
        case.services.filter(event__act="serve").delete()
    return {case.number}


@pgtrigger.ignore("workflows.CaseEvent:append_only", "workflows.PaperService:append_only")
def served_too_early(office: Office) -> set[str]:
    """An opinion dated before its sign-off, a review before it was asked for, a notice too."""
    opinion, review = bring_to(office, Status.SERVED), bring_to(office, Status.REVIEW_SERVED)
    notice = bring_to(office, Status.ACCEPTED)
    opinion.events.filter(act="serve").update(details={"served_on": "2026-08-10", "proof": "有"})
    review.events.filter(act="decide_review").update(details={"served_on": "2026-08-10"})
    notice.services.update(served_on="2026-08-10")
    rung_effects.sweep(now())
    return {opinion.number, review.number, notice.number}


@pgtrigger.ignore("workflows.Document:append_only")
def number_missing(office: Office) -> set[str]:
    case = fresh(office)
    case.documents.update(number="")
    Counter.objects.filter(series__contains="registration_receipt").update(value=F("value") - 1)
    return {case.number}


@pgtrigger.ignore("workflows.Document:append_only")
def number_gap(office: Office) -> set[str]:
    case = fresh(office)
    Document.objects.filter(case=case).delete()
    series = Counter.objects.get(series__contains="registration_receipt")
    return {f"{series.series}:{series.value}"}


@pgtrigger.ignore("workflows.Document:append_only")
def number_twice(office: Office) -> set[str]:
    case, other = fresh(office), fresh(office)
    number = case.documents.get().number
    other.documents.update(number=f"新{number}")
    Counter.objects.filter(series__contains="registration_receipt").update(value=F("value") - 1)
    return {case.number, other.number}


def delivery_stuck(office: Office) -> set[str]:
    fresh(office)
    notice = Notice.objects.all()[0]
    long_ago = now() - timedelta(hours=2)
    stuck = Delivery.objects.create(notice=notice, channel="email", next_try_at=long_ago)
    return {f"delivery:{stuck.pk}"}


PLANTED: Final[tuple[Planter, ...]] = (
    scopes_differ, letter_missing, status_differs, open_without_desk, open_without_clock,
    ended_with_desk, ended_with_clock, closed_unit, leader_gone, returned_too_often,
    ended_with_part, desk_of_nobody, desk_unserved, orphan_desk, two_desks,
    work_without_desk, ended_work_on_desk,
    clock_without_alarm, alarm_unfired, alarm_aside, alarm_unrecorded, rung_unheard,
    extended_too_far, due_date_differs, lateness_differs,
    closed_with_measures, measure_without_clock, measure_differs,
    served_without_proof, served_too_early, limit_not_passed, closed_within_window,
    notice_on_no_desk, decided_alone, supported_unexecuted, rating_outlived,
    hearing_left_open,
    rating_differs, acceptance_differs, recused_can_see, identity_altered,
    number_missing, number_gap, number_twice,
    delivery_stuck, named_not_shut_out, accused_can_see, destroyed_improperly, review_overdue,
    rights_off_record, rights_unconfirmed, keys_joined,
    identity_keyless, reporter_in_clear, material_damaged,
)  # fmt: skip
"""Each is called as the check that must find it."""
