"""One person and the same claims are one matter: linked, taken apart, refused for good."""

from datetime import timedelta

import pytest

from petitions.letters.registration import LetterInput, PetitionerDetails, Registered, register
from petitions.models import Channel, Petition, Petitioner
from tests.office import MONDAY, Office, act, petition, slip
from tests.ways import AFTERWARDS, bring_to
from workflows.acts import letter_port
from workflows.acts.act_refusals import Incomplete, Refused
from workflows.cases.desk_moves import waiting
from workflows.models import Case, Clock, Document
from workflows.states import Status

LATER = MONDAY + timedelta(days=2)
FINAL = {"ground": "rechecked", "reason": "已复核终结。"}


def brought(office: Office, name: str, text: str) -> Registered:
    letter = LetterInput(
        channel=Channel.LETTER,
        region=office.units["bureau"].region,
        text=text,
        petitioners=(PetitionerDetails(name, phone="13900000000"),),
    )
    return register(
        letter,
        unit=office.units["bureau"],
        received_on=MONDAY.date(),
        actor=office.actor("registrar"),
        at=MONDAY,
    )


def test_another_persons_matter_is_not_linked(office: Office) -> None:
    earlier = petition(office).case
    other = brought(office, "信访人乙", "反映养老保险待遇发放不到位的问题，请求核查补发。").case
    with pytest.raises(Refused, match=earlier.number):
        act(office, other, "link_repeat", "officer", at=LATER, original=earlier.number)


def test_of_a_sealed_matter_no_likeness_is_told(office: Office) -> None:
    earlier, later = petition(office).case, petition(office).case
    assert letter_port.likeness(later, earlier).same_person
    Case.objects.filter(pk=earlier.pk).update(sealed=True)
    told = letter_port.likeness(later, Case.objects.get(pk=earlier.pk))
    assert (told.same_person, told.same_claims) == (False, False)


def test_other_claims_of_one_person_are_linked_only_by_whoever_says_why(office: Office) -> None:
    earlier = petition(office).case
    other = brought(office, "信访人甲", "邻居违章搭建占用消防通道。").case
    with pytest.raises(Refused, match=earlier.number):
        act(office, other, "link_repeat", "officer", at=LATER, original=earlier.number)
    why = "信访人到场说明，与前一事项为同一事项。"
    act(office, other, "link_repeat", "officer", at=LATER, original=earlier.number, reason=why)
    assert Case.objects.get(pk=other.pk).original_id == earlier.pk


def test_a_link_is_undone_with_the_limit_as_it_would_have_been(office: Office) -> None:
    case = bring_to(office, Status.LINKED)
    voided = Clock.objects.get(case=case, rule__key="xf_triage")
    act(office, case, "unlink_repeat", "officer", at=AFTERWARDS, reason="核实后并非同一事项。")
    case = Case.objects.get(pk=case.pk)
    running = Clock.objects.get(case=case, rule__key="xf_triage", state="running")
    assert (case.status, case.original, case.finished_at) == (Status.REGISTERED, None, None)
    assert (voided.state, running.due_on) == ("void", voided.due_on)
    task = waiting(case)
    assert task is not None
    assert task.flow_task.name == "triage_desk"
    assert (task.process.status, task.process.finished) == ("NEW", None)
    act(office, case, "forward", "officer", at=AFTERWARDS)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("信访人乙", "反映养老保险待遇发放不到位的问题，请求核查补发。"),
        ("信访人甲", "邻居违章搭建占用消防通道。"),
    ],
)
def test_a_brand_new_matter_is_never_refused_for_good(office: Office, name: str, text: str) -> None:
    ended = bring_to(office, Status.CONCLUDED)
    new = brought(office, name, text).case
    for details in (FINAL, FINAL | {"earlier": ended.number}):
        with pytest.raises((Incomplete, Refused)):
            refuse(office, new, **details)


def refuse(office: Office, case: Case, **details: object) -> None:
    act(office, case, "refuse_final", "officer", at=AFTERWARDS, **details)


