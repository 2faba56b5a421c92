"""The three questions agree for everybody, everywhere; an exclusion overrides them all."""

import pytest

from organizations.models import Person, Role
from tests.office import POSTS, Office
from tests.ways import AFTERWARDS, PETITION_STATUSES
from workflows.acts.actors import Actor
from workflows.cases import access
from workflows.cases.case_lists import BY_NEWEST, CaseList
from workflows.cases.machines import ACTS
from workflows.models import Case, CaseExclusion
from workflows.states import Kind, Status

Everything = tuple[Office, dict[str, Case]]

ALL_PERMISSIONS = (access.SEE, access.READ_LETTER, *ACTS[Kind.PETITION])
PERMISSIONS = tuple(
    {
        (access.grants(Kind.PETITION, each), each in access.OPENED_BY_LETTER): each
        for each in reversed(ALL_PERMISSIONS)
    }.values()
)
"""One permission for each set of lines in the table: nothing else of it is looked at."""


@pytest.mark.parametrize("permission", PERMISSIONS)
def test_the_three_questions_and_the_lists_agree(
    db: None, every_status: Everything, permission: str
) -> None:
    office, _cases = every_status
    cases = Case.objects.select_related("holding_unit__region").prefetch_related(
        "parts", "exclusions"
    )
    who = {case.pk: _who(permission, case) for case in cases}
    assert len(who) >= len(PETITION_STATUSES)
    for name in POSTS:
        actor = office.actor(name)
        found = access.cases_for(office[name], at=AFTERWARDS, permission=permission)
        in_query = set(found.values_list("pk", flat=True))
        one_by_one = {c.pk for c in cases if access.may(actor, permission, c, at=AFTERWARDS)}
        listed = CaseList.of(office[name], at=AFTERWARDS, permission=permission)
        in_list = set(listed.page(BY_NEWEST, len(cases)).ids)
        assert one_by_one == in_query == in_list == {pk for pk in who if name in who[pk]}, name


def _who(permission: str, case: Case) -> set[str]:
    people = access.who_may(permission, case, at=AFTERWARDS)
    return set(people.values_list("username", flat=True))


def test_a_stranger_sees_nothing(db: None, every_status: Everything) -> None:
    office, _cases = every_status
    assert not access.cases_for(office["stranger"], at=AFTERWARDS).exists()


def test_a_monitor_sees_the_envelope_and_not_the_letter(db: None, every_status: Everything) -> None:
    office, cases = every_status
    case = cases[Status.ACCEPTED]
    monitor = office.actor("monitor")
    assert access.may(monitor, access.SEE, case, at=AFTERWARDS)
    assert not access.may(monitor, access.READ_LETTER, case, at=AFTERWARDS)


@pytest.mark.parametrize("whole_unit", [False, True])
def test_an_exclusion_hides_the_case_from_the_excluded(
    db: None, every_status: Everything, *, whole_unit: bool
) -> None:
    office, cases = every_status
    case = Case.objects.get(pk=cases[Status.ACCEPTED].pk)
    officer = office["unit_officer"]
    CaseExclusion.objects.create(
        case=case,
        person=None if whole_unit else officer,
        unit=office.units["department"] if whole_unit else None,
        reason="complained of",
        since=AFTERWARDS,
    )
    seen = access.cases_for(officer, at=AFTERWARDS)
    assert not seen.filter(pk=case.pk).exists()
    assert case.pk not in CaseList.of(officer, at=AFTERWARDS).page(BY_NEWEST, 100).ids
    assert not access.may(Actor.of(officer), access.SEE, case, at=AFTERWARDS)
    assert officer not in access.who_may(access.SEE, case, at=AFTERWARDS)


def test_unknown_permission_means_no(db: None, every_status: Everything) -> None:
    office, cases = every_status
    case = cases[Status.ACCEPTED]
    assert not access.may(office.actor("officer"), "fly", case, at=AFTERWARDS)


def test_the_posts_of_a_departed_person_give_nothing(db: None, every_status: Everything) -> None:
    office, cases = every_status
    case = cases[Status.ACCEPTED]
    office["officer"].tenures.update(until=AFTERWARDS)
    departed = Actor.of(Person.objects.get(username="officer"))
    assert not access.may(departed, access.SEE, case, at=AFTERWARDS)


def test_of_many_cases_those_are_seen_that_are_asked_for_and_may_be_seen(
    db: None, every_status: Everything
) -> None:
    office, cases = every_status
    asked = [cases[Status.ACCEPTED].pk, cases[Status.CLOSED].pk, 987654]
    seen = access.seen_among(asked, office["officer"], at=AFTERWARDS)
    assert seen.keys() == set(asked[:2])
    assert access.seen_among(asked, office["stranger"], at=AFTERWARDS) == {}
    assert access.seen_among([], office["officer"], at=AFTERWARDS) == {}


def test_a_units_cases_are_those_it_has_a_part_in_but_none_that_is_kept_from_it(
    db: None, every_status: Everything
) -> None:
    office, cases = every_status
    department, case = office.units["department"], cases[Status.ACCEPTED]
    found = set(access.cases_of(department))
    assert case in found
    assert cases[Status.REGISTERED] not in found
    assert set(access.cases_of(office.units["bureau"])) >= found
    assert not access.cases_of(department, kind=Kind.TIP_OFF).exists()
    CaseExclusion.objects.create(case=case, unit=department, reason="complained of",
                                 since=AFTERWARDS)  # fmt: skip
    assert set(access.cases_of(department)) == found - {case}


def test_roles_are_read_from_the_lines_of_a_kind_of_case_or_of_a_page() -> None:
    handlers = access.roles_with("accept", kind=Kind.PETITION)
    assert Role.UNIT_OFFICER in handlers
    assert Role.CLUE_OFFICER not in handlers
    assert access.roles_with("fly", kind=Kind.PETITION) == access.roles_with("fly") == frozenset()


def test_whoever_may_see_a_tip_off_at_all_is_known_by_his_post(
    db: None, every_status: Everything
) -> None:
    office, _cases = every_status
    seeing = {name for name in POSTS if access.sees_tip_offs(office[name], at=AFTERWARDS)}
    assert seeing >= {"clue_officer", "clue_handler", "clue_head"}
    assert not seeing & {"registrar", "unit_officer", "unit_head", "stranger", "admin"}
