"""More of the testable statements of the law (rules.md): routing, publicity, public display."""

from typing import Any

import pytest

from oversight.reports.registry import build
from oversight.reports.scope import unrestricted_scope
from petitions.models import Petition
from petitions.portal import petitioner_view
from petitions.vault.keyed_digests import query_digest
from tests.office import MONDAY, Office, act, petition
from tests.petitions.pages.visits import as_, text_of
from tests.tipoffs.organ import LATER, TO_REPORT, clue, does, lead, resolved
from tests.ways import bring_to
from workflows.acts.act_refusals import Incomplete, Refused
from workflows.cases import access
from workflows.cases.door import available_acts
from workflows.cases.machines import ACTS
from workflows.models import Case, CaseExclusion, Document
from workflows.states import Kind, Status

SUMMARY = "反映某干部插手工程发包，已按程序转送。"


def routed(office: Office, **given: Any) -> Case:
    """A petition about a cadre, after it went to the discipline organ."""
    case = petition(office).case
    act(office, case, "route_discipline", "officer", at=MONDAY, **given)
    return Case.objects.get(pk=case.pk)


@pytest.mark.parametrize(("rank", "organ"), [("县处级", "city"), ("乡科级", "discipline")])
def test_c03_the_organ_follows_from_the_rank_of_whom_it_is_about(
    office: Office, rank: str, organ: str
) -> None:
    case = routed(office, rank=rank)
    assert case.opened.get().holding_unit == office.units[organ]


def test_c03_an_unknown_rank_is_routed_by_hand_and_a_known_one_not_elsewhere(
    office: Office,
) -> None:
    case, organ = petition(office).case, office.units["discipline"].pk
    for given in ({}, {"rank": "厅局级"}, {"rank": "县处级", "unit": organ}):
        with pytest.raises(Incomplete) as refusal:
            act(office, case, "route_discipline", "officer", at=MONDAY, **given)
        assert "unit" in refusal.value.form.errors
    assert not Case.objects.filter(kind=Kind.TIP_OFF).exists()
    act(office, case, "route_discipline", "officer", at=MONDAY, unit=organ)


def test_c04_after_routing_the_bureau_sees_that_and_when_and_nothing_else(office: Office) -> None:
    case = routed(office, rank="乡科级", reason="反映某局长收礼。")
    letter = Petition.objects.get(case=case)
    page = text_of(as_(office, "officer").get(f"/cases/{case.number}/"))
    assert "移送纪检监察" in page
    assert "2026" in page
    hidden = (letter.text, letter.subject, "反映某局长收礼。", "信访人甲", "13900000000")
    assert not [word for word in hidden if word in page]
    assert not access.who_may(access.READ_LETTER, case, at=LATER).exists()


def test_c13_a_name_is_made_public_only_with_a_recorded_consent(office: Office) -> None:
    case = lead(office, clue(office), *TO_REPORT, "conclude")
    public: dict[str, Any] = {"used_for": "警示教育片", "names_reporter": True}
    with pytest.raises(Incomplete) as refusal:
        does(office, case, "publicize", "clue_head", **public)
    assert set(refusal.value.form.errors) == {"consented_on", "consent_record"}
    event = does(office, case, "publicize", "clue_head", **public,
                 consented_on="2026-08-04", consent_record="同意书一份")  # fmt: skip
    assert event.details["consent_record"] == "同意书一份"
    does(office, case, "publicize", "clue_head", used_for="内部通报")


def test_c13_an_anonymous_report_has_no_name_to_make_public(office: Office) -> None:
    acts = [name for name in TO_REPORT if name != "verify_identity"]
    case = lead(office, clue(office, signed=False), *acts, "conclude")
    with pytest.raises(Incomplete) as refusal:
        does(office, case, "publicize", "clue_head", used_for="通报", names_reporter=True,
             consented_on="2026-08-04", consent_record="同意书")  # fmt: skip
    assert "names_reporter" in refusal.value.form.errors


