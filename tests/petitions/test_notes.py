"""Internal notes: for whoever reads the letter, told to whom they mention, part of no record."""

from collections.abc import Iterator
from typing import Final

import pytest
import time_machine
from django.db import DatabaseError, transaction

from notifications.models import Notice
from organizations.models import Person, Post, Role, Tenure
from tests.office import LONG_AGO, MONDAY, POSTS, Office, advance, open_office, petition
from tests.petitions.api.calling import Programme, programme
from tests.petitions.pages.visits import NOW, as_, passed_on, shut_out, text_of
from tests.petitions.retention.ended import destroy, ended_petition, review
from tests.petitions.rights.doors import CODE, OWN, opened, with_code
from tests.tipoffs.organ import PHONE, clue, open_organ
from workflows.acts.act_refusals import Refused
from workflows.cases import access, case_notes
from workflows.models import Case, CaseEvent, CaseNote, CaseRead, Destruction, NoteMention

WORDS: Final = "周五前请核对银行流水。"


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def office(db: None) -> Office:
    return open_office()


@pytest.fixture
def case(office: Office) -> Case:
    return advance(office, petition(office).case, "investigate", at=MONDAY)


def page(case: Case) -> str:
    room = "clues" if case.kind == "tip_off" else "cases"
    return f"/{room}/{case.number}/notes/"


def interface(case: Case) -> str:
    return f"cases/{case.number}/notes/"


def told(office: Office, name: str) -> list[Notice]:
    return list(office[name].notices.filter(subject__contains="备注", withdrawn=False))


def test_the_matrix_of_who_keeps_notes_is_who_reads_the_letter(office: Office, case: Case) -> None:
    for post in POSTS:
        sees = access.may(office.actor(post), access.SEE, case, at=NOW)
        reads = access.may(office.actor(post), access.READ_LETTER, case, at=NOW)
        asked = 200 if reads else 403 if sees else 404
        assert as_(office, post).get(page(case)).status_code == asked, post
        assert programme(office, post).get(interface(case)).status_code == asked, post
        done = as_(office, post).post(page(case), {"text": f"{WORDS}{post}"}).status_code
        assert done == (302 if reads else asked), post
        sent = programme(office, post).post(interface(case), {"text": f"{WORDS}{post} 二"})
        assert sent.status_code == (201 if reads else asked), post
    assert {note.author.username for note in CaseNote.objects.all()} == {
        *("registrar", "officer", "bureau_head", "unit_officer", "unit_head"),
    }


def test_a_note_is_shown_with_author_and_time_and_is_no_event(office: Office, case: Case) -> None:
    before = CaseEvent.objects.count()
    done = as_(office, "unit_officer").post(page(case), {"text": WORDS}, follow=True)
    shown = text_of(done)
    assert WORDS in shown
    assert "2026-08-25 10:00" in shown
    assert CaseEvent.objects.count() == before
    assert WORDS not in str(programme(office, "officer").get(f"cases/{case.number}/events/").json())
    assert 'class="panel no-print" aria-labelledby="notes"' in shown
    assert WORDS not in text_of(as_(office, "leader").get(f"/cases/{case.number}/"))


def test_the_petitioner_never_sees_one(office: Office, case: Case) -> None:
    with_code(case)
    case_notes.write(case.pk, WORDS, author=office["officer"], at=NOW)
    assert WORDS not in text_of(opened(case).get(OWN))
    assert opened(case).get(page(case)).status_code == 302, "led to the sign-in"
    caller = Programme(CODE)
    assert caller.get(interface(case)).status_code == 403
    assert caller.post(interface(case), {"text": WORDS}).status_code == 403
    for address in ("", "events/", "attachments/"):
        assert WORDS not in caller.get(f"cases/{case.number}/{address}").content.decode()


def test_a_colleague_who_is_mentioned_is_told_without_the_words(office: Office, case: Case) -> None:
    case_notes.write(case.pk, f"@unit_officer 请看，@UNIT_HEAD。{WORDS}", author=office["officer"],
                     at=NOW)  # fmt: skip
    for name in ("unit_officer", "unit_head"):
        (word,) = told(office, name)
        assert (word.url, WORDS in word.subject + word.body) == (f"/cases/{case.number}/", False)
    assert told(office, "officer") == told(office, "registrar") == []
    ticked = {"text": WORDS, "mentioned": [office["registrar"].pk]}
    assert as_(office, "officer").post(page(case), ticked).status_code == 302
    assert len(told(office, "registrar")) == 1


def test_names_follow_the_sign_without_a_space_and_the_longest_counts(
    office: Office, case: Case
) -> None:
    Person.objects.filter(username="unit_officer").update(name="张三")
    Person.objects.filter(username="unit_head").update(name="张三丰")
    note = case_notes.write(case.pk, "请＠张三丰核实", author=office["officer"], at=NOW)
    assert [each.person.username for each in note.mentions.all()] == ["unit_head"]
    mail = case_notes.write(case.pk, "发到 a@张三.cn", author=office["officer"], at=NOW)
    assert not mail.mentions.exists()