def test_what_a_recheck_ended_is_refused_by_naming_it_and_its_opinion(office: Office) -> None:
    ended = bring_to(office, Status.CONCLUDED)
    opinion = Document.objects.get(case=ended, kind="recheck_opinion")
    again = petition(office).case
    refuse(office, again, **FINAL, earlier=ended.number)
    again = Case.objects.get(pk=again.pk)
    kept = again.events.get(act="refuse_final").details
    paper = Document.objects.get(case=again, kind="final_refusal_notice")
    assert (kept["earlier"]["name"], again.status) == (ended.number, Status.REFUSED)
    for words in (ended.number, opinion.number):
        assert words in paper.body
    assert opinion.number in kept["earlier_opinion"]


def test_an_end_by_a_court_names_its_judgment(office: Office) -> None:
    case = petition(office).case
    with pytest.raises(Incomplete):
        refuse(office, case, ground="judicial_end", reason="已终审。")
    judgment = "县人民法院（2025）内0121民初1号民事判决书"
    refuse(office, case, ground="judicial_end", reason="已终审。", judgment=judgment)
    assert judgment in Document.objects.get(case=case, kind="final_refusal_notice").body


def test_who_is_known_by_an_id_number_is_told_apart_by_it(office: Office) -> None:
    earlier, other = petition(office).case, petition(office).case
    for case, digest in ((earlier, "a"), (other, "b")):
        Petitioner.objects.filter(petition__case=case).update(identity_digest=digest)
    with pytest.raises(Refused):
        act(office, other, "link_repeat", "officer", at=LATER, original=earlier.number)


OPEN = {"ground": "open", "reason": "同一事项正在办理。"}


def test_a_refusal_for_a_matter_in_hand_names_it(office: Office) -> None:
    handled, again = bring_to(office, Status.ACCEPTED), petition(office).case
    act(office, again, "refuse", "officer", at=AFTERWARDS, **OPEN, handled_as=handled.number)
    paper = Document.objects.get(case=again, kind="refusal_notice")
    assert f"（编号：{handled.number}）正在办理之中" in paper.body
    assert "诉讼、仲裁" not in paper.body


def test_no_matter_is_refused_for_one_that_nobody_handles(office: Office) -> None:
    ended, again = bring_to(office, Status.WITHDRAWN), petition(office).case
    anothers = brought(office, "信访人乙", "反映养老保险待遇发放不到位的问题，请求核查补发。").case
    Petitioner.objects.filter(petition__case=anothers).update(phone_digest="b")
    for number in ("", "无", ended.number, anothers.number, again.number):
        with pytest.raises(Incomplete):
            act(office, again, "refuse", "officer", at=AFTERWARDS, **OPEN, handled_as=number)


def test_only_whoever_came_is_refused_for_coming_to_the_wrong_level(office: Office) -> None:
    case, beyond = petition(office).case, {"ground": "level", "reason": "应向有权处理的机关提出。"}
    with pytest.raises(Incomplete):
        act(office, case, "refuse", "officer", at=AFTERWARDS, **beyond)
    Petition.objects.filter(case=case).update(channel=Channel.VISIT)
    act(office, case, "refuse", "officer", at=AFTERWARDS, **beyond)


FINISHED = {"finished_on": "2026-08-03", "outcome_text": "已于当日补发到位并书面答复。"}


def test_a_matter_that_stands_in_no_ledger_is_finished_by_the_answer_that_ended_it(
    office: Office,
) -> None:
    case = petition(office).case
    for lacking in ({}, FINISHED, FINISHED | {"scan": [slip()], "outcome_text": "同意"},
                    FINISHED | {"scan": [slip()], "finished_on": "2026-08-04"}):  # fmt: skip
        with pytest.raises(Incomplete):
            act(office, case, "record_finished", "registrar", at=LATER, **lacking)
    act(office, case, "record_finished", "registrar", at=LATER, **FINISHED, scan=[slip()])
    assert case.events.get(act="record_finished").details["scan"] == [slip().name]
