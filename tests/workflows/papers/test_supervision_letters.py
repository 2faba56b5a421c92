"""A letter of supervision says what was done, when and where, and nothing that was not."""

from tests.office import Office, act
from tests.ways import SERVED, bring_to
from tests.workflows.papers.statements import text_of
from workflows.states import Status

LETTERS = ("urge", "supervise", "warn", "call_in")


def test_a_day_old_case_is_called_in_without_a_word_of_what_never_was(office: Office) -> None:
    case = bring_to(office, Status.FORWARDED)
    act(office, case, "call_in", "officer", at=SERVED)
    act(office, case, "warn", "officer", at=SERVED)
    for paper in case.documents.filter(kind__in=("call_in_notice", "warning_inquiry")):
        for claim in ("管辖异议", "届满", "催办", "督办", "红色预警。", "触发", "未按期"):
            assert claim not in text_of(paper).replace("红色预警函询函", "")


def test_a_call_in_names_its_time_and_place_and_the_letters_before_it(office: Office) -> None:
    case = bring_to(office, Status.FORWARDED)
    for name in LETTERS:
        act(office, case, name, "officer", at=SERVED)
    sent = case.documents.filter(kind__in=("urge_notice", "supervision_letter"))
    text = text_of(case.documents.get(kind="call_in_notice"))
    assert "约谈时间：2028年3月1日09:30。约谈地点：县信访局会议室。" in text
    assert all(paper.number in text for paper in sent)


def test_the_issuers_own_day_for_an_answer_stands_once(office: Office) -> None:
    case = bring_to(office, Status.FORWARDED)
    act(office, case, "supervise", "bureau_head", at=SERVED, limit_on="2026-08-28")
    text = text_of(case.documents.get(kind="supervision_letter"))
    assert text.count("2026年8月28日") == 1
    assert case.clocks.get(rule__key="supervise_reply").length == 8
