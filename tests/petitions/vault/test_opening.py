"""An identity is opened for a reason, by two people, for minutes, and every look is recorded."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from notifications.models import Notice
from organizations import services
from organizations.models import Person, Post, Tenure
from petitions.models.sealed_identity import Opening, SealedIdentity
from petitions.vault.access_requests import approve, ask, open_identity, refuse
from tests.office import LONG_AGO, MONDAY, Office
from tests.petitions.vault.clues import LATER, REPORTER, sealed_clue
from workflows.acts.act_refusals import Forbidden, NotFound, Refused
from workflows.models import CaseExclusion, CaseRead, Part


def asked(office: Office, *, minutes: int = 10) -> Opening:
    row = sealed_clue(office)
    return ask(row, office["clue_officer"], reason="核实实名。", minutes=minutes, at=LATER)


def let(office: Office, *, at: datetime = LATER) -> Opening:
    return approve(asked(office), office["clue_head"], at=at)


def told(person: Person) -> list[str]:
    return list(
        Notice.objects.filter(recipient=person, kind="vault").values_list("subject", flat=True)
    )


def test_the_whole_way_asked_let_looked_at_recorded_and_told(office: Office) -> None:
    opening = asked(office)
    number = opening.identity.case.number
    assert told(office["clue_head"]) == [f"{number}：打开检举控告人身份信息待您审批"]
    approve(opening, office["clue_head"], at=LATER)
    opening = Opening.objects.get(pk=opening.pk)
    assert told(office["clue_officer"]) == [f"{number}：您可以查看检举控告人身份信息"]
    for minute in (0, 9):
        at = LATER + timedelta(minutes=minute)
        assert open_identity(opening, office["clue_officer"], at=at) == REPORTER
    looks = CaseRead.objects.filter(reference=opening.reference)
    assert {(r.part, r.why, r.reader_id, r.refused) for r in looks} == {
        (Part.IDENTITY, "核实实名。", office["clue_officer"].pk, False)
    }
    assert looks.count() == 2
    assert len(told(office["clue_head"])) == 2
    assert not Notice.objects.filter(body__contains="信访人甲").exists()


def test_outside_the_minutes_nothing_opens_and_the_attempt_is_recorded(office: Office) -> None:
    opening = asked(office)
    with pytest.raises(Refused):
        open_identity(opening, office["clue_officer"], at=LATER)
    opening = approve(opening, office["clue_head"], at=LATER)
    with pytest.raises(Refused):
        open_identity(opening, office["clue_officer"], at=LATER + timedelta(minutes=10))
    with pytest.raises(Forbidden):
        open_identity(opening, office["clue_handler"], at=LATER)
    with pytest.raises(NotFound):
        open_identity(opening, office["registrar"], at=LATER)
    assert CaseRead.objects.filter(refused=True, part=Part.IDENTITY).count() == 4


def test_nobody_decides_on_a_request_of_their_own(office: Office) -> None:
    row, both = sealed_clue(office), office["clue_officer"]
    head = Post.objects.get(title="clue_head")
    Tenure.objects.filter(post=head).delete()
    services.appoint(person=both, post=head, since=LONG_AGO)
    with pytest.raises(Refused, match="除您"):
        ask(row, both, reason="核实实名。", minutes=10, at=LATER)
    Tenure.objects.create(person=office["admin"], post=head, since=LONG_AGO)
    opening = ask(row, both, reason="核实实名。", minutes=10, at=LATER)
    with pytest.raises(Forbidden):
        approve(opening, both, at=LATER)
    with pytest.raises(IntegrityError), transaction.atomic():
        Opening.objects.update(decided_by=both, decided_at=LATER, state="granted")


@pytest.mark.parametrize("name", ["clue_handler", "monitor", "admin", "registrar", "officer"])
def test_only_a_head_decides_and_only_clue_staff_ask(name: str, office: Office) -> None:
    opening = asked(office)
    with pytest.raises(Refused):
        approve(opening, office[name], at=LATER)
    if name != "clue_handler":
        with pytest.raises(Refused):
            ask(opening.identity, office[name], reason="核实。", minutes=5, at=LATER)


def test_whoever_is_named_later_neither_decides_nor_reads_any_more(office: Office) -> None:
    opening = let(office)
    case = opening.identity.case
    for name in ("clue_officer", "clue_head"):
        CaseExclusion.objects.create(case=case, person=office[name], reason="被反映人", since=LATER)
    with pytest.raises(NotFound):
        open_identity(opening, office["clue_officer"], at=LATER)
    with pytest.raises(NotFound):
        approve(opening, office["clue_head"], at=LATER)
    before = Notice.objects.count()
    with pytest.raises(Refused):
        ask(opening.identity, office["clue_handler"], reason="核实。", minutes=5, at=LATER)
    assert Notice.objects.count() == before


def test_a_request_is_refused_with_reasons_asked_once_and_decided_once(office: Office) -> None:
    opening = asked(office)
    row = SealedIdentity.objects.get()
    for reason, minutes in (("核实。", 10), (" ", 10), ("核实。", 0), ("核实。", 61)):
        with pytest.raises(Refused):
            ask(row, office["clue_officer"], reason=reason, minutes=minutes, at=LATER)
    with pytest.raises(Refused):
        refuse(opening, office["clue_head"], at=LATER, note=" ")
    refuse(opening, office["clue_head"], at=LATER, note="无必要。")
    with pytest.raises(Refused):
        approve(opening, office["clue_head"], at=LATER)
    with pytest.raises(Refused):
        open_identity(Opening.objects.get(), office["clue_officer"], at=LATER)
    for change in ({"state": "granted"}, {"reason": "其他"}):
        with pytest.raises(ProgrammingError), transaction.atomic():
            Opening.objects.update(**change)
    assert ask(row, office["clue_officer"], reason="核实。", minutes=1, at=MONDAY).pk
