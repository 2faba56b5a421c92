"""The fields of acts' forms: files, and how much an extension may add."""

from datetime import date, timedelta

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile

from organizations.models import Region, Role
from petitions.models import Petition
from tests.office import MONDAY, Office, act, advance, petition
from workflows.acts.act import Performance
from workflows.acts.act_refusals import Incomplete, Refused
from workflows.acts.attachment_fields import (
    MAX_ATTACHMENT_BYTES,
    MAX_ATTACHMENTS,
    AttachmentsField,
)
from workflows.acts.day_bounds import ISSUE
from workflows.acts.destination_field import DestinationField
from workflows.acts.form_fields import PersonField, UnitField
from workflows.acts.region_field import RegionField, suggestions
from workflows.cases import door
from workflows.cases.machines import ACTS
from workflows.clocks import clock_services
from workflows.models import Clock

PAGE = SimpleUploadedFile("一页.pdf", b"%PDF-1.7")


def test_files_come_as_a_list_one_by_one_or_not_at_all() -> None:
    field = AttachmentsField(required=False)
    assert field.clean(None) == []
    assert field.clean(PAGE) == [PAGE]
    assert field.clean([PAGE, PAGE]) == [PAGE, PAGE]


def test_too_many_files_are_refused() -> None:
    with pytest.raises(forms.ValidationError, match=str(MAX_ATTACHMENTS)):
        AttachmentsField(required=False).clean([PAGE] * (MAX_ATTACHMENTS + 1))


def test_a_file_of_another_kind_or_too_large_is_refused_by_its_name() -> None:
    large = SimpleUploadedFile("大.pdf", b"%PDF-1.7")
    large.size = MAX_ATTACHMENT_BYTES + 1
    for file in (SimpleUploadedFile("程序.exe", b"MZ"), SimpleUploadedFile("无后缀", b""), large):
        with pytest.raises(forms.ValidationError, match=file.name):
            AttachmentsField(required=False).clean(file)


def test_without_a_clock_that_runs_the_field_of_an_extension_has_no_bound(office: Office) -> None:
    case = advance(office, petition(office).case, "investigate", at=MONDAY)
    Clock.objects.filter(case=case, rule__key="handle").update(state=Clock.State.VOID)
    extend = ACTS[case.kind]["extend"]
    form = door.blank_form(case, extend, office.actor("unit_head"), at=MONDAY)
    assert form.fields["days"].max_value is None  # type: ignore[attr-defined]


def test_a_form_that_serves_nothing_knows_no_day_of_issue(office: Office) -> None:
    case = advance(office, petition(office).case, "serve", at=MONDAY)
    close = ACTS[case.kind]["close"]
    form = door.blank_form(case, close, office.actor("unit_officer"), at=MONDAY)
    assert form.day_of(ISSUE.point) is None  # type: ignore[attr-defined]


def test_without_a_case_no_unit_is_proposed(db: None) -> None:
    assert DestinationField().proposal() is None


def test_a_field_without_an_empty_choice_offers_units_alone(office: Office) -> None:
    field = UnitField()
    field.empty_label = None
    labels = [label for label, _units in field.iterator(field)]
    assert labels
    assert "" not in labels


@pytest.mark.parametrize(
    ("purpose", "complained", "proposed"),
    [
        ("appeal", "department", "department"),
        ("appeal", None, None),
        ("accusation", "department", None),
    ],
)
def test_the_unit_complained_of_is_proposed_first_unless_it_is_accused(
    office: Office, purpose: str, complained: str | None, proposed: str | None
) -> None:
    case = petition(office).case
    unit = office.units[complained] if complained else None
    Petition.objects.filter(case=case).update(purpose=purpose, unit_complained=unit)
    form = door.blank_form(case, ACTS[case.kind]["forward"], office.actor("officer"), at=MONDAY)
    field = form.fields["unit"]
    assert isinstance(field, DestinationField)
    groups = [(str(label), units) for label, units in field.iterator(field) if label]
    assert field.proposal() == (office.units[proposed] if proposed else None)
    first = [value.instance for value, _label in groups[0][1]]
    assert (first == [office.units["department"]]) is bool(proposed)
    offered = [value.instance for _group, units in groups for value, _label in units]
    assert len(offered) == len(set(offered))


def test_a_unit_that_does_not_exist_is_refused_without_a_reason_of_its_own(
    office: Office,
) -> None:
    case = petition(office).case
    with pytest.raises(Incomplete) as refusal:
        act(office, case, "forward", "officer", at=MONDAY, unit="no-such-code")
    (told,) = refusal.value.form.errors["unit"]
    assert "no-such-code" not in told


def test_a_place_is_named_by_its_code_or_by_a_name_that_is_the_only_one(db: None) -> None:
    field, place = RegionField(), Region.objects.get(code="150121")
    assert field.clean("150121") == field.clean(place.name) == place
    for unknown in ("999999", "没有这个地方", "999999999999 没有"):
        with pytest.raises(forms.ValidationError):
            field.clean(unknown)
    assert RegionField(required=False).clean("") is None


def test_places_are_suggested_by_code_by_name_or_by_being_near(db: None) -> None:
    place = Region.objects.get(code="150121")
    assert place in suggestions("150121", near="")
    assert place in suggestions(place.name, near="")
    assert suggestions("", near=place.path)[0].path.startswith(place.path)


def test_a_start_that_an_extension_contradicts_is_refused(office: Office) -> None:
    case = advance(office, petition(office).case, "investigate", at=MONDAY)
    event = act(office, case, "extend", "unit_head", at=MONDAY + timedelta(days=10))
    clock = Clock.objects.get(case=case, rule__key="handle")
    step = Performance(office.actor("unit_head"), event.at, {}, case.holding_unit_id)
    with pytest.raises(Refused):
        clock_services.correct_starts([clock], step, event, on=date(2026, 9, 1))


def test_a_unit_is_given_as_it_is_by_its_id_or_by_its_code(office: Office) -> None:
    case, unit = petition(office).case, office.units["department"]
    forward = ACTS[case.kind]["forward"]
    field = door.blank_form(case, forward, office.actor("officer"), at=MONDAY).fields["unit"]
    assert field.clean(unit) == field.clean(str(unit.pk)) == field.clean(unit.code) == unit


def test_a_person_is_given_by_id_or_by_the_name_of_his_account(office: Office) -> None:
    field, leader = PersonField(Role.LEADER, label=""), office["leader"]
    assert field.clean(str(leader.pk)) == field.clean("leader") == leader
    for other in ("officer", "nobody"):
        with pytest.raises(forms.ValidationError):
            field.clean(other)
    assert field.clean(str(leader.pk)) == leader
