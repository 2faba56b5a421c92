"""Every official letter: rendered with everything, and with nothing, without a gap or a slip."""

import re
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.template.loader import render_to_string

from workflows.cases.machines import ACTS
from workflows.counting.rule_catalogue import rules
from workflows.models import ClockRule
from workflows.papers import paper_issuing
from workflows.papers.paper_kinds import PAPERS

FOLDER = Path(paper_issuing.__file__).parents[1] / "templates" / "documents"
KINDS = sorted(path.stem for path in FOLDER.glob("*.html") if path.stem != "base")
EVERY_KIND = pytest.mark.parametrize("kind", KINDS)
FORMS = {"leader_record", "service_return", "withdrawal_record", "settlement_agreement"}
FORMS |= {"reconciliation_agreement", "destruction_certificate", "review_service_return"}
CLOCK: dict[str, Any] = {
    "name": "办结期限",
    "article": "信访工作条例 第三十四条",
    "due_on": date(2027, 1, 21),
    "proof_lines": ["2026年11月22日受理，次日起算。", "第60日为2027年1月21日，星期四。"],
}
DETAILS = {
    "ground": "同一事项正在办理",
    "route": "第三十一条第四项",
    "limit_on": "2027-01-10",
    "days": "30",
    "reason": "需要现场测量\n并走访邻里",
    "opinion": "补发养老金",
    "facts": "经核查属实",
    "basis": "《中华人民共和国社会保险法》",
    "outcome": "支持",
    "method": "直接送达",
    "served_on": "2026-11-22",
    "received_by": "信访人甲",
    "leader": "包案领导甲",
    "unit": "演示局",
    "agreement": "双方各让一步",
    "result": "维持",
    "query_code": "A1B2-C3D4",
    "simple": "True",
    "petitioner_accepts": "True",
}
FULL: dict[str, Any] = {
    "number": "土左信访〔2026〕7号",
    "issued_on": date(2026, 11, 22),
    "issuer": "土默特左旗信访局",
    "addressee": "土默特左旗自然资源局",
    "case_number": "150121-2026-000007",
    "subject": "反映养老金停发问题",
    "petitioner": "信访人甲",
    "received_on": date(2026, 11, 20),
    "details": DETAILS,
    "clock": CLOCK,
    "limits": {rule.key: ClockRule(**asdict(rule)) for rule in rules()},
    "begun": ClockRule(length=15, unit="calendar"),
    "organs_above": ["演示市人民政府", "演示市教育局"],
}


def full(kind: str, **changes: str) -> str:
    return render_to_string(f"documents/{kind}.html", {**FULL, **changes})


LAWS = ("《信访工作条例》", "《纪检监察机关处理检举控告工作规则》", "监察法实施条例》")
RECORDS = ("service_return", "withdrawal_record", "checking_report", "destruction_certificate",
           "review_service_return")  # fmt: skip
UNNUMBERED = ("clarification_letter", "demand_transfer_letter")
"""Read out, or sent where nobody may know of the clue: a case number would lead back to it."""


@EVERY_KIND
def test_a_letter_carries_its_number_case_issuer_and_date(kind: str) -> None:
    body = full(kind)
    for expected in ("土左信访〔2026〕7号", "土默特左旗信访局"):
        assert expected in body
    assert ("150121-2026-000007" in body) == (kind not in UNNUMBERED)
    assert "2026年11月22日" in body


@EVERY_KIND
def test_a_letter_cites_its_article_or_is_a_record(kind: str) -> None:
    assert any(law in full(kind) for law in LAWS) or kind in RECORDS


@EVERY_KIND
@pytest.mark.parametrize("known", [{}, {"details": {}, "clock": None}])
def test_a_letter_stands_with_nothing_known_but_its_day(kind: str, known: dict[str, Any]) -> None:
    """The day of issue is a letter's own, and says which law it cites."""
    body = render_to_string(f"documents/{kind}.html", known | {"issued_on": date(2026, 11, 22)})
    assert "</html>" in body
    assert "None" not in body


@EVERY_KIND
def test_no_letter_shows_a_programmes_words_or_styles_itself(kind: str) -> None:
    body = full(kind)
    for slip in ("None", "True", "False", "{{", "{%", "<script", "style="):
        assert slip not in body


@EVERY_KIND
def test_what_people_wrote_is_escaped(kind: str) -> None:
    body = full(kind, subject="<b>甲</b>", petitioner="<i>乙</i>")
    assert "<b>" not in body
    assert "<i>" not in body


@pytest.mark.parametrize("kind", sorted(set(KINDS) - FORMS))
def test_a_letter_that_is_no_form_has_an_addressee(kind: str) -> None:
    assert 'class="addressee"' in full(kind)


def test_every_paper_an_act_issues_has_its_template_and_title() -> None:
    issued = {paper for acts in ACTS.values() for act in acts.values() for paper in act.issues}
    assert issued <= set(KINDS)
    assert set(PAPERS) <= set(KINDS)


def test_a_handling_opinion_states_what_article_32_asks_for() -> None:
    body = full("handling_opinion")
    for part in ("投诉请求", "事实和理由", "处理意见", "法律法规依据", "支持", "30日", "复查"):
        assert part in body
    assert "演示市人民政府" in body


@EVERY_KIND
def test_a_letter_names_no_length_that_a_rule_says(kind: str) -> None:
    parts = (FOLDER / "parts").glob("*.html")
    source = "".join(path.read_text() for path in [FOLDER / f"{kind}.html", *parts])
    text = re.sub(r"第[一二三四五六七八九十百]+条", "", source)
    assert not re.search(r"[一二三四五六七八九十]+(个工作日|个月|日)内", text)
    named = set(re.findall(r"limits\.(\w+)\.", text))
    assert named <= {rule.key for rule in rules()}


def test_an_extension_prints_reason_new_date_and_the_proof() -> None:
    body = full("extension_notice")
    assert "需要现场测量" in body
    assert "2027年1月21日" in body
    assert all(line in body for line in CLOCK["proof_lines"])


def test_a_discipline_transfer_tells_nothing_of_who_or_what() -> None:
    body = full("discipline_transfer_letter")
    assert "信访人甲" not in body
    assert "养老金" not in body
    assert "演示局：" in body
