"""The fields of acts' forms: files, and how much an extension may add."""

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.office import MONDAY, Office, advance, petition
from workflows.acts.attachment_fields import (
    MAX_ATTACHMENT_BYTES,
    MAX_ATTACHMENTS,
    AttachmentsField,
)
from workflows.acts.day_bounds import ISSUE
from workflows.acts.destination_field import DestinationField
from workflows.acts.form_fields import UnitField
from workflows.cases import door
from workflows.cases.machines import ACTS
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
