"""The kinds of official paper: who issues each, to whom, and which limit it speaks of."""

from dataclasses import dataclass
from enum import Enum


class Party(Enum):
    """Who issues a paper or receives it."""

    INTAKE = "the unit that took the case in"
    HOLDER = "the unit that holds the case"
    SENDER = "the unit that sent the case down"
    OBJECTOR = "the unit that objected"
    REVIEW = "the reviewing organ"
    PETITIONER = "the petitioner"
    NAMED = "the unit or leader among the act's details"
    ACTING = "the unit in whose name the act was done"


@dataclass(frozen=True, slots=True)
class Paper:
    """A kind of paper. `mark` stands in its number; `speaks_of` are clock rules, nearest first."""

    title: str
    mark: str
    issuer: Party
    addressee: Party
    speaks_of: tuple[str, ...] = ()


PAPERS: dict[str, Paper] = {
    "registration_receipt": Paper("登记回执", "登", Party.INTAKE, Party.PETITIONER),
    "transfer_letter": Paper(
        "转送函", "转", Party.SENDER, Party.HOLDER, ("transfer_notice", "simple_accept")
    ),
    "assignment_letter": Paper(
        "交办函", "交", Party.SENDER, Party.HOLDER, ("assign_report", "transfer_notice")
    ),
    "objection_letter": Paper("管辖异议函", "异", Party.HOLDER, Party.SENDER),
    "objection_reply": Paper(
        "管辖异议复函", "复", Party.ACTING, Party.OBJECTOR, ("transfer_notice",)
    ),
    "designation_letter": Paper(
        "指定受理函", "指", Party.SENDER, Party.HOLDER, ("transfer_notice",)
    ),
    "acceptance_notice": Paper(
        "受理告知书",
        "受",
        Party.HOLDER,
        Party.PETITIONER,
        ("handle", "simple_handle", "suggestion_reply"),
    ),
    "refusal_notice": Paper("不予受理告知书", "拒", Party.HOLDER, Party.PETITIONER),
    "final_refusal_notice": Paper("不再受理告知书", "终", Party.HOLDER, Party.PETITIONER),
    "statutory_route_notice": Paper("分类处理告知书", "导", Party.HOLDER, Party.PETITIONER),
    "discipline_transfer_letter": Paper("移送函", "移", Party.HOLDER, Party.NAMED),
    "assist_letter": Paper("协办函", "协", Party.HOLDER, Party.NAMED, ("assist_report",)),
    "leader_record": Paper("包案登记表", "包", Party.INTAKE, Party.NAMED),
    "extension_notice": Paper(
        "延长办理期限告知书", "延", Party.HOLDER, Party.PETITIONER, ("handle",)
    ),
    "handling_opinion": Paper(
        "信访处理意见书", "处", Party.HOLDER, Party.PETITIONER, ("review_apply",)
    ),
    "service_return": Paper("送达回证", "送", Party.HOLDER, Party.PETITIONER),
    "settlement_agreement": Paper("调解协议书", "调", Party.HOLDER, Party.PETITIONER),
    "review_opinion": Paper(
        "复查意见书", "查", Party.REVIEW, Party.PETITIONER, ("recheck_apply", "handle")
    ),
    "recheck_opinion": Paper("复核意见书", "核", Party.REVIEW, Party.PETITIONER),
    "closing_report": Paper("办结报告", "结", Party.HOLDER, Party.SENDER),
    "checking_report": Paper("核查了结报告", "了", Party.INTAKE, Party.INTAKE),
    "urge_notice": Paper("催办通知", "催", Party.INTAKE, Party.HOLDER),
    "supervision_letter": Paper("督办函", "督", Party.INTAKE, Party.HOLDER, ("supervise_reply",)),
    "warning_inquiry": Paper("红色预警函询函", "警", Party.INTAKE, Party.HOLDER),
    "call_in_notice": Paper("约谈通知书", "约", Party.INTAKE, Party.HOLDER),
    "withdrawal_record": Paper("撤回记录", "撤", Party.HOLDER, Party.PETITIONER),
    "clue_hand_over": Paper(
        "问题线索移送单", "线移", Party.HOLDER, Party.HOLDER, ("clue_opinion",)
    ),
    "clue_forward_letter": Paper(
        "检举控告转送函", "检转", Party.SENDER, Party.HOLDER, ("tip_accept_down",)
    ),
    "clue_assignment_letter": Paper(
        "检举控告交办函", "检交", Party.SENDER, Party.HOLDER, ("tip_assigned",)
    ),
    "clue_transfer_letter": Paper("检举控告移送有关机关函", "检移", Party.HOLDER, Party.NAMED),
    "demand_transfer_letter": Paper("诉求事项移送函", "诉移", Party.HOLDER, Party.NAMED),
    "clue_result_return": Paper("检举控告办理结果反馈表", "检馈", Party.HOLDER, Party.SENDER),
    "clarification_letter": Paper("澄清函", "澄", Party.HOLDER, Party.NAMED),
    "destruction_certificate": Paper("销毁证明", "销", Party.ACTING, Party.ACTING),
    "personnel_briefing": Paper("信访情况通报", "通", Party.INTAKE, Party.NAMED),
    "hearing_public_notice": Paper("信访听证公告", "告", Party.REVIEW, Party.NAMED),
    "hearing_notice": Paper("听证通知书", "听", Party.REVIEW, Party.PETITIONER),
}
