"""The kinds of official paper: who issues each, to whom, who reads it, which limit it speaks of."""

from dataclasses import dataclass, field
from enum import Enum


class PaperParty(Enum):
    """Who issues a paper or receives it."""

    INTAKE = "the unit that took the case in"
    HOLDER = "the unit that holds the case"
    SENDER = "the unit that sent the case down"
    OBJECTOR = "the unit that objected"
    FORMER = "the unit that had the case before the act"
    REVIEW = "the reviewing organ"
    PETITIONER = "the petitioner"
    NAMED = "the unit or leader among the act's details"
    ACTING = "the unit in whose name the act was done"
    SUPERVISOR = "the unit that supervises; on the ladder's rungs the one that took the case in"
    ADDRESSED = "the unit that a letter of supervision is written to, by default the holder"


@dataclass(frozen=True, slots=True)
class Paper:
    """A kind of paper. `mark` stands in its number; `speaks_of` are clock rules, nearest first."""

    title: str
    mark: str
    issuer: PaperParty
    addressee: PaperParty
    speaks_of: tuple[str, ...] = ()
    # Whether it names the duties of its addressee that are over (条例 39, 40), and no other limit.
    names_overdue: bool = field(default=False, kw_only=True)
    # The application that it answers: it prints what the petitioner wrote there.
    answers: str = field(default="", kw_only=True)
    # Whether it tells what was drafted and signed off.
    shows_draft: bool = False
    # Every kind says it: a paper to somebody else may be the petitioner's to read as well.
    petitioner_reads: bool = field(kw_only=True)


