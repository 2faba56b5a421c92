"""Content goes by two people after its term; the envelope and the chain of what happened stay."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.utils import DatabaseError
from pytest_django import DjangoCaptureOnCommitCallbacks

from petitions.drafts import act_drafts
from petitions.models import (
    ActDraft,
    Attachment,
    Opening,
    Petition,
    Petitioner,
    SealedIdentity,
    Visit,
)
from petitions.receptions import services
from tests.office import MONDAY, SHANGHAI, Office
from tests.petitions.receptions.meeting import day_of, received
from tests.petitions.retention.ended import (
    LETTER,
    OVER,
    destroy,
    ended_clue,
    ended_petition,
    hold,
    review,
)
from tests.tipoffs.organ import ACCUSED, PHONE, REPORTER, SECRET, does
from workflows.acts.act_refusals import Forbidden, Incomplete, Refused
from workflows.audit.chain_sealing import seal
from workflows.audit.chain_verification import verify
from workflows.models import Case, Destruction, Document, DoomedFile, EventFile, Evidence, PaperFile
from workflows.papers.paper_files import file_of
from workflows.retention.erasure import delete_files

ENDED = {"a petition": ended_petition, "a tip-off": ended_clue}
SEARCHED = ("workflows_caseevent", "workflows_caseread", "workflows_document", "workflows_measure",
            "workflows_evidence", "petitions_petition", "petitions_petitioner",
            "petitions_attachment", "petitions_sealedidentity", "petitions_opening")  # fmt: skip


def dumped() -> str:
    """Every row of the tables that hold what people wrote."""
    with connection.cursor() as cursor:
        found = []
        for table in SEARCHED:
            cursor.execute(f"SELECT row_to_json(t)::text FROM {table} AS t")
            found += [row[0] for row in cursor]
    return "\n".join(found)


@pytest.mark.parametrize("kind", ENDED)
def test_the_content_goes_and_the_chain_still_holds(office: Office, kind: str) -> None:
    case = ENDED[kind](office)
    seal(MONDAY)
    words = (LETTER, SECRET, ACCUSED, REPORTER, PHONE, "反映情况属实", "目录", "信访人甲")
    written = [word for word in words if word in dumped()]
    assert written
    review(office, case)
    destroy(office, case)
    left = dumped()
    assert not [word for word in written if word in left]
    fresh = Case.objects.get(pk=case.pk)
    assert (fresh.number, fresh.status, str(fresh.destroyed_on)) == (
        case.number, case.status, "2056-09-01",
    )  # fmt: skip
    seal(OVER)
    assert verify().faults == ()


def test_the_certificate_says_who_when_what_and_stays(office: Office) -> None:
    case = ended_petition(office)
    review(office, case)
    destroy(office, case)
    paper = Document.objects.get(case=case, kind="destruction_certificate")
    for word in (
        "officer",
        "bureau_head",
        "2056年8月20日",
        case.number,
        "信访人：1",
        "佐证材料：1",
    ):
        assert word in paper.body, word
    made = Destruction.objects.get(case=case)
    assert made.erased == {"texts": 11, "papers": 6, "measures": 1, "evidence": 1, "scans": 2,
                           "letter": 1, "petitioners": 1, "attachments": 2}  # fmt: skip
    assert Document.objects.filter(case=case, body="").count() == 6
    assert not Document.objects.filter(case=case, sha256="").exists()


def test_the_files_of_papers_go_and_none_is_made_again(office: Office) -> None:
    case = ended_petition(office)
    paper = Document.objects.filter(case=case).earliest("pk")
    file_of(paper, at=OVER)
    review(office, case)
    destroy(office, case)
    assert not PaperFile.objects.exists()
    # Whoever read it before the destruction, and makes its file after it, writes nothing.
    with pytest.raises(ValueError, match="destroyed"):
        file_of(paper, at=OVER)
    assert not PaperFile.objects.exists()


def test_identities_go_with_their_keys_and_every_correction(office: Office) -> None:
    case = ended_clue(office)
    other = ended_clue(office)
    review(office, case)
    destroy(office, case)
    assert not SealedIdentity.objects.filter(case=case).exists()
    assert SealedIdentity.objects.filter(case=other).count() == 3
    assert not Opening.objects.exists()
    assert not Petitioner.objects.filter(petition__case=case).exists()


def test_a_draft_that_somebody_left_goes_with_the_content(office: Office) -> None:
    case = ended_petition(office)
    review(office, case)
    act_drafts.keep(office["officer"], case, "reopen", {"reason": "有新证据。"}, at=OVER)
    destroy(office, case)
    assert not ActDraft.objects.exists()


def test_files_go_once_it_is_committed_and_a_crash_leaves_none(
    office: Office, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    case = ended_petition(office)
    paths = [*Attachment.objects.values_list("file", flat=True),
             *Evidence.objects.values_list("file", flat=True),
             *EventFile.objects.values_list("file", flat=True)]  # fmt: skip
    review(office, case)
    with django_capture_on_commit_callbacks() as waiting:
        destroy(office, case)
    assert all(default_storage.exists(path) for path in paths)
    assert DoomedFile.objects.count() == len(paths) == 5
    assert waiting
    assert delete_files() == 5
    assert not any(default_storage.exists(path) for path in paths)
    assert delete_files() == 0


def test_what_is_counted_in_reports_stays(office: Office) -> None:
    case = ended_petition(office)
    before = case.events.get(act="forward").details["unit"]
    review(office, case)
    destroy(office, case)
    letter = Petition.objects.get(case=case)
    assert (letter.text, letter.subject, letter.search) == ("", "", None)
    assert (letter.channel, letter.region_id, letter.people_count) == (
        "letter",
        case.intake_unit.region_id,
        1,
    )
    assert case.events.get(act="forward").details["unit"] == before
    assert case.events.get(act="draft_opinion").details == {
        "category": "demand_met", "outcome": "supported",
    }  # fmt: skip


def early(office: Office, case: Case) -> None:
    review(office, case, at=OVER - timedelta(days=365))


def by_the_reviewer(office: Office, case: Case) -> None:
    review(office, case)
    destroy(office, case, by="officer")


def under_hold(office: Office, case: Case) -> None:
    review(office, case)
    hold(office, case)
    destroy(office, case)


def to_be_kept(office: Office, case: Case) -> None:
    review(office, case, decision="keep", keep_until="2060-01-01")
    destroy(office, case)


def until_no_day(office: Office, case: Case) -> None:
    review(office, case, decision="keep")


def twice(office: Office, case: Case) -> None:
    for _time in range(2):
        review(office, case)
        destroy(office, case)


REFUSED: tuple[tuple[Any, type[Refused], str], ...] = (
    (early, Refused, "期限"),
    (destroy, Refused, "鉴定"),
    (by_the_reviewer, Forbidden, "."),
    (under_hold, Refused, "暂停销毁"),
    (to_be_kept, Refused, "2060年1月1日"),
    (until_no_day, Incomplete, "."),
)


@pytest.mark.parametrize(("attempt", "refusal", "said"), REFUSED)
def test_nothing_is_destroyed(
    office: Office, attempt: Any, refusal: type[Refused], said: str
) -> None:
    case = ended_petition(office)
    with pytest.raises(refusal, match=said):
        attempt(office, case)
    assert not Destruction.objects.exists()
    assert LETTER in Petition.objects.get(case=case).text


def test_nothing_is_destroyed_twice(office: Office) -> None:
    with pytest.raises(Refused, match="已于2056年9月1日销毁"):
        twice(office, ended_petition(office))


def test_two_posts_of_one_person_are_still_one_person(office: Office) -> None:
    case = ended_petition(office)
    office["officer"].tenures.get().post.__class__.objects.filter(title="officer").update(
        roles=["officer", "bureau_head"]
    )
    review(office, case)
    with pytest.raises(Refused, match="第二人"):
        destroy(office, case, by="officer")


def test_a_hold_that_is_lifted_frees_only_what_no_other_holds(office: Office) -> None:
    case = ended_clue(office)
    hold(office, case)
    hold(office, case)
    review_at = OVER + timedelta(days=1)
    does(office, case, "lift_hold", "clue_head", at=OVER, hold=1, reason="已审结。")
    with pytest.raises(Refused, match="暂停销毁"):
        review(office, case, at=review_at)
    does(office, case, "lift_hold", "clue_head", at=review_at, hold=2, reason="已审结。")
    review(office, case, at=review_at)
    destroy(office, case, at=review_at)


def test_the_letter_of_a_tip_off_goes_after_the_tip_off(office: Office) -> None:
    case = ended_clue(office)
    petition = ended_petition(office)
    Case.objects.filter(pk=case.pk).update(source_case=petition)
    with pytest.raises(Refused, match="另一"):
        review(office, petition)
    review(office, case)
    destroy(office, case)
    review(office, petition)


def test_the_database_refuses_what_is_no_destruction(office: Office) -> None:
    case, other = ended_petition(office), ended_petition(office)
    review(office, case)
    destroy(office, case)
    with connection.cursor() as cursor:
        for change in (
            f"UPDATE workflows_caseevent SET details = '{{}}' WHERE case_id = {other.pk}",
            f"UPDATE workflows_caseevent SET act = 'x' WHERE case_id = {case.pk}",
            f"DELETE FROM workflows_document WHERE case_id = {case.pk}",
            f"UPDATE workflows_document SET body = '' WHERE case_id = {other.pk}",
            f"UPDATE workflows_measure SET text = '' WHERE case_id = {other.pk}",
            "DELETE FROM workflows_hold",
            "UPDATE workflows_destruction SET due_on = due_on + 1",
        ):
            if change == "DELETE FROM workflows_hold":
                hold(office, other)
            with pytest.raises(DatabaseError), transaction.atomic():
                cursor.execute(change)


def test_what_is_left_of_an_emptied_row_is_still_watched(office: Office) -> None:
    case = ended_petition(office)
    review(office, case)
    destroy(office, case)
    forward = case.events.get(act="forward")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE workflows_caseevent SET actor_id = NULL WHERE id = %s", [forward.pk])
        cursor.execute("UPDATE workflows_destruction SET erased = '{}'")
        cursor.execute("SET LOCAL session_replication_role = origin")
    changed = {(f.kind, f.source) for f in verify().faults}
    assert changed == {("row_changed", "event"), ("row_changed", "gone")}


def test_the_29th_of_february_ends_with_the_month(office: Office) -> None:
    case = ended_petition(office)
    leap = datetime(2028, 2, 29, 12, tzinfo=SHANGHAI)
    Case.objects.filter(pk=case.pk).update(finished_at=leap)
    with pytest.raises(Refused):
        review(office, case, at=datetime(2058, 2, 27, 10, tzinfo=SHANGHAI))
    review(office, case, at=datetime(2058, 2, 28, 10, tzinfo=SHANGHAI))


@pytest.mark.parametrize("other", [False, True])
def test_who_came_about_it_goes_with_it_unless_another_matter_needs_the_record(
    office: Office, *, other: bool
) -> None:
    case = ended_petition(office)
    visit = received(office, day_of(office), "反映养老金停发问题", *(["反映道路问题"] * other))
    services.take_down(visit, "来访人说明了经过。")
    services.link_case(visit.matters.earliest("pk"), case, at=OVER)
    review(office, case)
    destroy(office, case)
    left = Visit.objects.get(pk=visit.pk)
    assert bool(left.representatives) is bool(left.phone) is bool(left.record) is other
