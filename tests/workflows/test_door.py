"""The door: all of an act or nothing, and a clear word when it says no."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from notifications.models import Notice
from tests.office import DETAILS, MONDAY, Office, act, advance, petition
from workflows.acts.act_refusals import Forbidden, IllegalMove, Incomplete, NotFound, Refused
from workflows.acts.actors import Actor
from workflows.cases import door
from workflows.cases.desk_moves import waiting
from workflows.models import Case, CaseEvent
from workflows.states import Kind, Status

ROOT = Path(__file__).parents[2]
STATUS_WRITTEN = re.compile(r"\.status\s*=[^=]|update\([^)]*\bstatus=")


def test_an_act_leaves_event_clock_paper_desk_and_notice(office: Office) -> None:
    case = petition(office).case
    event = act(office, case, "forward", "officer", at=MONDAY)
    task = waiting(Case.objects.get(pk=case.pk))
    assert (event.source, event.target) == (Status.REGISTERED, Status.FORWARDED)
    assert case.clocks.filter(rule__key="transfer_notice", state="running").exists()
    assert case.documents.filter(kind="transfer_letter").exists()
    assert task
    assert (task.unit, task.role) == (office.units["department"], "unit_officer")
    assert Notice.objects.filter(recipient=office["unit_officer"]).exists()


def test_a_stranger_is_told_nothing_exists(office: Office) -> None:
    case = petition(office).case
    with pytest.raises(NotFound):
        act(office, case, "forward", "stranger", at=MONDAY)


def test_a_case_that_never_was_looks_the_same(office: Office) -> None:
    with pytest.raises(NotFound):
        door.perform(987654, "forward", actor=office.actor("officer"), at=MONDAY)


def test_a_reader_is_told_that_he_may_not(office: Office) -> None:
    case = petition(office).case
    with pytest.raises(Forbidden):
        act(office, case, "forward", "registrar", at=MONDAY)


def test_the_wrong_status_is_named(office: Office) -> None:
    case = advance(office, petition(office).case, "accept", at=MONDAY)
    with pytest.raises(IllegalMove, match="已受理"):
        act(office, case, "accept", "unit_officer", at=MONDAY)


def test_missing_details_come_back_with_what_was_typed(office: Office) -> None:
    case = advance(office, petition(office).case, "investigate", at=MONDAY)
    typed = {**DETAILS["draft_opinion"], "basis": ""}
    with pytest.raises(Incomplete) as refusal:
        act(office, case, "draft_opinion", "unit_officer", at=MONDAY, **typed)
    assert "basis" in refusal.value.form.errors
    assert refusal.value.form["opinion"].value() == typed["opinion"]


def test_a_refused_act_leaves_nothing(office: Office) -> None:
    case = petition(office).case
    before = CaseEvent.objects.count()
    with pytest.raises(Refused):
        act(office, case, "forward", "officer", at=MONDAY, unit=case.intake_unit_id)
    assert CaseEvent.objects.count() == before
    assert Case.objects.get(pk=case.pk).status == Status.REGISTERED


def test_an_act_cannot_be_dated_before_the_last(office: Office) -> None:
    case = petition(office).case
    with pytest.raises(Refused):
        act(office, case, "forward", "officer", at=MONDAY - timedelta(minutes=2))


def test_the_drafter_cannot_sign_off(office: Office) -> None:
    case = advance(office, petition(office).case, "draft_opinion", at=MONDAY)
    post = office["unit_officer"].tenures.get().post
    post.roles = ["unit_officer", "unit_head"]
    post.save()
    with pytest.raises(Refused):
        act(office, case, "sign_off", "unit_officer", at=MONDAY)


def test_after_two_returns_only_a_designation_leads_on(office: Office) -> None:
    case = petition(office).case
    for _ in range(2):
        act(office, case, "forward", "officer", at=MONDAY)
        act(office, case, "object", "unit_officer", at=MONDAY)
        act(office, case, "uphold_objection", "officer", at=MONDAY)
    with pytest.raises(Refused, match="二十四"):
        act(office, case, "forward", "officer", at=MONDAY)
    event = act(office, case, "designate", "bureau_head", at=MONDAY, reason="职责所在。")
    assert event.target == Status.FORWARDED


def test_nobody_is_designated_to_whom_nobody_objected(office: Office) -> None:
    """The letter says that units disagree, and the unit would lose its own objection."""
    case = petition(office).case
    with pytest.raises(Refused, match="管辖"):
        act(office, case, "designate", "bureau_head", at=MONDAY, reason="职责所在。")
    assert not case.documents.filter(kind="designation_letter").exists()


def test_an_objection_after_five_working_days_is_refused(office: Office) -> None:
    case = advance(office, petition(office).case, "forward", at=MONDAY)
    with pytest.raises(Refused, match="二十三"):
        act(office, case, "object", "unit_officer", at=MONDAY + timedelta(days=8))


def test_a_second_extension_is_refused(office: Office) -> None:
    case = advance(office, petition(office).case, "investigate", at=MONDAY)
    act(office, case, "extend", "unit_head", at=MONDAY)
    with pytest.raises(Refused):
        act(office, case, "extend", "unit_head", at=MONDAY)


def test_a_case_sent_to_discipline_is_sealed(office: Office) -> None:
    case = petition(office).case
    organ = office.units["discipline"].pk
    act(office, case, "route_discipline", "officer", at=MONDAY, unit=organ)
    envelope = Case.objects.get(pk=case.pk)
    tip_off = Case.objects.get(kind="tip_off")
    assert (envelope.status, envelope.sealed) == (Status.ROUTED, True)
    assert (tip_off.source_case_id, tip_off.status) == (case.pk, Status.RECEIVED)


def test_the_database_refuses_an_illegal_move(office: Office) -> None:
    case = petition(office).case
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE workflows_case SET status = 'closed_early' WHERE id = %s", [case.pk])


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("status", Status)
def test_the_database_lets_a_case_begin_as_new_alone(
    office: Office, kind: str, status: str
) -> None:
    unit = office.units["bureau"]
    case = Case(
        kind=kind, number="begins", status=status, intake_unit=unit, holding_unit=unit,
        received_on=MONDAY.date(), registered_at=MONDAY,
    )  # fmt: skip
    if status == Status.NEW:
        case.save()
        return
    with pytest.raises(IntegrityError, match="begin as new"), transaction.atomic():
        case.save()


def test_no_part_of_the_product_puts_a_guard_of_the_database_aside() -> None:
    rooms = ("oversight", "petitions", "workflows", "notifications", "organizations", "config")
    sources = [
        p for room in rooms for p in (ROOT / room).rglob("*.py") if "migrations" not in p.parts
    ]
    aside = re.compile(r"pgtrigger\.ignore|session_replication_role|DISABLE TRIGGER")
    named = {
        path.relative_to(ROOT).as_posix() for path in sources if aside.search(path.read_text())
    }
    # It refuses whoever has the right to.
    assert named == {"config/database_accounts.py"}


@pytest.mark.parametrize("table", ["workflows_caseevent", "workflows_clockevent"])
def test_history_cannot_be_changed_even_by_sql(office: Office, table: str) -> None:
    petition(office)
    with pytest.raises(Exception, match=r"(?i)cannot"), transaction.atomic():
        connection.cursor().execute(f"DELETE FROM {table}")


def test_status_is_written_nowhere_else() -> None:
    rooms = ("oversight", "petitions", "workflows", "notifications")
    sources = [p for room in rooms for p in (ROOT / room).rglob("*.py")]
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in sources
        if "migrations" not in path.parts
        for line in path.read_text().splitlines()
        if STATUS_WRITTEN.search(line)
    ]
    assert [line for line in found if "task." not in line and "STATUS." not in line] == []


def test_no_record_has_a_blank_actor(office: Office) -> None:
    advance(office, petition(office).case, "serve", at=MONDAY + timedelta(days=17))
    kinds = CaseEvent.objects.values_list("actor_kind", "actor")
    assert all(kind == "person" and person for kind, person in kinds)


def test_the_petitioner_alone_rates_and_only_once(office: Office) -> None:
    case = advance(office, petition(office).case, "serve", at=MONDAY + timedelta(days=17))
    at = MONDAY + timedelta(days=18)
    with pytest.raises(Forbidden):
        act(office, case, "rate", "unit_officer", at=at)
    act(office, case, "rate", "petitioner", at=at)
    with pytest.raises(Refused):
        door.perform(case.pk, "rate", actor=Actor.petitioner(case.pk), at=at, **DETAILS["rate"])
