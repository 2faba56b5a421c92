"""Taking a clue in on a page, the way of the sealed paper, and who had read what."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from tests.office import MONDAY, Office
from tests.petitions.pages.visits import AtMost, as_, target, text_of
from tests.tipoffs.organ import ACCUSED, PHONE, REPORTER, SECRET, TO_REPORT, clue, does, lead
from workflows.audit.read_log import Reading, record
from workflows.models import Case, CaseRead, Part

NEW, SEALED = "/clues/new/", "/clues/sealed/"


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(MONDAY + timedelta(days=10), tick=False):
        yield


def entered(office: Office, **more: Any) -> dict[str, Any]:
    return {
        "unit": office.units["discipline"].pk,
        "channel": "phone",
        "received_on": "2026-08-12",
        "region": "150121",
        "names": ACCUSED,
        "text": SECRET,
        "reporter_name": REPORTER,
        "reporter_phone": PHONE,
        **more,
    }


def test_intake_takes_a_clue_in_and_the_accused_never_sees_it(office: Office) -> None:
    answer = as_(office, "clue_officer").post(NEW, entered(office))
    case = Case.objects.get()
    assert target(answer) == f"/clues/{case.number}/"
    assert (case.status, case.reporter, case.letter.channel) == ("received", "signed", "phone")
    people = case.exclusions.values_list("person__username", "unit__code", "desk__code")
    assert set(people) == {
        ("accused", None, None), (None, "150121-department", None),
        (None, None, "150121-discipline"),
    }  # fmt: skip
    assert as_(office, "clue_handler").get(NEW).status_code == 404


def test_what_was_typed_survives_a_mistake_and_a_superiors_matter_does_not(office: Office) -> None:
    client = as_(office, "clue_officer")
    wrong = client.post(NEW, entered(office, names="", received_on="2027-01-01"))
    assert (wrong.status_code, SECRET in text_of(wrong)) == (422, True)
    paper = client.post(NEW, entered(office, names="secretary（县委）"))
    assert paper.status_code == 409
    assert not [word for word in (SECRET, REPORTER, PHONE) if word in text_of(paper)]
    assert not Case.objects.exists()
    kept = client.post(
        SEALED,
        {
            "unit": office.units["discipline"].pk,
            "received_on": "2026-08-12",
            "ground": "superior",
        },
    )
    assert target(kept) == f"/clues/{Case.objects.get(status='sealed_up').number}/"


def test_a_new_name_takes_access_away_at_once_and_lists_who_had_read_it(office: Office) -> None:
    case = clue(office, names="")
    page = f"/clues/{case.number}/"
    assert as_(office, "later_named").get(page).status_code == 200
    now = MONDAY + timedelta(days=9)
    does(office, case, "name_respondents", "clue_officer", at=now, names="later_named")
    assert as_(office, "later_named").get(page).status_code == 404
    told = CaseRead.objects.filter(case=case, reader=office["later_named"]).order_by("pk")
    assert list(told.values_list("part", "refused")) == [("letter", False), ("envelope", True)]


def test_who_had_read_it_before_is_on_the_page(office: Office) -> None:
    case = clue(office, names="")
    record(case, office["later_named"], Reading(Part.LETTER), at=MONDAY)
    later = MONDAY + timedelta(days=9)
    does(office, case, "name_respondents", "clue_officer", at=later, names="later_named")
    html = text_of(as_(office, "clue_officer").get(f"/clues/{case.number}/"))
    assert "此前曾查阅" in html
    assert "检举控告内容" in html


def test_c07_c08_the_handling_section_reads_the_content_and_not_who_reported(
    office: Office,
) -> None:
    case = lead(office, clue(office), "verify_identity", "hand_over")
    html = text_of(as_(office, "clue_handler").get(f"/clues/{case.number}/"))
    assert SECRET in html
    assert not [word for word in (REPORTER, PHONE) if word in html]


def test_a_monitor_sees_time_and_status_and_no_content(office: Office) -> None:
    case = lead(office, clue(office), *TO_REPORT, "conclude", "feed_back")
    html = text_of(as_(office, "city_monitor").get(f"/clues/{case.number}/"))
    assert "立案" in html
    hidden = (SECRET, REPORTER, PHONE, ACCUSED, "成立核查组", "部分属实", "监一2026-01", "承办人甲")
    assert not [word for word in hidden if word in html]


def test_c15_every_reading_is_on_a_record_that_nobody_alters(office: Office) -> None:
    case = lead(office, clue(office), "hand_over")
    client = as_(office, "clue_handler")
    client.get(f"/clues/{case.number}/")
    client.get(f"/clues/{case.number}/acts/register_clue/")
    paper = case.documents.get()
    for page in ("", "paper.pdf", "paper.docx"):
        client.get(f"/cases/{case.number}/documents/{paper.pk}/{page}")
    read = CaseRead.objects.filter(case=case).order_by("pk")
    told = [("letter", ""), ("letter", "register_clue"), *[("paper", paper.number)] * 3]
    assert list(read.values_list("part", "why")) == told
    assert {each.reader.username for each in read} == {"clue_handler"}
    with pytest.raises(Exception, match="Cannot update or delete"):
        CaseRead.objects.update(why="")


def test_c02_a_refused_passing_is_kept_though_the_act_is_undone(office: Office) -> None:
    case = clue(office)
    organ = {"organ": "县人力资源和社会保障局", "reason": "属其职责。"}
    client = as_(office, "clue_officer")
    answer = client.post(f"/clues/{case.number}/acts/forward_across/", organ)
    assert answer.status_code == 409
    assert "不得知悉" in text_of(answer)
    assert CaseRead.objects.filter(case=case, part="passing", refused=True).exists()


def test_the_pages_keep_to_their_queries(
    office: Office, django_assert_max_num_queries: AtMost
) -> None:
    case = lead(office, clue(office), *TO_REPORT, "conclude")
    client = as_(office, "clue_officer")
    for address in ("/clues/?show=all", f"/clues/{case.number}/", NEW, SEALED):
        with django_assert_max_num_queries(30):
            assert client.get(address).status_code == 200


def test_who_may_not_read_a_tip_off_learns_that_its_paper_quotes_it(office: Office) -> None:
    case = clue(office, unit="city", by="city_officer")
    does(office, case, "assign_down", "city_officer")
    page = text_of(as_(office, "city_officer").get(f"/clues/{case.number}/acts/urge/"))
    assert "文书引用检举控告内容" in page
    assert "信访内容" not in page
