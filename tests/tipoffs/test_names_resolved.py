"""Until a person has said who is meant, a tip-off is seen at one desk alone."""

from typing import Any

import pytest
from django.test import Client

from organizations.models import Person, Role, Tenure
from organizations.services import appoint, create_post
from tests.office import LONG_AGO, MONDAY, Office, act
from tests.tipoffs.organ import ACCUSED, LATER, clue, does, held_clue
from workflows.acts.act_refusals import Incomplete, NotFound, Refused
from workflows.cases import access
from workflows.cases.machines import ACTS
from workflows.cases.name_matching import match_again
from workflows.models import Case, CaseExclusion
from workflows.models.case_exclusion import is_held
from workflows.naming.name_records import open_names
from workflows.states import AT_INTAKE, Kind, Status


def seers(office: Office, case: Case) -> set[str]:
    return {p.username for p in access.who_may(access.SEE, case, at=LATER)}


def resolve(office: Office, case: Case, by: str = "clue_officer", **given: object) -> Case:
    written = open_names(case)[0].pk
    act(office, case, "resolve_name", by, at=LATER, written=written, **given)
    return Case.objects.get(pk=case.pk)


def test_a_new_tip_off_is_held_at_its_desk_until_every_name_is_resolved(office: Office) -> None:
    case = held_clue(office, names=f"{ACCUSED}、无此人")
    assert seers(office, case) == {"clue_officer", "recused"}
    assert [name.text for name in open_names(case)] == [ACCUSED, "无此人"]
    case = resolve(office, case, finding="ours", people=[office["accused"].pk])
    assert is_held(case)
    case = resolve(office, case, finding="nobody")
    assert {"clue_officer", "clue_head", "monitor"} <= seers(office, case)
    assert set(case.exclusions.values_list("person__username", "unit__code")) == {
        ("accused", None), (None, "150121-department"),
    }  # fmt: skip
    assert [e.actor for e in case.events.filter(act="resolve_name")] == [office["clue_officer"]] * 2


def test_the_history_names_whom_it_was_about_in_words(office: Office) -> None:
    case = resolve(office, held_clue(office), finding="ours", people=[office["accused"].pk])
    client = Client()
    client.force_login(office["clue_officer"])
    page = client.get(f"/clues/{case.number}/").content.decode()
    assert f"<dt>人员</dt><dd>{ACCUSED}</dd>" in page


def test_every_question_keeps_a_held_tip_off_at_its_desk(office: Office) -> None:
    case = held_clue(office)
    known = Case.objects.prefetch_related("exclusions").get(pk=case.pk)
    for name, person in office.people.items():
        at_desk = name in ("clue_officer", "recused")
        assert access.may(office.actor(name), access.SEE, known, at=LATER) is at_desk, name
        listed = access.cases_for(person, at=LATER, kind=Kind.TIP_OFF)
        assert listed.filter(pk=case.pk).exists() is at_desk, name


@pytest.mark.parametrize("name", [
    act.name for act in ACTS[Kind.TIP_OFF].values()
    if set(act.sources) & set(AT_INTAKE) and act.targets and set(act.targets) != {Status.SEALED_UP}
])  # fmt: skip
def test_nothing_leaves_the_desk_with_an_unresolved_name(office: Office, name: str) -> None:
    unit = {"unit": office.units["bureau"].pk, "subject": "请求", "text": "请求答复。"}
    given: dict[str, Any] = unit if name == "return_demand" else {}
    by = "city_officer" if name in ("assign_down", "forward_down") else "clue_officer"
    case = held_clue(office, unit="city" if by == "city_officer" else "discipline", by=by)
    with pytest.raises(Refused, match="第四十七条"):
        does(office, case, name, by, **given)


def test_a_namesake_is_let_in_again_and_the_meant_one_is_not(office: Office) -> None:
    namesake = Person.objects.create(username="namesake", name=ACCUSED)
    post = create_post(unit=office.units["discipline"], title="科员", roles=[Role.CLUE_HANDLER])
    Tenure.objects.create(person=namesake, post=post, since=LONG_AGO)
    case = held_clue(office)
    assert case.exclusions.filter(person=namesake).exists()
    case = resolve(office, case, finding="ours", people=[office["accused"].pk])
    assert not case.exclusions.filter(person=namesake).exists()
    assert case.exclusions.filter(person=office["accused"]).exists()
    assert match_again(at=LATER) == 0
    Person.objects.create(username="third", name=ACCUSED)
    assert match_again(at=LATER) == 1


