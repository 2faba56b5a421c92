"""Nothing hollow passes for a reason, a fact or a measure where an act asks for one."""

import pytest
from django import forms
from django.core.exceptions import ValidationError

from petitions.receptions.forms import RecordForm
from tests.office import MONDAY, Office, act, petition
from workflows.acts.act_refusals import Incomplete
from workflows.acts.form_fields import states_something
from workflows.cases.machines import ACTS
from workflows.petition.service_forms import SHOWN_BY
from workflows.tipoff import dialogue_acts

HOLLOW = (
    "x",
    "无",
    "……",
    "  ",
    "\u3000",
    "。",
    "---",
    "123",
    "无。",
    "没有 没有",
    "N/A",
    "test",
    "aaa",
    "略",
    "同意",
    "同意。同意",
    "见附件",
)
SOLID = (
    "不服",
    "情况复杂，需进一步核实。",
    "无正当理由拖延",
    "没有收到答复",
    "The wages were not paid.",
)

WITNESSES = {name for names in SHOWN_BY.values() for name in names} - {"tracking_number"}
ENTRIES = ("names", "new")
"""What is entered as it is, however short: names, a number, a day."""

STATEMENTS = [
    pytest.param(field, id=f"{kind}-{name}-{key}")
    for kind, acts in ACTS.items()
    for name, act in acts.items()
    for key, field in act.form.base_fields.items()
    if field.required and isinstance(field.widget, forms.Textarea)
    if key not in ENTRIES and act.form.__module__ != dialogue_acts.__name__
]


NUMBERS = ("original", "phone", "subject")
"""What is compared with something on record, or is a title."""
SHOWING = [
    pytest.param(field, id=f"{kind}-{name}-{key}")
    for kind, acts in ACTS.items()
    for name, act in acts.items()
    for key, field in act.form.base_fields.items()
    if type(field) is forms.CharField and isinstance(field.widget, forms.TextInput)
    if (field.required and key not in NUMBERS and not key.endswith("_number")) or key in WITNESSES
]


@pytest.mark.parametrize("text", HOLLOW)
def test_fillers_state_nothing(text: str) -> None:
    assert not states_something(text)


@pytest.mark.parametrize("text", SOLID)
def test_short_sentences_state_something(text: str) -> None:
    assert states_something(text)


@pytest.mark.parametrize("field", [*STATEMENTS, RecordForm.base_fields["record"]])
def test_every_required_statement_of_every_act_refuses_them(field: forms.Field) -> None:
    for text in HOLLOW:
        with pytest.raises(ValidationError):
            field.clean(text)
    for text in SOLID:
        assert field.clean(text) == text


@pytest.mark.parametrize("field", SHOWING)
def test_whoever_and_whatever_shows_an_act_is_named(field: forms.Field) -> None:
    for text in HOLLOW:
        with pytest.raises(ValidationError):
            if not field.clean(text):
                field.run_validators("无")  # blank is no entry, and asked for where it is needed
    assert field.clean("信访人甲") == "信访人甲"


def test_a_withdrawal_by_word_of_mouth_says_what_was_said(office: Office) -> None:
    case = petition(office).case
    spoken = {"way": "telephone", "received_on": MONDAY.date()}
    with pytest.raises(Incomplete):
        act(office, case, "withdraw", "registrar", at=MONDAY, reason="无", **spoken)
