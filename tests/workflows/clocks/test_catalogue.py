"""The catalogue says what the law says, and refuses to say nonsense."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import translation

from tests.workflows.clocks.building import RULES
from workflows.cases.machines import ACTS
from workflows.counting.due_date import Further, LengthUnit
from workflows.counting.rule_catalogue import (
    CatalogueError,
    awaited,
    check,
    in_force,
    parse,
    rules,
)

LAW = {
    "xf_triage", "xf_relay_hop", "direct_notice", "transfer_notice", "jurisdiction_objection",
    "handle", "handle_ext", "review_apply", "review_decide", "recheck_apply", "recheck_decide",
    "assign_report", "supervise_reply", "execution", "advice_feedback",
    "simple_accept", "simple_handle",
    "simple_relay", "evaluate_window", "urgent_report", "annual_report", "tip_forward_up",
    "tip_accept_down", "tip_transfer_out", "tip_realname_notice", "tip_realname_feedback",
    "tip_quarterly_return", "clue_opinion", "tip_assigned", "inquiry_reply",
    "talk_inquiry_close", "appeal_review", "appeal_recheck", "conduct_complaint",
}  # fmt: skip

ROW = """
[[rule]]
key = "handle"
version = {version}
name = "办结"
article = "信访工作条例 第三十四条"
nature = "duty"
owner = "holding_unit"
audience = "petitioner"
length = {length}
unit = "{unit}"
effective_from = {since}
basis = "V1"
starts = "受理"
stops = "送达"
{more}
"""


def row(**changes: str) -> str:
    values = {"version": "1", "length": "60", "unit": "calendar", "since": "2022-05-01"}
    return ROW.format(**{**values, "more": "", **changes})


def test_every_limit_of_the_law_is_in_the_catalogue() -> None:
    assert RULES.keys() >= LAW
    assert {"suggestion_reply", "leader_case", "assist_report"} <= RULES.keys()


def test_the_sixty_days_may_be_extended_once_by_thirty_and_never_pause() -> None:
    handle = RULES["handle"]
    assert (handle.length, handle.unit) == (60, LengthUnit.CALENDAR)
    assert (handle.extensions, handle.max_extension, handle.pausable) == (1, 30, False)
    assert handle.article == "信访工作条例 第三十四条"


def test_only_the_recheck_and_the_issuers_own_limit_pause() -> None:
    assert {rule.key for rule in rules() if rule.pausable} == {"recheck_decide", "assign_report"}


def test_only_these_can_be_extended() -> None:
    extendable = {rule.key for rule in rules() if rule.extendable}
    assert extendable == {
        "handle", "leader_case", "tip_assigned", "assign_report", "supervise_reply", "xf_relay_hop",
        "measure", "assist_report", "execution",
    }  # fmt: skip


def test_what_is_remembered_and_not_read_is_switched_off() -> None:
    remembered = {rule.key for rule in rules() if rule.basis == "MEM"}
    assert remembered == {"inquiry_reply", "talk_inquiry_close"}
    assert not any(RULES[key].on for key in remembered)


def test_no_unconfirmed_figure_passes_for_statute() -> None:
    assert all(rule.local for rule in rules() if rule.on and not rule.confirmed)


@pytest.mark.parametrize("key", sorted(RULES))
def test_every_rule_names_its_article_and_the_events_that_bound_it(key: str) -> None:
    rule = RULES[key]
    assert rule.name and rule.article and rule.starts and rule.stops and rule.basis
    assert len(rule.name) <= 60 and len(rule.article) <= 120 and len(rule.key) <= 30


def test_a_new_version_stands_beside_the_old_one() -> None:
    first, second = parse(row() + row(version="2", length="45", since="2027-01-01"))
    assert (first.length, second.length) == (60, 45)
    assert second.effective_from == date(2027, 1, 1)


def test_the_law_before_is_version_nought_and_says_only_what_was_other() -> None:
    older = '[[rule]]\nkey = "handle"\nversion = 0\narticle = "第三十三条"\n'
    before, now = parse(row() + older + "effective_from = 2005-05-01\n")
    assert (before.version, before.article, now.version) == (0, "第三十三条", 1)
    assert replace(before, version=1, article=now.article, effective_from=now.effective_from) == now


OF_2005 = {
    "xf_triage": "第二十一条第一款",
    "direct_notice": "第二十二条第二款",
    "transfer_notice": "第二十一条第三款",
    "handle": "第三十三条",
    "review_apply": "第三十四条",
    "review_decide": "第三十四条",
    "recheck_apply": "第三十五条第一款",
    "recheck_decide": "第三十五条第一款、第二款",
    "assign_report": "第二十一条第一款第四项",
    "advice_feedback": "第三十六条第二款",
}


@pytest.mark.parametrize(("key", "article"), OF_2005.items())
def test_a_case_of_2019_is_counted_by_the_law_of_2019(key: str, article: str) -> None:
    last, first = date(2022, 4, 30), date(2005, 5, 1)
    rule = in_force(key, last)
    assert rule == in_force(key, first)
    assert (rule.article, rule.on, rule.basis) == (f"信访条例（2005年） {article}", True, "V1")
    assert rule.length == RULES[key].length
    assert in_force(key, date(2022, 5, 1)) == RULES[key]


@pytest.mark.parametrize(
    ("key", "last"),
    [
        ("jurisdiction_objection", date(2022, 4, 30)),
        ("tip_realname_notice", date(2020, 1, 20)),
        ("tip_accept_down", date(2020, 1, 20)),
        ("clue_opinion", date(2018, 12, 31)),
        ("tip_transfer_out", date(2021, 9, 19)),
    ],
)
def test_a_limit_its_time_did_not_know_is_off_and_begins_with_its_law(key: str, last: date) -> None:
    assert not in_force(key, last).on
    assert in_force(key, last + timedelta(days=1)).on


def test_a_rule_is_started_by_an_act_or_says_what_will_start_it() -> None:
    started = {
        start.rule for acts in ACTS.values() for act in acts.values() for start in act.starts
    }
    assert awaited().keys() == {rule.key for rule in rules()} - started


WRONG = [
    (row() + row(), "version 1 where 2 is due"),
    (row() + row(version="3", since="2027-01-01"), "version 3 where 2 is due"),
    (row(version="2"), "version 2 where 1 is due"),
    (row() + row(version="2"), "takes effect too early"),
    (row(unit="fortnight"), "fortnight"),
    (row(more='further = "anybody"'), "anybody"),
    (row(more="lenght = 5"), "lenght"),
    (row() + row(version="0"), "takes effect too early"),
    (row(version="-1"), "count from 1"),
    (row().replace('starts = "受理"', ""), "missing .'starts'."),
    (row().replace('nature = "duty"', ""), "missing .'nature'."),
    (row().replace('owner = "holding_unit"', ""), "missing .'owner'."),
    (row().replace('audience = "petitioner"', ""), "missing .'audience'."),
    (row().replace('"duty"', '"wish"'), "wish"),
    (row().replace('"holding_unit"', '"nobody"'), "nobody"),
    (
        row() + row(version="2", since="2027-01-01").replace('"duty"', '"right"'),
        "another kind of limit",
    ),
    (row().replace("length = 60", ""), "not None"),
    (row(length='"sixty"'), "not 'sixty'"),
    (row(length="0"), "at least 1"),
    (row().replace('"handle"', '"Handle"'), "lower-case"),
    (row().replace('"办结"', '""'), "a name and an article"),
    (row(unit="none"), "nothing to count"),
    (row(more="extensions = 1"), "go together"),
    (row(more="max_extension = 30"), "go together"),
    (row(more="extensions = -1\nmax_extension = -1"), "go together"),
    (row(more="confirmed = false"), "switched off or local"),
    (row().replace('"V1"', '"MEM"'), "from memory"),
]


@pytest.mark.parametrize(("text", "complaint"), WRONG)
def test_nonsense_is_refused_and_named(text: str, complaint: str) -> None:
    with translation.override("en"), pytest.raises(CatalogueError, match=complaint):
        parse(text)


def test_a_rule_made_elsewhere_is_checked_the_same_way() -> None:
    check(RULES["handle"])
    nothing = replace(RULES["handle"], version=-1)
    with translation.override("en"), pytest.raises(CatalogueError, match="handle: versions count"):
        check(nothing)
    with translation.override("zh-hans"), pytest.raises(CatalogueError, match="版本号从1开始"):
        check(nothing)


def test_an_empty_catalogue_has_no_rules() -> None:
    assert parse("") == ()


def test_a_limit_left_to_the_issuer_must_be_written_as_such() -> None:
    (rule,) = parse(row(length='"issuer"'))
    assert rule.length is None and rule.issuer_extends and rule.extendable
    assert RULES["tip_assigned"].further is Further.SUPERIOR
