"""Who is shut out of a case: one predicate, and every question that asks it agrees."""

import ast
from typing import Final

import pytest

from notifications.models import Notice
from organizations.models import Absence
from tests.config.conftest import ROOT
from tests.office import MONDAY, POSTS, Office, act, petition
from tests.ways import SERVED, bring_to
from workflows.cases import access
from workflows.models import Case, CaseExclusion
from workflows.models.case_exclusion import shut_out_of
from workflows.states import Status

ROOMS: Final = ("notifications", "workflows", "petitions", "oversight")
HOME: Final = "workflows/models/case_exclusion.py"
READS_ROWS: Final = {
    "workflows/escalation/recipients.py": "a sweep asks for many cases and people at once",
    "oversight/integrity/record_checks.py": "a check compares the rows with the decisions",
}
ASKS: Final = {"filter", "exclude", "get", "values_list", "values"}


def shut(case: Case, office: Office, name: str, *, whole_unit: bool) -> None:
    unit = office.units[POSTS[name][0]]
    CaseExclusion.objects.create(
        case=case,
        person=None if whole_unit else office[name],
        unit=unit if whole_unit else None,
        reason="named",
        since=MONDAY,
    )


@pytest.mark.parametrize("whole_unit", [False, True])
@pytest.mark.parametrize("name", POSTS)
def test_every_question_shuts_out_the_same_people(
    office: Office, name: str, *, whole_unit: bool
) -> None:
    case = petition(office).case
    shut(case, office, name, whole_unit=whole_unit)
    unit = POSTS[name][0]
    wanted = {n for n in POSTS if n == name or (whole_unit and POSTS[n][0] == unit)}
    ids = {office[n].pk: n for n in POSTS}
    known = Case.objects.prefetch_related("exclusions").get(pk=case.pk)
    people = CaseExclusion.objects.filter(case=case).people(at=MONDAY)
    free = {n for n in POSTS if Case.objects.filter(access.not_shut_out(office[n], at=MONDAY))}
    assert {person.username for person in people} == wanted
    assert {ids[pk] for pk in shut_out_of(known, ids, at=MONDAY)} == wanted
    assert set(POSTS) - free == wanted
    assert not access.who_may(access.SEE, case, at=MONDAY).filter(username__in=wanted)
    assert not any(access.may(office.actor(n), access.SEE, known, at=MONDAY) for n in wanted)


def test_nobody_is_shut_out_of_a_case_without_exclusions(office: Office) -> None:
    case = Case.objects.prefetch_related("exclusions").get(pk=petition(office).case.pk)
    assert shut_out_of(case, [office[n].pk for n in POSTS], at=MONDAY) == set()
    assert not CaseExclusion.objects.filter(case=case).people(at=MONDAY).exists()


def test_a_measure_is_not_told_to_a_stand_in_from_a_unit_that_is_shut_out(office: Office) -> None:
    case = bring_to(office, Status.INVESTIGATING)
    shut(case, office, "stranger", whole_unit=True)
    for name in ("unit_head", "unit_officer"):
        Absence.objects.create(
            person=office[name], since=MONDAY, until=SERVED.replace(year=2030),
            substitute=office["stranger"],
        )  # fmt: skip
    act(office, case, "add_measure", "unit_head", at=SERVED)
    told = Notice.objects.filter(subject__contains="措施")
    assert told.filter(recipient=office["unit_officer"]).exists()
    assert not Notice.objects.filter(recipient=office["stranger"]).exists()


def asks_of_its_own(tree: ast.Module) -> list[int]:
    """Where exclusions are looked up by the person or unit that they name."""
    found = []
    for call in (n for n in ast.walk(tree) if isinstance(n, ast.Call)):
        keys = [key.arg or "" for key in call.keywords]
        if any(key.startswith(("exclusions__", "case__exclusions__")) for key in keys):
            found.append(call.lineno)
        method = call.func
        of_rows = isinstance(method, ast.Attribute) and method.attr in ASKS
        rows = ast.unparse(method) if of_rows else ""
        if "CaseExclusion.objects" in rows or ".exclusions." in rows:
            asked = " ".join([*keys, *(ast.unparse(each) for each in call.args)])
            if "person" in asked or "unit" in asked:
                found.append(call.lineno)
    return found


def test_no_other_file_asks_who_is_shut_out() -> None:
    found = [
        f"{name}:{line}"
        for room in ROOMS
        for path in sorted((ROOT / room).rglob("*.py"))
        for name in [path.relative_to(ROOT).as_posix()]
        if name != HOME and name not in READS_ROWS
        for line in asks_of_its_own(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert found == []
