"""What each act of a demonstration case says; the words are those of its matter."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import TypeAlias

from django.utils.dateformat import format as date_format

from demo.founding import Cast
from demo.measuring import MEASURING
from demo.story import Life, Scene
from organizations.review_route import reviewers
from workflows.counting.work_calendar import legal_date
from workflows.petition.handling_requirements import DEMANDS

Details: TypeAlias = dict[str, object]
Writer: TypeAlias = Callable[[Cast, Life, Scene], Details]
REPORT_DAYS = 40
DEMANDED: Mapping[str, str] = MappingProxyType(
    {
        "answered": "已当面向信访人说明政策依据和处理结果，答复情况记录在卷。",
        "responsible": "具体经办人员和分管负责人",
        "accountability": "对经办人员批评教育，责令分管负责人作出书面检查。",
        "clue": "问题线索已移送同级纪检监察机关，线索移送回执在卷。",
        "cleared": "已在被反映人所在单位和居住地公开澄清。",
    }
)
"""What the ways of handling ask beyond the matter's own words."""
RATINGS: Mapping[str, tuple[int, int, str]] = MappingProxyType(
    {
        "": (0, 1, "问题基本解决，工作人员态度好。"),
        "content": (0, 0, "问题解决了，感谢。"),
        "dissatisfied": (1, 3, "等的时间太长，结果没有达到预期。"),
    }
)


def _forward(_cast: Cast, life: Life, scene: Scene) -> Details:
    unit = life.other_unit if scene.variant == "other" else life.unit
    return {"unit": unit.pk, "simple": scene.variant == "simple"}


def _assign(_cast: Cast, life: Life, scene: Scene) -> Details:
    limit = legal_date(scene.at) + timedelta(days=REPORT_DAYS)
    return {"unit": life.unit.pk, "limit_on": limit, "remark": "请按期报告办理结果。"}


def _designate(_cast: Cast, life: Life, _scene: Scene) -> Details:
    return {"unit": life.unit.pk, "reason": "两次退回，按职责分工指定由该单位受理办理。"}


def _accept(_cast: Cast, life: Life, scene: Scene) -> Details:
    suggestion = scene.variant == "suggestion"
    return {
        "petition_class": "suggestion" if suggestion else "appeal",
        "route": "" if suggestion else "6",
        "simple": scene.variant == "simple",
        "method": "online",
    }


def _refuse(_cast: Cast, life: Life, _scene: Scene) -> Details:
    bureau = life.holder == life.intake and life.intake.kind == "petition_bureau"
    return {
        "ground": "court" if bureau else "not_ours",
        "reason": "经审查，该事项已经或者依法应当通过诉讼等法定程序解决。",
    }


def _refuse_final(cast: Cast, life: Life, scene: Scene) -> Details:
    return _refuse(cast, life, scene) | {
        "ground": "judicial_end",
        "judgment": "旗人民法院二〇二五年生效民事判决",
        "reason": "该事项已经依法终结，信访人仍以同一事实和理由提出，不再受理。",
    }


def _route(_cast: Cast, life: Life, _scene: Scene) -> Details:
    return {
        "route": str(life.filled.matter.route),
        "reason": life.filled.opinion,
    }


def _discipline(cast: Cast, life: Life, _scene: Scene) -> Details:
    return {
        "unit": cast.units[f"{life.county}-discipline_commission"].pk,
        "reason": "属于检举控告，依法移送纪检监察机关。",
    }


def _draft(_cast: Cast, life: Life, _scene: Scene) -> Details:
    matter = life.filled.matter
    known = {
        **DEMANDED,
        "conduct": life.filled.findings,
        "refuted": life.filled.findings,
        "mended": "；".join(life.filled.measures) or life.filled.opinion,
    }
    return {
        "category": matter.category,
        "outcome": matter.outcome,
        "facts": life.filled.findings,
        "opinion": life.filled.opinion,
        "basis": matter.basis,
        **{demand.detail: known[demand.detail] for demand in DEMANDS[matter.category]},
    }


def _settle(_cast: Cast, life: Life, scene: Scene) -> Details:
    """Signed online, for the same reason as a service is electronic."""
    return {
        "manner": "mediation",
        "other_party": life.unit.name,
        "mediator": "人民调解委员会调解员",
        "agreement": life.filled.opinion,
        "signed_on": legal_date(scene.at),
        "signed_online": "人民调解平台在线签署",
    }