def test_whoever_may_not_see_the_case_is_as_unknown_as_nobody(office: Office, case: Case) -> None:
    shut_out(office, case, "unit_head")
    answers = set()
    for name in ("unit_head", "stranger", "monitor", "nobody"):
        refused = as_(office, "officer").post(page(case), {"text": f"@{name} {WORDS}"})
        assert refused.status_code == 409
        answers.add(str(refused.context["form"].errors["text"]).replace(name, "…"))
        through = programme(office, "officer").post(
            interface(case), {"text": WORDS, "mentioned": [name]}
        )
        assert through.status_code == 422
        answers.add(str(through.json()["errors"]["mentioned"]).replace(name, "…"))
        assert name not in text_of(as_(office, "officer").get(page(case)))
    assert len(answers) == 2
    forged = {"text": WORDS, "mentioned": [office["stranger"].pk]}
    assert as_(office, "officer").post(page(case), forged).status_code == 422
    assert not CaseNote.objects.exists()
    assert not NoteMention.objects.exists()
    assert told(office, "stranger") == told(office, "unit_head") == []


def test_of_two_of_one_name_the_list_decides(office: Office, case: Case) -> None:
    Person.objects.filter(username__in=("unit_officer", "unit_head")).update(name="李四")
    with pytest.raises(Refused, match="李四"):
        case_notes.write(case.pk, "@李四 请看", author=office["officer"], at=NOW)
    note = case_notes.write(
        case.pk, "@李四 请看", author=office["officer"], at=NOW,
        mentioned=[office["unit_head"].pk],
    )  # fmt: skip
    assert [each.person.username for each in note.mentions.all()] == ["unit_head"]


def test_a_note_is_never_changed_and_sent_twice_it_is_one(office: Office, case: Case) -> None:
    note = case_notes.write(case.pk, WORDS, author=office["officer"], at=NOW)
    for harm in (note.delete, lambda: CaseNote.objects.update(text="x")):
        with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
            harm()
    assert case_notes.write(case.pk, WORDS, author=office["officer"], at=NOW) == note
    assert as_(office, "officer").post(page(case), {"text": " "}).status_code == 422
    assert as_(office, "officer").post(page(case), {"text": "长" * 4001}).status_code == 422


def test_words_are_shown_as_words(office: Office, case: Case) -> None:
    case_notes.write(case.pk, "<script>alert(1)</script>", author=office["officer"], at=NOW)
    assert "<script>alert(1)" not in text_of(as_(office, "officer").get(page(case)))


def test_whoever_is_shut_out_later_loses_notes_and_notices(office: Office, case: Case) -> None:
    case_notes.write(case.pk, f"@unit_officer {WORDS}", author=office["officer"], at=NOW)
    shut_out(office, case, "unit_officer")
    assert as_(office, "unit_officer").get(page(case)).status_code == 404
    assert programme(office, "unit_officer").get(interface(case)).status_code == 404


def test_notes_of_what_was_sealed_are_closed_to_everybody_outside(office: Office) -> None:
    case = petition(office).case
    case_notes.write(case.pk, WORDS, author=office["officer"], at=MONDAY)
    tip_off = passed_on(office, case, at=MONDAY)
    for name in ("officer", "registrar", "unit_officer"):
        assert as_(office, name).get(page(case)).status_code in (403, 404)
        assert WORDS not in text_of(as_(office, name).get(f"/cases/{case.number}/"))
    assert WORDS not in text_of(as_(office, "clue_officer").get(f"/clues/{tip_off.number}/"))


def test_on_a_tip_off_they_are_kept_recorded_and_name_no_reporter(db: None) -> None:
    office = open_organ()
    case = clue(office)
    with pytest.raises(Refused):
        case_notes.write(case.pk, f"电话{PHONE}", author=office["clue_officer"], at=NOW)
    done = as_(office, "clue_officer").post(page(case), {"text": f"@clue_head {WORDS}"})
    assert done.status_code == 302
    assert len(told(office, "clue_head")) == 1
    before = CaseRead.objects.count()
    assert WORDS in text_of(as_(office, "clue_head").get(page(case)))
    assert CaseRead.objects.count() == before + 1
    assert as_(office, "officer").get(page(case)).status_code == 404


def test_they_go_when_the_content_is_destroyed(office: Office) -> None:
    case = ended_petition(office)
    case_notes.write(case.pk, f"@unit_head {WORDS}", author=office["officer"], at=NOW)
    review(office, case)
    destroy(office, case)
    assert not CaseNote.objects.exists()
    assert Destruction.objects.get().erased["notes"] == 1
    with pytest.raises(Refused):
        case_notes.write(case.pk, WORDS, author=office["officer"], at=NOW)


def test_a_colleague_with_two_posts_is_listed_once(office: Office, case: Case) -> None:
    post = Post.objects.create(unit=office.units["bureau"], title="二", roles=[Role.OFFICER])
    Tenure.objects.create(person=office["unit_head"], post=post, since=LONG_AGO)
    people = case_notes.mentionable(case, office["officer"], at=NOW)
    listed = case_notes.with_units(case, office["officer"], at=NOW)
    assert sorted(each.pk for each, _unit in listed) == sorted(each.pk for each in people)