def test_what_is_unclear_goes_to_the_organ_above_and_comes_back(office: Office) -> None:
    case = resolve(office, held_clue(office), finding="unclear")
    assert seers(office, case) == {"city_officer"}
    with pytest.raises(Refused, match="上级机关未使用本系统"):
        resolve(office, case, by="city_officer", finding="unclear")
    case = resolve(office, case, by="city_officer", finding="nobody")
    assert "clue_head" in seers(office, case)
    assert "city_officer" not in seers(office, case)


def test_where_everybody_at_the_desk_may_be_meant_the_organ_above_says_who_is(
    office: Office,
) -> None:
    case = held_clue(office, names="clue_officer、recused")
    assert seers(office, case) == {"city_officer"}


def test_somebody_of_whom_a_superior_decides_is_no_finding_here(office: Office) -> None:
    case = held_clue(office, names="某领导")
    with pytest.raises(Refused, match="第十五条"):
        resolve(office, case, finding="ours", people=[office["secretary"].pk])


def test_a_finding_names_somebody_or_says_that_it_is_nobody(office: Office) -> None:
    case = held_clue(office)
    with pytest.raises(Incomplete):
        resolve(office, case, finding="ours")
    with pytest.raises(Incomplete):
        resolve(office, case, finding="nobody", people=[office["accused"].pk])
    with pytest.raises(NotFound):
        resolve(office, case, by="clue_head", finding="nobody")


def test_a_report_that_names_nobody_waits_for_nobody(office: Office) -> None:
    assert not is_held(held_clue(office, names=""))


def test_whoever_is_named_later_is_shut_out_and_the_others_go_on(office: Office) -> None:
    case = clue(office, names="")
    does(office, case, "name_respondents", "clue_officer", names="kin同志")
    assert {"clue_head", "clue_handler"} <= seers(office, case)
    assert "kin" not in seers(office, case)
    assert not CaseExclusion.objects.filter(case=case, desk__isnull=False).exists()


def test_one_page_says_who_is_meant_by_all_names(office: Office) -> None:
    case = held_clue(office, names=f"{ACCUSED}同志（原水利局）、无此人")
    client = Client()
    client.force_login(office["clue_officer"])
    address = f"/clues/{case.number}/acts/resolve_name/"
    assert "核对所指何人" in client.get(f"/clues/{case.number}/").content.decode()
    page = client.get(address)
    first, second = page.context["names"]
    assert first.fields["parties"].initial == [f"person:{office['accused'].pk}"]
    assert second.fields["finding"].initial == "nobody"
    sent: dict[str, Any] = {f"{first.prefix}-finding": "ours", f"{second.prefix}-finding": "nobody"}
    assert client.post(address, sent).status_code == 422
    sent |= {f"{first.prefix}-parties": [f"person:{office['accused'].pk}"]}
    assert client.post(address, sent).status_code == 302
    assert not is_held(Case.objects.get(pk=case.pk))
    client.force_login(office["clue_head"])
    assert client.get(address).status_code == 403


def test_the_page_takes_an_account_that_no_rule_would_have_found(office: Office) -> None:
    case = held_clue(office, names="那个管采购的")
    client = Client()
    client.force_login(office["clue_officer"])
    address = f"/clues/{case.number}/acts/resolve_name/"
    (form,) = client.get(address).context["names"]
    wrong = {f"{form.prefix}-finding": "ours", f"{form.prefix}-other": "没有这个人"}
    assert client.post(address, wrong).status_code == 422
    assert client.post(address, wrong | {f"{form.prefix}-other": "kin"}).status_code == 302
    assert case.exclusions.filter(person=office["kin"], reason="named").exists()


def test_a_post_begins_before_somebody_takes_it(office: Office) -> None:
    case = clue(office, names="县自然资源局测绘股股长")
    post = create_post(unit=office.units["other"], title="测绘股股长", roles=[Role.REGISTRAR])
    appoint(person=office["stranger"], post=post, since=MONDAY)
    assert case.exclusions.filter(person=office["stranger"]).exists()
