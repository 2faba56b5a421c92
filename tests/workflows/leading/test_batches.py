"""A batch from the proposal to the appointments, and what its record keeps."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError, ProgrammingError
from django.test.utils import CaptureQueriesContext

from organizations import services
from organizations.models import Role, UnitKind
from petitions.leaders.letter_reader import read
from petitions.models import Petition, Purpose
from tests.office import LONG_AGO, MONDAY, Office, act, advance, petition
from tests.workflows.leading.conftest import Hire
from workflows.acts.act_refusals import Refused
from workflows.leading import sharing_batches
from workflows.leading.sharing_batches import Board
from workflows.models import Case, CloseRelative, LeaderLink, SharingBatch, SharingLine

LATER = MONDAY + timedelta(days=1)


def board(office: Office) -> Board:
    batch = sharing_batches.open_batch(office["officer"], at=LATER)
    assert batch is not None
    return sharing_batches.load(batch, office["officer"], at=LATER, read=read)


def propose(office: Office) -> Board:
    cases = sharing_batches.to_share(office["officer"], at=LATER)
    sharing_batches.propose(office["officer"], cases, at=LATER, read=read)
    return board(office)


def move(office: Office, line: SharingLine, leader: int | None) -> None:
    sharing_batches.move(line, leader, office["officer"], at=LATER, read=read)


def given(shown: Board) -> dict[int, int | None]:
    return {line.case_id: line.leader_id for line in shown.lines}


def test_cases_are_shared_within_the_quotas_and_the_rest_is_left_over(
    office: Office, hire: Hire
) -> None:
    first, second = hire("first", 2), hire("second", 1)
    for _ in range(4):
        petition(office)
    shares = list(given(propose(office)).values())
    assert sorted(shares, key=str) == sorted([first.pk, first.pk, second.pk, None], key=str)


def test_sharing_out_anew_changes_nothing(office: Office, hire: Hire) -> None:
    hire("first", 2), hire("second", 2)
    for _ in range(3):
        petition(office)
    before = given(propose(office))
    assert given(propose(office)) == before


def test_a_link_to_the_subject_is_respected(office: Office, hire: Hire) -> None:
    hire("first", 5)
    linked = hire("second", 5)
    LeaderLink.objects.create(person=linked, subject="other")
    petition(office), petition(office)
    assert set(given(propose(office)).values()) == {linked.pk}


def test_whoever_is_shut_out_of_a_case_never_gets_it(office: Office, hire: Hire) -> None:
    only = hire("first", 5)
    case = petition(office).case
    case.exclusions.create(person=only, reason="reported", since=MONDAY)
    assert given(propose(office)) == {case.pk: None}


def test_a_coordinator_shut_out_of_a_case_shares_out_the_others(office: Office, hire: Hire) -> None:
    hire("first", 5)
    case, other = petition(office).case, petition(office).case
    propose(office)
    case.exclusions.create(person=office["officer"], reason="reported", since=MONDAY)
    assert set(given(board(office))) == {other.pk}


def test_a_full_or_recused_leader_is_refused_with_the_reason(office: Office, hire: Hire) -> None:
    first, second = hire("first", 1), hire("second", 1)
    case = petition(office).case
    act(
        office, case, "recuse_leader", "officer", at=LATER,
        person=first.pk, ground="own_unit", asked_by="office",
    )  # fmt: skip
    petition(office)
    shown = propose(office)
    assert given(shown)[case.pk] == second.pk
    line = next(line for line in shown.lines if line.case_id == case.pk)
    with pytest.raises(Refused, match="回避"):
        move(office, line, first.pk)
    other = next(line for line in shown.lines if line.case_id != case.pk)
    with pytest.raises(Refused, match="1个名额已满"):
        move(office, other, second.pk)


def test_what_was_moved_by_hand_stays_when_shared_out_anew(office: Office, hire: Hire) -> None:
    first, second = hire("first", 5), hire("second", 5)
    kept, left = petition(office).case, petition(office).case
    shown = propose(office)
    lines = {line.case_id: line for line in shown.lines}
    other = second if lines[kept.pk].leader_id == first.pk else first
    move(office, lines[kept.pk], other.pk)
    move(office, lines[left.pk], None)
    assert given(propose(office)) == {kept.pk: other.pk, left.pk: None}


def test_confirming_makes_each_line_the_act_with_its_reason(office: Office, hire: Hire) -> None:
    leader = hire("first", 2)
    case = petition(office).case
    assert sharing_batches.confirm(propose(office), office["officer"], at=LATER) == 0
    case = Case.objects.get(pk=case.pk)
    event = case.events.get(act="appoint_leader")
    assert case.leader == leader and "first：" in event.details["reason"]
    batch = SharingBatch.objects.get()
    line = batch.lines.get()
    assert (batch.state, line.state) == ("confirmed", "appointed")
    assert line.proof["leader"] == leader.pk


def test_what_the_door_refuses_is_listed_and_the_rest_is_appointed(
    office: Office, hire: Hire
) -> None:
    leader = hire("first", 5)
    gone, fine = (advance(office, petition(office).case, "forward", at=MONDAY) for _ in "ab")
    shown = propose(office)
    act(office, gone, "withdraw", "petitioner", at=LATER)
    sharing_batches.confirm(shown, office["officer"], at=LATER)
    lines = {line.case_id: line for line in SharingLine.objects.all()}
    assert lines[gone.pk].state == "failed" and lines[gone.pk].refusal
    assert Case.objects.get(pk=fine.pk).leader == leader
    assert sharing_batches.open_batch(office["officer"], at=LATER) is not None
    propose(office)
    assert not SharingLine.objects.filter(case=gone).exists()


def test_a_decided_batch_is_fixed(office: Office, hire: Hire) -> None:
    hire("first", 2)
    petition(office)
    sharing_batches.confirm(propose(office), office["officer"], at=LATER)
    with pytest.raises(IntegrityError), transaction.atomic():
        SharingLine.objects.update(refusal="changed")
    with pytest.raises(ProgrammingError), transaction.atomic():
        SharingBatch.objects.update(state="open", decided_by=None, decided_at=None)


def complaint(office: Office, *, purpose: Purpose = Purpose.RESOLUTION, **about: object) -> Case:
    case = petition(office).case
    Petition.objects.filter(case=case).update(purpose=purpose, **about)
    return case


COMPLAINED = {
    "his unit": ("government", {"complained_text": "县人民政府"}),
    "his unit's nickname": ("government", {"complained_text": "县政府"}),
    "he himself": ("committee", {"complained_text": "反映interested的问题"}),
    "a unit he heads": ("committee", {"complained_text": "150121-department"}),
    "a relative's": ("committee", {"complained_text": "县人力资源和社会保障局"}),
}


@pytest.mark.parametrize("purpose", [Purpose.RESOLUTION, Purpose.APPEAL, Purpose.ACCUSATION])
@pytest.mark.parametrize("whose", COMPLAINED)
def test_nobody_with_an_interest_is_proposed_or_chosen_by_hand(
    office: Office, hire: Hire, whose: str, purpose: Purpose
) -> None:
    """条例 28③ for whatever purpose, by the predicate of an appointment by hand."""
    unit, about = COMPLAINED[whose]
    office.units["government"] = services.create_unit(
        code="150121-government",
        name="县人民政府",
        kind=UnitKind.GOVERNMENT,
        region=office.units["committee"].region,
    )
    leader = hire("interested", 5, unit)
    if whose == "a unit he heads":
        post = services.create_post(
            unit=office.units["department"], title="局长", roles=[Role.UNIT_HEAD]
        )
        services.appoint(person=leader, post=post, since=LONG_AGO)
    if whose == "a relative's":
        CloseRelative.objects.create(person=leader, relative=office["unit_head"])
    case = complaint(office, purpose=purpose, **about)
    other = complaint(office)
    shown = propose(office)
    assert given(shown) == {case.pk: None, other.pk: leader.pk}
    line = next(line for line in shown.lines if line.case_id == case.pk)
    with pytest.raises(Refused, match="回避"):
        move(office, line, leader.pk)
    with pytest.raises(Refused, match="第二十八条"):
        act(office, case, "appoint_leader", "officer", at=LATER, leader=leader.pk)
    assert given(propose(office))[case.pk] is None
    free = hire("free", 5)
    assert given(propose(office))[case.pk] == free.pk


def test_interests_take_no_more_statements_for_more_cases(office: Office, hire: Hire) -> None:
    hire("first", 9)
    used = []
    for _round in range(2):
        complaint(office, complained_text="县人社局"), complaint(office, complained_text="某局")
        batch = propose(office).batch
        with CaptureQueriesContext(connection) as seen:
            sharing_batches.load(batch, office["officer"], at=LATER, read=read)
        used.append(len(seen))
    assert used[0] == used[1] <= 20
