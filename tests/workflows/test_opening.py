"""A case is opened one way, whatever its kind, and what happens to it is written in one place."""

import ast
import re

import pytest

from organizations.models import Unit
from petitions.models import Petition
from tests.config.conftest import ROOT
from tests.office import MONDAY, Office, open_office
from workflows.acts import event_log
from workflows.acts.act_refusals import Forbidden, IllegalMove, NotFound, PaperOnly
from workflows.acts.new_case import NewCase
from workflows.cases import door
from workflows.cases.machines import ACTS
from workflows.models import Case, CaseEvent
from workflows.states import Kind, Status

FIRST = {
    (Kind.PETITION, "register"): ("registrar", "bureau", {}),
    (Kind.TIP_OFF, "receive"): ("clue_officer", "discipline", {"names": "", "reporter": ""}),
    (Kind.TIP_OFF, "receive_sealed"): ("clue_officer", "discipline", {"ground": "superior"}),
    (Kind.TIP_OFF, "receive_protection"): ("clue_head", "discipline", {"what": "被调离岗位。"}),
}
WRITES = re.compile(
    r"CaseEvent\.objects\.(bulk_)?create|CaseEvent\._default_manager|\bevents\.create\("
    r"|INSERT INTO workflows_caseevent"
)


@pytest.fixture
def office(db: None) -> Office:
    return open_office()


def new(kind: str, act: str, unit: Unit, seen: list[bool]) -> NewCase:
    def note(case: Case) -> None:
        seen.append(CaseEvent.objects.filter(case=case.pk).exists())

    details = FIRST.get((Kind(kind), act), ("", "", {}))[2]
    return NewCase(kind=kind, unit=unit, received_on=MONDAY.date(), first_act=act,
                   details=details, put_letter=note)  # fmt: skip


def test_every_act_that_begins_a_case_is_here() -> None:
    beginning = {(k, a.name) for k, acts in ACTS.items() for a in acts.values() if a.begins_case}
    assert beginning == set(FIRST)


@pytest.mark.parametrize(("kind", "act"), FIRST)
def test_the_letter_is_put_in_before_the_first_act_is_written(
    office: Office, kind: Kind, act: str
) -> None:
    by, unit, _details = FIRST[kind, act]
    seen: list[bool] = []
    wanted = new(kind, act, office.units[unit], seen)
    event = door.open_case(wanted, actor=office.actor(by), at=MONDAY)
    assert seen == [False]
    assert (event.act, event.source) == (act, Status.NEW)
    assert Case.objects.get().status == event.target


@pytest.mark.parametrize(("kind", "act"), FIRST)
def test_who_may_not_open_it_leaves_nothing_behind(office: Office, kind: Kind, act: str) -> None:
    seen: list[bool] = []
    wanted = new(kind, act, office.units[FIRST[kind, act][1]], seen)
    with pytest.raises((NotFound, Forbidden)):
        door.open_case(wanted, actor=office.actor("stranger"), at=MONDAY)
    assert (seen, Case.objects.count()) == ([], 0)


def test_an_act_that_begins_nothing_opens_nothing(office: Office) -> None:
    wanted = new(Kind.PETITION, "forward", office.units["bureau"], [])
    with pytest.raises(IllegalMove):
        door.open_case(wanted, actor=office.actor("officer"), at=MONDAY)


def test_what_may_not_be_entered_is_refused_before_its_letter_is_written(office: Office) -> None:
    wanted = NewCase(
        kind=Kind.TIP_OFF, unit=office.units["discipline"], received_on=MONDAY.date(),
        first_act="receive", details={"names": "clue_head"},
        put_letter=lambda _case: pytest.fail("the letter was written"),
    )  # fmt: skip
    with pytest.raises(PaperOnly):
        door.open_case(wanted, actor=office.actor("clue_officer"), at=MONDAY)
    assert not Petition.objects.exists()


def test_no_other_module_writes_an_event() -> None:
    own = ROOT / "workflows/acts/event_log.py"
    found = [
        str(path.relative_to(ROOT))
        for app in ("organizations", "notifications", "workflows", "petitions", "oversight")
        for path in (ROOT / app).rglob("*.py")
        if path != own and "migrations" not in path.parts and WRITES.search(path.read_text())
    ]
    assert found == []


def test_the_door_knows_no_kind_and_no_act() -> None:
    source = (ROOT / "workflows/cases/door.py").read_text()
    nodes = list(ast.walk(ast.parse(source)))
    words = {node.value for node in nodes if isinstance(node, ast.Constant)}
    assert not words & {name for acts in ACTS.values() for name in acts}
    assert "Kind" not in {node.id for node in nodes if isinstance(node, ast.Name)}


def test_events_get_their_ids_in_the_order_given(office: Office) -> None:
    wanted = new(Kind.PETITION, "register", office.units["bureau"], [])
    first = door.open_case(wanted, actor=office.actor("registrar"), at=MONDAY)
    more = [
        CaseEvent(case_id=first.case_id, act="remind", actor_kind="timer", at=MONDAY,
                  source="registered", target="registered", details={"n": n})
        for n in range(5)
    ]  # fmt: skip
    appended = event_log.append(more)
    kept = CaseEvent.objects.filter(case=first.case_id, act="remind").order_by("pk")
    assert [(e.pk, e.details) for e in kept] == [(e.pk, e.details) for e in appended]
    assert [e.details["n"] for e in kept] == [0, 1, 2, 3, 4]
    assert event_log.append([]) == []