PAPERS: dict[str, Paper] = {
    "registration_receipt": Paper(
        "登记回执", "登", PaperParty.INTAKE, PaperParty.PETITIONER, petitioner_reads=True
    ),
    "transfer_letter": Paper(
        "转送函",
        "转",
        PaperParty.ACTING,
        PaperParty.HOLDER,
        ("transfer_notice", "simple_accept"),
        petitioner_reads=False,
    ),
    "pass_on_letter": Paper(
        "移送函",
        "移转",
        PaperParty.ACTING,
        PaperParty.HOLDER,
        ("transfer_notice",),
        petitioner_reads=False,
    ),
    "return_letter": Paper(
        "退回函",
        "退",
        PaperParty.FORMER,
        PaperParty.HOLDER,
        ("transfer_notice", "xf_triage"),
        petitioner_reads=False,
    ),
    "pass_on_notice": Paper(
        "受理更正告知书",
        "受更",
        PaperParty.FORMER,
        PaperParty.PETITIONER,
        ("transfer_notice", "xf_triage"),
        petitioner_reads=True,
    ),
    "assignment_letter": Paper(
        "交办函",
        "交",
        PaperParty.SENDER,
        PaperParty.HOLDER,
        ("assign_report", "transfer_notice"),
        petitioner_reads=False,
    ),
    "objection_letter": Paper(
        "管辖异议函", "异", PaperParty.HOLDER, PaperParty.SENDER, petitioner_reads=False
    ),
    "objection_reply": Paper(
        "管辖异议复函",
        "复",
        PaperParty.ACTING,
        PaperParty.OBJECTOR,
        ("transfer_notice",),
        petitioner_reads=False,
    ),
    "designation_request": Paper(
        "报请指定受理函", "请", PaperParty.HOLDER, PaperParty.SENDER, petitioner_reads=False
    ),
    "designation_reply": Paper(
        "指定受理复函", "指复", PaperParty.ACTING, PaperParty.HOLDER, petitioner_reads=False
    ),
    "designation_letter": Paper(
        "指定受理函",
        "指",
        PaperParty.SENDER,
        PaperParty.HOLDER,
        ("transfer_notice",),
        petitioner_reads=False,
    ),
    "acceptance_notice": Paper(
        "受理告知书",
        "受",
        PaperParty.HOLDER,
        PaperParty.PETITIONER,
        ("handle", "simple_handle", "suggestion_reply", "accusation_reply"),
        petitioner_reads=True,
    ),
    "refusal_notice": Paper(
        "不予受理告知书", "拒", PaperParty.HOLDER, PaperParty.PETITIONER, petitioner_reads=True
    ),
    "final_refusal_notice": Paper(
        "不再受理告知书", "终", PaperParty.HOLDER, PaperParty.PETITIONER, petitioner_reads=True
    ),
    "statutory_route_notice": Paper(
        "分类处理告知书", "导", PaperParty.ACTING, PaperParty.PETITIONER, petitioner_reads=True
    ),
    "discipline_transfer_letter": Paper(
        "移送函", "移", PaperParty.ACTING, PaperParty.NAMED, petitioner_reads=False
    ),
    "assist_letter": Paper(
        "协办函",
        "协",
        PaperParty.HOLDER,
        PaperParty.NAMED,
        ("assist_report",),
        petitioner_reads=False,
    ),
    "leader_record": Paper(
        "包案登记表",
        "包",
        PaperParty.SUPERVISOR,
        PaperParty.NAMED,
        ("leader_case",),
        petitioner_reads=False,
    ),
    "extension_notice": Paper(
        "延长办理期限告知书",
        "延",
        PaperParty.HOLDER,
        PaperParty.PETITIONER,
        ("handle",),
        petitioner_reads=True,
    ),
    "handling_opinion": Paper(
        "信访处理意见书",
        "处",
        PaperParty.HOLDER,
        PaperParty.PETITIONER,
        ("review_apply",),
        shows_draft=True,
        petitioner_reads=True,
    ),
    "service_return": Paper(
        "送达回证", "送", PaperParty.HOLDER, PaperParty.HOLDER, petitioner_reads=False
    ),
    "review_service_return": Paper(
        "送达回证", "复送", PaperParty.REVIEW, PaperParty.REVIEW, petitioner_reads=False
    ),
    "suggestion_reply": Paper(
        "信访建议回复函", "建", PaperParty.HOLDER, PaperParty.PETITIONER, petitioner_reads=True
    ),
    "settlement_agreement": Paper(
        "调解协议书", "调", PaperParty.HOLDER, PaperParty.PETITIONER, petitioner_reads=True
    ),
    "reconciliation_agreement": Paper(
        "和解协议书", "和", PaperParty.HOLDER, PaperParty.PETITIONER, petitioner_reads=True
    ),
    "review_opinion": Paper(
        "复查意见书",
        "查",
        PaperParty.REVIEW,
        PaperParty.PETITIONER,
        ("recheck_apply", "handle"),
        answers="request_review",
        petitioner_reads=True,
    ),
    "recheck_opinion": Paper(
        "复核意见书",
        "核",
        PaperParty.REVIEW,
        PaperParty.PETITIONER,
        answers="request_recheck",
        petitioner_reads=True,
    ),
    "closing_report": Paper(
        "办结报告", "结", PaperParty.ACTING, PaperParty.SENDER, petitioner_reads=False
    ),
    "assignment_report": Paper(
        "交办事项办结报告", "办", PaperParty.ACTING, PaperParty.NAMED, petitioner_reads=False
    ),
    "checking_report": Paper(
        "核查了结报告", "了", PaperParty.INTAKE, PaperParty.INTAKE, petitioner_reads=False
    ),
    "execution_order": Paper(
        "督促执行通知",
        "执",
        PaperParty.ACTING,
        PaperParty.NAMED,
        ("execution",),
        shows_draft=True,
        petitioner_reads=False,
    ),
    "execution_report": Paper(
        "处理意见执行情况报告",
        "执报",
        PaperParty.ACTING,
        PaperParty.SENDER,
        shows_draft=True,
        petitioner_reads=True,
    ),
    "urge_notice": Paper(
        "催办通知",
        "催",
        PaperParty.SUPERVISOR,
        PaperParty.ADDRESSED,
        names_overdue=True,
        petitioner_reads=False,
    ),
    "supervision_letter": Paper(
        "督办函",
        "督",
        PaperParty.SUPERVISOR,
        PaperParty.ADDRESSED,
        names_overdue=True,
        petitioner_reads=False,
    ),
    "warning_inquiry": Paper(
        "红色预警函询函",
        "警",
        PaperParty.SUPERVISOR,
        PaperParty.ADDRESSED,
        names_overdue=True,
        petitioner_reads=False,
    ),
    "call_in_notice": Paper(
        "约谈通知书",
        "约",
        PaperParty.SUPERVISOR,
        PaperParty.ADDRESSED,
        names_overdue=True,
        petitioner_reads=False,
    ),
    "reopening_decision": Paper(
        "重新办理决定",
        "重",
        PaperParty.ACTING,
        PaperParty.PETITIONER,
        ("handle", "suggestion_reply", "accusation_reply"),
        petitioner_reads=True,
    ),
    **{
        kind: Paper(
            title,
            mark,
            PaperParty.ACTING,
            PaperParty.NAMED,
            ("advice_feedback",),
            petitioner_reads=False,
        )
        for kind, title, mark in (
            ("improvement_advice", "改进工作建议书", "改建"),
            ("policy_advice", "完善政策建议书", "政建"),
            ("accountability_advice", "追究责任建议书", "责建"),
        )
    },
    "advice_answer": Paper(
        "建议采纳情况反馈函", "采", PaperParty.ACTING, PaperParty.NAMED, petitioner_reads=False
    ),
    "correction_notice": Paper(
        "更正通知书", "更", PaperParty.ACTING, PaperParty.PETITIONER, petitioner_reads=True
    ),
    "correction_letter": Paper(
        "更正函", "更函", PaperParty.ACTING, PaperParty.HOLDER, petitioner_reads=False
    ),
    "withdrawal_record": Paper(
        "撤回记录", "撤", PaperParty.ACTING, PaperParty.PETITIONER, petitioner_reads=True
    ),
    "code_slip": Paper(
        "查询凭条", "凭", PaperParty.ACTING, PaperParty.PETITIONER, petitioner_reads=True
    ),
    "clue_hand_over": Paper(
        "问题线索移送单",
        "线移",
        PaperParty.HOLDER,
        PaperParty.HOLDER,
        ("clue_opinion",),
        petitioner_reads=False,
    ),
    "clue_forward_letter": Paper(
        "检举控告转送函",
        "检转",
        PaperParty.SENDER,
        PaperParty.HOLDER,
        ("tip_accept_down",),
        petitioner_reads=False,
    ),
    "clue_assignment_letter": Paper(
        "检举控告交办函",
        "检交",
        PaperParty.SENDER,
        PaperParty.HOLDER,
        ("tip_assigned",),
        petitioner_reads=False,
    ),
    "clue_transfer_letter": Paper(
        "检举控告移送有关机关函",
        "检移",
        PaperParty.HOLDER,
        PaperParty.NAMED,
        petitioner_reads=False,
    ),
    "demand_transfer_letter": Paper(
        "诉求事项移送函", "诉移", PaperParty.HOLDER, PaperParty.NAMED, petitioner_reads=False
    ),
    "clue_result_return": Paper(
        "检举控告办理结果反馈表",
        "检馈",
        PaperParty.HOLDER,
        PaperParty.SENDER,
        petitioner_reads=False,
    ),
    "clarification_letter": Paper(
        "澄清函", "澄", PaperParty.HOLDER, PaperParty.NAMED, petitioner_reads=False
    ),
    "destruction_certificate": Paper(
        "销毁证明", "销", PaperParty.ACTING, PaperParty.ACTING, petitioner_reads=False
    ),
    "personnel_briefing": Paper(
        "信访情况通报", "通", PaperParty.INTAKE, PaperParty.NAMED, petitioner_reads=False
    ),
    "urgent_report": Paper(
        "重大紧急信访事项报告", "急", PaperParty.ACTING, PaperParty.NAMED, petitioner_reads=False
    ),
    "hearing_public_notice": Paper(
        "信访听证公告", "告", PaperParty.ACTING, PaperParty.NAMED, petitioner_reads=True
    ),
    "hearing_notice": Paper(
        "听证通知书", "听", PaperParty.ACTING, PaperParty.PETITIONER, petitioner_reads=True
    ),
}

FOR_PETITIONER = frozenset(kind for kind, paper in PAPERS.items() if paper.petitioner_reads)