def test_c19_a_tip_off_is_neither_displayed_nor_rated(office: Office) -> None:
    case = lead(office, clue(office), *TO_REPORT, "conclude", "feed_back", "report_back")
    code = "ABCD-EFGH-JKMN-PQRS"
    Petition.objects.filter(case=case).update(query_digest=query_digest(code))
    assert petitioner_view.find(case.number, code) is None
    assert petitioner_view.own_case(case.pk) is None
    assert "rate" not in ACTS[Kind.TIP_OFF]
    assert not Case.objects.filter(clocks__rule__key="evaluate_window", pk=case.pk).exists()
    asked = unrestricted_scope(at=LATER, since=None, until=None, unit=None)
    counted = build("satisfaction", asked)
    assert not any(figure.denominator for figure in counted.figures)


def test_c20_the_public_notice_of_a_hearing_names_nobody(office: Office) -> None:
    case = bring_to(office, Status.UNDER_RECHECK)
    act(office, case, "begin_hearing", "rechecker", at=case.last_event_at or LATER)
    notice = Document.objects.get(case=case, kind="hearing_public_notice")
    letter = Petition.objects.get(case=case)
    person = letter.petitioners.get()
    personal = (person.name, person.phone, person.address, letter.subject)
    assert case.number in notice.body
    assert not [word for word in filter(None, personal) if word in notice.body + notice.addressee]


def test_c23_the_organisation_department_is_told_a_summary_and_no_more(office: Office) -> None:
    case = routed(office, rank="乡科级")
    told = {"rank": "乡科级", "summary": SUMMARY}
    with pytest.raises(Refused, match="暴露"):
        act(office, case, "inform_personnel", "officer", at=LATER,
            rank="乡科级", organ="县委组织部", summary="信访人甲反映某干部。")  # fmt: skip
    act(office, case, "propose_inform_personnel", "officer", at=LATER, **told, organ="县委组织部")
    assert not Document.objects.filter(case=case, kind="personnel_briefing").exists()
    act(office, case, "approve_inform_personnel", "bureau_head", at=LATER)
    paper = Document.objects.get(case=case, kind="personnel_briefing")
    assert (paper.addressee, SUMMARY in paper.body) == ("县委组织部", True)
    letter = Petition.objects.get(case=case)
    assert not [word for word in (letter.text, letter.subject, "信访人甲") if word in paper.body]


def test_c23_a_grave_matter_goes_to_two_named_leaders_alone(office: Office) -> None:
    case = routed(office, rank="乡科级")
    told = {"rank": "乡科级", "summary": SUMMARY, "grave": True, "organ": "县委组织部"}
    with pytest.raises(Incomplete):
        act(office, case, "inform_personnel", "officer", at=LATER, **told)
    told |= {"leader": office["leader"].pk, "deputy": office["secretary"].pk}
    act(office, case, "inform_personnel", "officer", at=LATER, **told)
    assert Document.objects.get(case=case, kind="personnel_briefing").addressee == "leader"
    CaseExclusion.objects.create(case=case.opened.get(), person=office["leader"],
                                 reason="named", since=LATER)  # fmt: skip
    with pytest.raises(Refused, match="条例第三十条第三款"):
        act(office, case, "inform_personnel", "officer", at=LATER, **told)


def test_c26_retaliation_opens_a_case_of_its_own_with_its_own_alarm(office: Office) -> None:
    case = lead(office, clue(office), *TO_REPORT, "conclude")
    does(office, case, "report_retaliation", "clue_officer", what="被无故调离岗位。",
         names="later_named")  # fmt: skip
    linked = Case.objects.get(source_case=case)
    clock = linked.clocks.get(rule__key="reporter_protection")
    assert (linked.kind, linked.status, str(clock.due_on)) == ("tip_off", "received", "2026-08-07")
    assert clock.alarms.filter(state="pending").exists()
    for person in ("accused", "later_named"):
        assert not access.may(office.actor(person), access.SEE, linked, at=LATER)
    resolved(office, linked, "clue_officer", at=LATER)
    for person in ("accused", "later_named"):
        assert not access.may(office.actor(person), access.SEE, linked, at=LATER)
    does(office, linked, "protect", "clue_head", measures="已责成单位纠正，调回原岗位。")
    assert linked.clocks.get(rule__key="reporter_protection").state == "satisfied"
    names = {a.name for a in available_acts(linked, office.actor("clue_head"), at=LATER)}
    assert "protect" not in names