def _serve(_cast: Cast, life: Life, scene: Scene) -> Details:
    """Electronically: a slip would be a file, which copies of a case can't have."""
    day = date_format(life.known_case.received_on, "Y年n月j日")
    return {
        "way": "electronic",
        "served_on": legal_date(scene.at),
        "consent": f"{day}登记时书面同意，送达至本人登记的手机号码",
    }


def _decide(_cast: Cast, life: Life, scene: Scene) -> Details:
    redo = scene.variant == "redo"
    kept = "经审查，原处理意见认定事实清楚、适用政策正确，予以维持。"
    anew = "经审查，原处理意见对部分事实未予核实，责令重新办理。"
    return {
        "result": "redo" if redo else "upheld",
        "opinion": anew if redo else kept,
    }


def _rate(_cast: Cast, _life: Life, scene: Scene) -> Details:
    bureau, unit, remark = RATINGS[scene.variant]
    return {"bureau_rating": bureau, "unit_rating": unit, "remark": remark}


def _link(_cast: Cast, life: Life, _scene: Scene) -> Details:
    original = life.original.case if life.original else None
    return {
        "original": original.number if original else "",
        "reason": "信访人说明与前一事项为同一事项。",
    }


def _leader(_cast: Cast, life: Life, _scene: Scene) -> Details:
    return {"leader": life.leader.pk, "reason": "涉及多个部门，按照分工由其包案协调。"}


def _close(_cast: Cast, _life: Life, _scene: Scene) -> Details:
    report = "处理意见已经送达并落实，信访人诉求办理到位，予以办结。"
    return {"report": report}


def _review(_cast: Cast, life: Life, _scene: Scene) -> Details:
    """The government's office, the first of the organs that may be chosen."""
    organ = reviewers(life.holder)[0]
    return {"reason": "对处理意见认定的事实和答复不服，请求复查。", "organ": organ.pk}


def _hearing(_cast: Cast, life: Life, scene: Scene) -> Details:
    return {
        "held_on": legal_date(scene.at + timedelta(days=5)),
        "held_at": "09:30",
        "place": f"{life.intake.region.name}群众来访接待中心听证室",
    }


def _fixed(**details: object) -> Writer:
    return lambda _cast, _life, _scene: details


DETAILS: Mapping[str, Writer] = MappingProxyType(
    {
        "forward": _forward,
        "assign": _assign,
        "designate": _designate,
        "object": _fixed(reason="经研究，所反映事项不属于本单位职责范围，请予退回。"),
        "uphold_objection": _fixed(reason="经核实，同意退回。"),
        "reject_objection": _fixed(reason="按照部门职责，该事项仍由你单位办理。"),
        "accept": _accept,
        "refuse": _refuse,
        "refuse_final": _refuse_final,
        "route_statutory": _route,
        "route_discipline": _discipline,
        "appoint_leader": _leader,
        "extend": lambda _cast, life, _scene: {
            "days": 30,
            "reason": "需要调取历史档案并会同有关部门核实。",
        },
        "draft_opinion": _draft,
        "send_back": _fixed(reason="事实部分缺少现场核查记录，请补充后再报。"),
        "reply_suggestion": lambda _cast, life, _scene: {
            "adoption": "partly",
            "studied": life.filled.findings,
            "reply": life.filled.opinion,
        },
        "serve": _serve,
        "serve_review": _serve,
        "serve_recheck": _serve,
        "record_service": _serve,
        "settle": _settle,
        "request_review": _review,
        "decide_review": _decide,
        "begin_hearing": _hearing,
        "request_recheck": _fixed(reason="对复查意见不服，请求复核并举行听证。"),
        "decide_recheck": _decide,
        "withdraw": _fixed(reason="问题已经自行协商解决，自愿撤回。"),
        "waive_review": _fixed(waived=True),
        "close": _close,
        "rate": _rate,
        "link_repeat": _link,
        **MEASURING,
        "report_execution": _fixed(report="处理意见已全部执行，执行凭证在卷。"),
        "supervise": _fixed(ground="delay", reason="超过办理期限，请说明原因并限期办结。"),
        "reply_supervision": _fixed(reply="已组成专班入户核查，十日内报送办理结果。"),
        "warn": _fixed(reason="逾期多日仍未办结，予以红色预警。"),
        "call_in": lambda _cast, _life, scene: {
            "reason": "经预警仍未整改，对单位负责人约谈。",
            "held_on": legal_date(scene.at) + timedelta(days=3),
            "held_at": "09:30",
            "place": "信访局会议室",
        },
    }
)
