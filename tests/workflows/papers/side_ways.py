"""Ways that a matter takes beside the ordinary one, each issuing papers of its own."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from tests.office import WAY, Office, act, petition
from tests.ways import AFTERWARDS, SERVED, bring_to
from workflows.models import Case, Document
from workflows.states import Status

Step = tuple[str, str, Mapping[str, Any]]
LATER: Final = AFTERWARDS + timedelta(days=1)
WHY: Final = {"reason": "经核实，职责清单已有规定。"}
NONE: Final[Mapping[str, Any]] = {}
FOUND: Final = {
    "problem": "审核流程缺少复核。",
    "advice": "建立复核制度。",
    "unit": "unit department",
}
ORDER: Final = {"task": "补发到账。", "limit_on": "2026-09-01"}
HELD: Final = {"held_on": str((AFTERWARDS + timedelta(days=9)).date())}
SETTLED: Final = {"manner": "reconciliation", "signed_on": str(AFTERWARDS.date())}
CORRECTED: Final = {"field": "subject", "subject": "养老金停发四个月的问题"}
TOLD: Final = {"rank": "乡科级", "organ": "县委组织部", "summary": "反映某干部作风问题。"}
EVIDENCE: Final = {"ground": "evidence", "basis": "银行流水一份", "reason": "少补一个月。"}
CHECKED: Final = {"identity": "document", "checked": "居民身份证，与登记一致"}
WRONG: Final = {"reason": "属于其他部门职责，受理有误。"}

SIDE_WAYS: Final[tuple[tuple[Status, tuple[Step, ...]], ...]] = (
    (Status.REGISTERED, (("assign", "bureau_head", {"limit_on": "2026-10-30"}),
                         *((name, by, NONE) for name, by in WAY[1:]),
                         ("report_back", "unit_officer", NONE))),
    (Status.REGISTERED, (("report_urgent", "officer", NONE),
                         ("propose_inform_personnel", "officer", TOLD),
                         ("approve_inform_personnel", "bureau_head", NONE))),
    (Status.REGISTERED, (("route_discipline", "officer", {"unit": "unit discipline"}),)),
    (Status.REGISTERED, (("reissue_code", "registrar", CHECKED),
                         ("correct", "officer", CORRECTED | WHY))),
    (Status.OBJECTED, (("uphold_objection", "officer", NONE),)),
    (Status.OBJECTED, (("reject_objection", "officer", NONE),)),
    (Status.OBJECTED, (("designate", "bureau_head", WHY),)),
    (Status.ACCEPTED, (("appoint_leader", "officer", NONE), ("extend", "unit_head", NONE))),
    (Status.ACCEPTED, (("propose_pass_on", "unit_officer", WRONG | {"unit": "unit bureau"}),
                       ("approve_pass_on", "officer", NONE))),
    (Status.ACCEPTED, (("propose_pass_on", "unit_officer", WRONG | {"unit": "unit other"}),
                       ("approve_pass_on", "officer", NONE))),
    (Status.INVESTIGATING, (("ask_assistance", "unit_officer",
                             ORDER | {"unit": "unit other"}),)),
    (Status.INVESTIGATING, (("call_hearing", "unit_head", HELD), ("settle", "unit_officer", NONE))),
    (Status.INVESTIGATING, (("settle", "unit_officer", SETTLED),)),
    (Status.SERVED, (("advise_improvement", "bureau_head", FOUND),
                            ("answer_advice", "unit_officer",
                             {"paper": "paper improvement_advice", "adopted": "whole",
                              "answer": "已建立复核制度。"}))),
    (Status.CLOSED, (("advise_policy", "bureau_head", FOUND),
                            ("advise_accountability", "bureau_head", FOUND))),
    (Status.SERVED, (("execute", "officer", ORDER),
                     ("report_execution", "unit_officer", {"report": "八月已补发到账。"}))),
    (Status.SERVED, (("correct", "officer", CORRECTED | WHY),)),
    (Status.UNDER_REVIEW, (("call_review_hearing", "reviewer", HELD),)),
    (Status.UNDER_RECHECK, (("begin_hearing", "rechecker", HELD),)),
    (Status.CONCLUDED, (("propose_reopen", "unit_officer", EVIDENCE),
                        ("approve_reopen", "unit_head", NONE))),
)  # fmt: skip


def play(office: Office) -> None:
    """Each way on a case of its own; a suggestion, and a matter brought again after its end."""
    for status, steps in SIDE_WAYS:
        case = bring_to(office, status)
        for name, by, details in steps:
            act(office, case, name, by, at=LATER, **_meant(office, case, details))
    _suggestion(office)
    _brought_again(office)


def _meant(office: Office, case: Case, details: Mapping[str, Any]) -> dict[str, Any]:
    """The details with ids in place of "unit NAME" and "paper KIND"."""
    meant = dict(details)
    for name, value in details.items():
        word, _, named = str(value).partition(" ")
        if word == "unit":
            meant[name] = office.units[named].pk
        if word == "paper":
            meant[name] = Document.objects.get(case=case, kind=named).pk
    return meant


def _suggestion(office: Office) -> None:
    case = petition(office).case
    act(office, case, "forward", "officer", at=SERVED)
    act(office, case, "accept", "unit_officer", at=SERVED, petition_class="suggestion", route="")
    act(office, case, "investigate", "unit_officer", at=SERVED)
    reply = {"studied": "建议增设公交站。", "adoption": "partly", "reply": "部分站点明年增设。"}
    act(office, case, "reply_suggestion", "unit_officer", at=AFTERWARDS, **reply)


def _brought_again(office: Office) -> None:
    ended = bring_to(office, Status.CONCLUDED)
    case = petition(office, at=AFTERWARDS).case
    final = {"ground": "rechecked", "earlier": ended.number, "reason": "同一事项已经复核终结。"}
    act(office, case, "refuse_final", "officer", at=LATER, **final)
