"""条例 30③, 46(5): a petition that accuses never comes to whom it accuses."""

from typing import Any

import pytest
from django.test import Client

from notifications.models import Notice
from organizations import services
from organizations.models import Role, UnitKind
from petitions.letters.registration import LetterInput, PetitionerDetails, register
from petitions.models import Channel, Purpose
from tests.office import LONG_AGO, MONDAY, Office, act
from tests.petitions.api.calling import programme
from workflows.acts.act import ActForm
from workflows.acts.act_refusals import Incomplete, Refused
from workflows.acts.destination_field import OrdinaryUnitField
from workflows.cases import access
from workflows.cases.machines import ACTS
from workflows.models import Case, CaseExclusion
from workflows.states import Kind

ACCUSER, PHONE = "举报人乙", "13900000088"
BY_NAME = {"complained_text": "县人力资源和社会保障局"}
WAYS: dict[str, dict[str, Any]] = {
    "field": {"unit_complained": "department"},
    "name": BY_NAME,
    "nickname": {"complained_text": "县人社局"},
    "nickname over lines": {"complained_text": "县人\n社局"},
    "code": {"complained_text": "150121-department"},
}
SENDING = {
    "forward": {}, "assign": {"limit_on": "2026-09-30"}, "designate": {"reason": "指定管辖。"},
    "request_designation": {"reason": "不属本县。"},
    "ask_assistance": {"task": "核实。", "limit_on": "2026-08-21"},
    "add_measure": {}, "pass_on": {"reason": "不属本单位。"},
}  # fmt: skip


@pytest.fixture
def county(office: Office) -> Office:
    """With a section beneath the department."""
    office.units["section"] = services.create_unit(
        code="150121-section",
        name="县社会保险事业服务中心",
        kind=UnitKind.DEPARTMENT,
        region=office.units["department"].region,
        parent=office.units["department"],
    )
    return office


def accusation(
    office: Office, *, unit: str = "bureau", by: str = "registrar", **letter: Any
) -> Case:
    known = {"unit_complained": office.units.get(letter.pop("unit_complained", ""))}
    usual = {"channel": Channel.LETTER, "purpose": Purpose.ACCUSATION, "text": "反映养老金被截留。"}
    given = usual | known | letter
    return register(
        LetterInput(
            region=office.units[unit].region,
            petitioners=(PetitionerDetails(ACCUSER, phone=PHONE),),
            **given,
        ),
        unit=office.units[unit],
        received_on=MONDAY.date(),
        actor=office.actor(by),
        at=MONDAY,
    ).case


def shut_units(office: Office, case: Case) -> set[str]:
    found = set(CaseExclusion.objects.filter(case=case).values_list("unit_id", flat=True))
    return {name for name, unit in office.units.items() if unit.pk in found}


@pytest.mark.parametrize("how", WAYS)
def test_the_unit_is_found_by_any_name_with_those_beneath_it(county: Office, how: str) -> None:
    case = accusation(county, **WAYS[how])
    assert shut_units(county, case) == {"department", "section"}
    named = CaseExclusion.objects.filter(case=case, person__isnull=False)
    assert set(named.values_list("person__username", flat=True)) == {"unit_head"}


def unit_forms() -> dict[str, type[ActForm]]:
    """Every act on a petition whose form asks for a unit that takes ordinary matters."""
    fields = {name: declared.form.base_fields.get("unit")
              for name, declared in ACTS[Kind.PETITION].items()}  # fmt: skip
    return {
        name: ACTS[Kind.PETITION][name].form
        for name, field in fields.items()
        if isinstance(field, OrdinaryUnitField)
    }


def test_no_act_offers_or_takes_the_accused_or_what_is_beneath(county: Office) -> None:
    case = accusation(county, **WAYS["nickname"])
    actor = county.actor("bureau_head")
    forms = unit_forms()
    assert set(SENDING) <= {name.removeprefix("propose_") for name in forms}
    for name, form in forms.items():
        blank = form(case=case, actor=actor, at=MONDAY)
        offered = set(blank.fields["unit"].queryset.values_list("pk", flat=True))  # type: ignore[attr-defined]
        for key in ("department", "section"):
            unit = county.units[key]
            assert unit.pk not in offered, (name, key)
            filled = form({"unit": unit.code}, case=case, actor=actor, at=MONDAY)
            assert "第三十条" in str(filled.errors["unit"]), (name, key)
    act(county, case, "forward", "officer", at=MONDAY, unit=county.units["other"].pk)


def test_the_door_lets_no_field_pass_the_accused(county: Office) -> None:
    """Fields without a picker of their own as well: the discipline organ, a person named."""
    case = accusation(county, complained_text="县纪委监委")
    with pytest.raises(Refused, match="第三十条"):
        act(county, case, "route_discipline", "officer", at=MONDAY,
            unit=county.units["discipline"].pk, rank="")  # fmt: skip


def test_no_question_shows_the_case_to_whom_it_accuses(county: Office, client: Client) -> None:
    post = services.create_post(
        unit=county.units["department"], title="监测", roles=[Role.OFFICER, Role.COORDINATOR]
    )
    services.appoint(person=county["stranger"], post=post, since=LONG_AGO)
    case = accusation(county, **WAYS["nickname"])
    for name in ("unit_officer", "unit_head", "stranger"):
        assert not access.cases_for(county[name], at=MONDAY).filter(pk=case.pk)
        client.force_login(county[name])
        assert client.get(f"/cases/{case.number}/").status_code == 404, name
        caller = programme(county, name)
        assert caller.get(f"cases/{case.number}/").status_code == 404, name
        assert case.number not in caller.get("cases/").content.decode(), name
        pages = ("/cases/", f"/cases/?q={ACCUSER}", "/desk/", "/")
        for path in pages:
            body = client.get(path, follow=True).content.decode()
            assert case.number not in body, (name, path)
            assert PHONE not in body, (name, path)
        assert not Notice.objects.filter(recipient=county[name], subject__contains=case.number)
    assert access.may(county.actor("officer"), access.SEE, case, at=MONDAY)


def test_a_complaint_that_is_no_accusation_still_goes_there(county: Office) -> None:
    for purpose in (Purpose.APPEAL, Purpose.RESOLUTION):
        case = accusation(county, purpose=purpose, **BY_NAME)
        assert not CaseExclusion.objects.filter(case=case).exists()
        act(county, case, "forward", "officer", at=MONDAY)
        assert access.may(
            county.actor("unit_officer"), access.SEE, Case.objects.get(pk=case.pk), at=MONDAY
        )


@pytest.mark.parametrize("how", WAYS)
def test_it_is_never_registered_at_the_desk_of_the_accused(county: Office, how: str) -> None:
    with pytest.raises(Refused, match="第三十条"):
        accusation(county, unit="department", by="unit_officer", **WAYS[how])
    assert not Case.objects.exists()


def test_a_corrected_purpose_or_unit_decides_from_whom_it_is_kept(county: Office) -> None:
    case = accusation(county, purpose=Purpose.RESOLUTION, **BY_NAME)

    def correct(field: str, new: str) -> set[str]:
        act(county, case, "correct", "registrar", at=MONDAY, field=field, **{field: new},
            reason="录入有误，与原信核对。")  # fmt: skip
        return shut_units(county, case)

    assert correct("purpose", "accusation") == {"department", "section"}
    assert correct("complained", "县自然资源局") == {"other"}
    with pytest.raises(Incomplete):
        act(county, case, "forward", "officer", at=MONDAY, unit=county.units["other"].pk)
    assert correct("purpose", "appeal") == set()
