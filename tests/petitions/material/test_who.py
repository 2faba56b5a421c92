"""Who adds material to a case in each status, and who reads it: these and nobody else."""

from collections.abc import Iterator
from typing import Final

import pytest
import time_machine

from petitions.models import Attachment
from tests.office import POSTS, Office
from tests.petitions.material.adding import SAID, act_page, asked, file_page, paper
from tests.petitions.pages.visits import NOW, as_
from tests.ways import AFTERWARDS, PETITION_STATUSES
from workflows.acts.actors import Actor
from workflows.cases import access, door
from workflows.cases.machines import ACTS
from workflows.models import Case, CaseUnit
from workflows.petition.material import CONTRIBUTORS
from workflows.states import OPEN_PETITION, Kind, Status

Everything = tuple[Office, dict[str, Case]]
AT_BUREAU: Final = {"registrar", "officer", "bureau_head"}
AT_UNIT: Final = {"unit_officer", "unit_head"}
ABOVE: Final = {
    "reviewer": {Status.UNDER_REVIEW, Status.REVIEW_SERVED, Status.UNDER_RECHECK},
    "rechecker": {Status.UNDER_RECHECK},
}


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def works_on_it(post: str, status: Status) -> bool:
    """The law's answer, written out by hand."""
    if post in AT_BUREAU:
        return status in OPEN_PETITION
    if post in AT_UNIT:
        return status in OPEN_PETITION and status != Status.REGISTERED
    return status in ABOVE.get(post, ())


@pytest.mark.parametrize("status", PETITION_STATUSES)
def test_who_works_on_an_open_case_adds_and_nobody_else_by_page_and_interface(
    db: None, every_status: Everything, status: Status
) -> None:
    office, cases = every_status
    case = cases[status]
    for post in POSTS:
        may = works_on_it(post, status)
        offered = {a.name for a in door.available_acts(case, office.actor(post), at=AFTERWARDS)}
        assert ("add_material" in offered) == may, post
        done = as_(office, post).post(act_page(case), SAID | {"files": [paper()]}).status_code
        assert (done == 302) == may, (post, done)
    own = door.available_acts(case, Actor.petitioner(case.pk), at=AFTERWARDS)
    assert ("add_material" in {a.name for a in own}) == (status in OPEN_PETITION)


@pytest.mark.parametrize("status", PETITION_STATUSES)
def test_who_reads_the_letter_reads_what_was_added_and_nobody_else(
    db: None, every_status: Everything, status: Status
) -> None:
    office, cases = every_status
    case = cases[status]
    kept = _put(office, case)
    for post in POSTS:
        actor = office.actor(post)
        sees = access.may(actor, access.SEE, case, at=AFTERWARDS)
        reads = access.may(actor, access.READ_LETTER, case, at=AFTERWARDS)
        for address in (file_page(case, kept), f"/api/v1{file_page(case, kept)}"):
            status_code = asked(office, post, address)
            assert status_code == (200 if reads else 403 if sees else 404), (post, address)


def test_a_unit_that_assists_adds_as_long_as_it_is_asked(
    db: None, every_status: Everything
) -> None:
    office, cases = every_status
    case = cases[Status.INVESTIGATING]
    assert asked(office, "stranger", act_page(case)) == 404
    CaseUnit.objects.create(
        case_id=case.pk, unit=office.units["elsewhere"], part="assisting", since=AFTERWARDS
    )
    assert asked(office, "stranger", act_page(case)) == 200


def test_nobody_adds_what_he_could_not_read() -> None:
    reads = {(g.relation, g.role) for g in access.grants(Kind.PETITION, access.READ_LETTER)}
    assert {(g.relation, g.role) for g in CONTRIBUTORS if g.role} <= reads


def _put(office: Office, case: Case) -> Attachment:
    """What was added while it was open."""
    event = case.events.latest("pk")
    return Attachment.objects.create(
        petition=case.letter, event=event, kind="record", about="调查记录", name="笔录.txt",
        size=4, sha256="0", file=paper("笔录.txt"), added_on=AFTERWARDS.date(),
    )  # fmt: skip


def test_every_kind_is_declared_and_the_act_tells_nothing_of_it() -> None:
    declared = ACTS[Kind.PETITION]["add_material"]
    assert set(declared.redacts) == set(declared.form.base_fields)
