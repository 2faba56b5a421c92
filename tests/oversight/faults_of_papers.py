"""Papers that state what was not so, and a right cut short, planted behind the door's back."""

from datetime import timedelta

import pgtrigger
from django.utils import translation
from django.utils.formats import date_format

from tests.office import Office, act, advance
from tests.oversight.sound import fresh, now
from workflows.counting.work_calendar import legal_date
from workflows.models import CaseEvent, ClockEvent


@pgtrigger.ignore("workflows.Document:append_only")
def limit_not_passed(office: Office) -> set[str]:
    """A letter as an earlier version issued it, and one on a right that nobody is late with."""
    early, of_right = fresh(office), fresh(office)
    with translation.override("zh-hans"):
        ahead = date_format(legal_date(now() + timedelta(days=9)))
    claims = {
        early: f"“信访部门登记分流”的期限届满日为<strong>{ahead}</strong>，已触发红色预警",
        of_right: "“管辖异议”的期限于<strong>2026年8月10日</strong>届满",
    }
    for case, claim in claims.items():
        act(office, case, "warn", "officer", at=now())
        case.documents.filter(kind="warning_inquiry").update(body=claim)
    return {case.number for case in claims}


@pgtrigger.ignore("workflows.ClockEvent:append_only")
def notice_on_no_desk(office: Office) -> set[str]:
    """A notice that nobody served, and the task on the desk is of something else."""
    case = advance(office, fresh(office), "forward", at=now())
    act(office, case, "accept", "unit_officer", at=now(), handed_to="")
    begun = ClockEvent.objects.filter(clock__case=case, clock__rule__key="paper_service")
    begun.update(case_event=case.events.get(act="forward"))
    return {case.number}


@pgtrigger.ignore("workflows.CaseEvent:append_only")
def closed_within_window(office: Office) -> set[str]:
    """A file closed by a tick of staff, as an earlier version let them."""
    case = advance(office, fresh(office), "sign_off", at=now())
    act(office, case, "serve", "unit_officer", at=now(), served_on=legal_date(now()).isoformat())
    act(office, case, "waive_review", "petitioner", at=now())
    act(office, case, "close", "unit_officer", at=now())
    CaseEvent.objects.filter(case=case, act="waive_review").update(act="remind")
    return {case.number}
