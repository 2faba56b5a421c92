"""Papers, refusals and pages tell the length that the rule has, also after it was amended."""

import re
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from django.utils import translation

from tests.config.conftest import ROOT
from tests.office import MONDAY, Office, act, advance, petition
from tests.workflows.amending.changes import TODAY, amend, rule_content
from workflows.acts.act_refusals import Refused
from workflows.counting.work_calendar import SHANGHAI
from workflows.models import Case, ClockRule, Document

FROM = "2027-01-01"
AFTERWARDS = TODAY.replace(year=2027, month=1, day=6)
NUMBERED = re.compile(r"\b(\d+|five|ten|fifteen|thirty|sixty) (working )?(days|months)\b")


def text_of(case: Case, kind: str) -> str:
    return re.sub(r"<[^>]+>", "", Document.objects.get(case=case, kind=kind).body)


def test_a_paper_names_the_length_of_the_version_that_its_clock_runs_under(
    office: Office,
) -> None:
    amend(office, "rule", rule_content("transfer_notice", length=12, effective_from=FROM))
    old, new = (petition(office, at=at).case for at in (TODAY, AFTERWARDS))
    for case, at in ((old, TODAY), (new, AFTERWARDS)):
        advance(office, case, "forward", at=at)
    assert "十五日" not in text_of(old, "transfer_letter")
    assert "请自收到本函之日起15日内" in text_of(old, "transfer_letter")
    assert "请自收到本函之日起12日内" in text_of(new, "transfer_letter")
    assert "自收到之日起5个工作日内提出异议" in text_of(new, "transfer_letter")


def test_the_receipt_names_the_limit_that_it_starts(office: Office) -> None:
    amend(office, "rule", rule_content("xf_triage", length=9, effective_from=FROM))
    case = petition(office, at=AFTERWARDS).case
    assert "我单位将自收到之日起9日内" in text_of(case, "registration_receipt")


def test_a_refusal_names_the_length_of_the_clock_that_lapsed(office: Office) -> None:
    case = advance(office, petition(office).case, "serve", at=MONDAY.replace(day=20, hour=15))
    amend(office, "rule", rule_content("review_apply", length=45, effective_from=FROM))
    late = {"at": AFTERWARDS.replace(month=3), "reason": "不服。"}
    with translation.override("en"), pytest.raises(Refused, match="The 30 days for an app"):
        act(office, case, "request_review", "petitioner", **late)  # type: ignore[arg-type]


@pytest.mark.parametrize(("day", "told"), [(TODAY, "60日内办结"), (AFTERWARDS, "50日内办结")])
def test_the_portal_tells_the_version_in_force(office: Office, day: object, told: str) -> None:
    amend(office, "rule", rule_content("handle", length=50, effective_from=FROM))
    with time_machine.travel(day, tick=False):  # type: ignore[arg-type]
        assert told in Client().get("/portal/").content.decode()


def test_of_many_versions_each_rule_is_told_as_in_force(office: Office) -> None:
    amend(office, "rule", rule_content("handle", length=50, effective_from=FROM))
    for at in (TODAY, AFTERWARDS):
        on = at.astimezone(SHANGHAI).date()
        rules = ClockRule.objects.all_in_force(on)
        assert rules == {key: ClockRule.objects.in_force(key, on) for key in rules}


@pytest.mark.parametrize("app", ["workflows", "petitions", "oversight", "notifications"])
def test_no_text_that_people_read_names_a_length_of_its_own(app: str) -> None:
    catalogue = Path(ROOT) / app / "locale/zh_Hans/LC_MESSAGES/django.po"
    texts = re.findall(r'^msgid "(.*)"$', catalogue.read_text(encoding="utf-8"), re.MULTILINE)
    assert [text for text in texts if NUMBERED.search(text)] == []
