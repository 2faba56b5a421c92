"""A name that nobody bore when it was written shuts its bearer out from the day it can."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from notifications.models import Notice
from organizations import services
from organizations.models import Person, Role, Tenure
from petitions.models import Petition
from tests.office import LONG_AGO, MONDAY, Office
from tests.tipoffs.organ import LATER, TO_REPORT, clue, does, lead
from tests.workflows.rights.asking import BACKEND
from workflows.audit import exclusion_record
from workflows.cases import access
from workflows.cases.name_matching import match_again
from workflows.models import Case, Part
from workflows.states import Kind
from workflows.tipoff.name_resolution import lines_of

NEW = "后来人甲"


def administrator() -> Client:
    client = Client()
    account = Person.objects.get(username="admin")
    client.force_login(account, backend=BACKEND)
    return client


def _created(_office: Office) -> Person:
    return services.create_person(username="later", name=NEW, password="a long enough password")


def _renamed(office: Office) -> Person:
    return services.rename_person(person=office["kin"], name=NEW)


def _appointed(office: Office) -> Person:
    """Named with the unit in which he takes a post afterwards."""
    person = Person.objects.create(username="elsewhere", name=f"{NEW}乙")
    post = services.create_post(unit=office.units["other"], title="科员", roles=[Role.REGISTRAR])
    services.appoint(person=person, post=post, since=LONG_AGO)
    return person


def _related(office: Office) -> Person:
    fields = {"person": office["kin"].pk, "relative": office["accused"].pk}
    assert administrator().post("/admin/workflows/closerelative/add/", fields).status_code == 302
    return office["kin"]


CHANGES: dict[str, tuple[str, Callable[[Office], Person]]] = {
    "an account is made": (NEW, _created),
    "an account is renamed": (NEW, _renamed),
    "a post is taken": (f"{NEW}乙（县自然资源局）", _appointed),
    "a relative is recorded": ("被反映人甲", _related),
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_bearer_of_a_name_is_shut_out_when_he_appears(office: Office, change: str) -> None:
    written, change_it = CHANGES[change]
    case, ended = clue(office, names=written), clue(office, names=written)
    lead(office, ended, "retain")
    other = clue(office, names="无此人")
    person = change_it(office)
    shut = {e.case_id for e in person.caseexclusion_set.all()}
    assert shut == {case.pk, ended.pk}
    assert case.events.filter(act="match_names", actor_kind="timer").exists()
    assert not other.events.filter(act="match_names").exists()
    assert not match_again(at=LATER)


def test_the_administrators_page_says_that_it_compared_names_and_not_what_it_found(
    office: Office,
) -> None:
    case = clue(office, names=NEW)
    client, region = administrator(), office.units["bureau"].region_id
    said = []
    for username, name in (("a", "无人提及"), ("b", NEW)):
        fields = {"username": username, "name": name, "region": region}
        page = client.post("/admin/organizations/person/add/", fields, follow=True)
        said.append([str(each) for each in page.context["messages"] if each.level_tag == "info"])
    assert said[0] == said[1]
    assert len(said[0]) == 1
    assert case.exclusions.filter(person__username="b").exists()


def test_a_name_saved_by_a_bare_query_performs_no_act_that_nobody_sees(office: Office) -> None:
    case = clue(office, names=NEW)
    Person.objects.create(username="later", name=NEW)
    assert not case.events.filter(act="match_names").exists()
    assert match_again(at=LATER) == 1


def test_whoever_is_named_in_a_report_of_retaliation_is_matched_later_too(office: Office) -> None:
    case = lead(office, clue(office), *TO_REPORT, "conclude")
    does(office, case, "report_retaliation", "clue_officer", what="被调离岗位。", names=NEW)
    person = _created(office)
    shut = {each.case_id for each in person.caseexclusion_set.all()}
    assert shut == {case.pk, Case.objects.get(source_case=case).pk}


def test_a_unit_is_shut_out_when_somebody_named_comes_to_head_it(office: Office) -> None:
    case = clue(office, names=NEW)
    person = _created(office)
    post = services.create_post(unit=office.units["other"], title="局长", roles=[Role.UNIT_HEAD])
    services.appoint(person=person, post=post, since=LONG_AGO)
    assert case.exclusions.filter(unit=office.units["other"]).exists()


def test_the_head_is_told_that_somebody_had_read_it_before(office: Office) -> None:
    case = clue(office, names=NEW)
    exclusion_record.note_read(case, office["later_named"], Part.LETTER, at=LATER)
    services.rename_person(person=office["later_named"], name=NEW)
    told = Notice.objects.get(recipient=office["clue_head"], dedupe_key__startswith="event:",
                              subject__contains=case.number)  # fmt: skip
    assert "1人" in told.body
    assert NEW not in told.body + told.subject
    assert [read.reader.name for read in exclusion_record.read_before(case)] == [NEW]
    assert not access.may(office.actor("later_named"), access.SEE, _fresh(case), at=LATER)


def test_a_bracket_narrows_nothing_and_a_post_counts_before_and_after_its_term(
    office: Office,
) -> None:
    by_name = clue(office, names=f"{NEW}（县自然资源局）")
    by_post = clue(office, names="县自然资源局测绘股股长")
    person = Person.objects.create(username="later", name=NEW)
    assert match_again(at=LATER) == 1
    assert by_name.exclusions.filter(person=person).exists()
    post = services.create_post(unit=office.units["other"], title="测绘股股长", roles=["registrar"])
    Tenure.objects.create(person=person, post=post, since=LONG_AGO, until=MONDAY)
    assert match_again(at=LATER) == 1
    assert by_post.exclusions.filter(person=person).exists()


def test_looking_takes_the_same_queries_for_many_clues(office: Office) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            match_again(at=LATER)
        return len(asked)

    clue(office, names="无此人甲\n被反映人甲")
    first = queries()
    for n in range(4):
        clue(office, names=f"无此人乙{n}\n被反映人甲")
    assert queries() == first <= 8


def test_a_petition_is_closed_to_whoever_is_named_on_its_tip_off_later(office: Office) -> None:
    case = clue(office, names="")
    letter = Petition.objects.get(case=case)
    petition = Case.objects.create(
        kind=Kind.PETITION, number="X", intake_unit=case.intake_unit,
        holding_unit=case.intake_unit, received_on=case.received_on, registered_at=LATER,
    )  # fmt: skip
    Case.objects.filter(pk=case.pk).update(source_case=petition)
    does(office, case, "name_respondents", "clue_officer", names=NEW)
    person = _created(office)
    assert petition.exclusions.filter(person=person).exists()
    assert letter.case_id == case.pk


@given(st.lists(st.text(alphabet="甲乙（）()\n \r", max_size=8), max_size=5))
def test_every_line_is_a_name_once_and_none_is_lost(parts: list[str]) -> None:
    lines = lines_of("\n".join(parts))
    assert len(lines) == len(set(lines))
    assert set(lines) == {each.strip() for p in parts for each in p.splitlines() if each.strip()}


def _fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)
