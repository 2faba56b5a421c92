"""No form decides before somebody has: lists begin with nothing, long words stand in full."""

import pytest
from django import forms

from tests.office import MONDAY, Office, petition
from tests.ways import AFTERWARDS, bring_to
from ui.templatetags.ui_tags import form_field
from workflows.acts.open_choices import leave_open
from workflows.cases import door
from workflows.cases.machines import ACTS
from workflows.states import Kind, Status

SHORT = (("yes", "同意"), ("no", "不同意"))
WORDY = (("court", "属于法院、检察院职权或者应当通过法定程序处理"), ("open", "正在办理"))


def form_with(field: forms.Field, **initial: object) -> forms.Form:
    form = forms.Form(initial=initial)
    form.fields["choice"] = field
    leave_open(form)
    return form


def test_a_list_begins_with_nothing_and_is_needed_all_the_same() -> None:
    form = form_with(forms.ChoiceField(choices=SHORT))
    assert '<option value="" selected>—</option>' in str(form["choice"])
    assert "required" in str(form["choice"])
    with pytest.raises(forms.ValidationError):
        form.fields["choice"].clean("")
    assert form.fields["choice"].clean("yes") == "yes"


def test_long_words_stand_below_each_other_and_none_is_chosen() -> None:
    shown = str(form_with(forms.ChoiceField(choices=WORDY))["choice"])
    assert shown.count('type="radio"') == len(WORDY)
    assert "checked" not in shown


def test_what_other_fields_depend_on_stays_a_list() -> None:
    form = forms.Form()
    form.fields["choice"] = forms.ChoiceField(choices=WORDY)
    asked = forms.TextInput(attrs={"data-asked-by": "choice court"})
    form.fields["more"] = forms.CharField(widget=asked)
    leave_open(form)
    assert "<select" in str(form["choice"])


@pytest.mark.parametrize(
    ("field", "initial"),
    [
        (forms.ChoiceField(choices=SHORT, initial="no"), {}),
        (forms.ChoiceField(choices=SHORT), {"choice": "no"}),
        (forms.ChoiceField(choices=SHORT, required=False), {"choice": "no"}),
        (forms.ChoiceField(choices=[("", "---"), *SHORT]), {"choice": "no"}),
        (forms.ChoiceField(choices=SHORT[1:]), {}),
    ],
)
def test_what_is_usual_or_alone_is_offered_as_before(
    field: forms.Field, initial: dict[str, str]
) -> None:
    shown = str(form_with(field, **initial)["choice"])
    assert "—</option>" not in shown
    assert "<select" in shown


@pytest.mark.parametrize(
    ("status", "act", "by", "choice"),
    [
        (Status.UNDER_REVIEW, "decide_review", "reviewer", "result"),
        (Status.UNDER_RECHECK, "decide_recheck", "rechecker", "result"),
        (Status.ACCEPTED, "decide_recusal", "unit_head", "decision"),
        (Status.SIGNED, "serve", "unit_officer", "way"),
        (Status.CLOSED, "review_retention", "officer", "decision"),
        (Status.REGISTERED, "propose_refuse", "officer", "ground"),
    ],
)
def test_no_decision_is_made_by_leaving_a_list_as_it_was(
    office: Office, status: Status, act: str, by: str, choice: str
) -> None:
    case, declared = bring_to(office, status), ACTS[Kind.PETITION][act]
    form = door.blank_form(case, declared, office.actor(by), at=AFTERWARDS)
    shown = str(form[choice])
    assert "selected" not in shown.replace('<option value="" selected', "")
    assert "checked" not in shown


def test_what_may_be_left_empty_says_so_and_what_always_answers_does_not(office: Office) -> None:
    case = petition(office).case
    approve = ACTS[Kind.PETITION]["approve_refuse"]
    form = door.blank_form(case, approve, office.actor("bureau_head"), at=MONDAY)
    assert form_field(form["approval_remark"])["optional"]
    accept = ACTS[Kind.PETITION]["accept"]
    form = door.blank_form(case, accept, office.actor("unit_officer"), at=MONDAY)
    assert not form_field(form["method"])["optional"]


def test_whoever_assigns_is_not_asked_about_the_simple_procedure(office: Office) -> None:
    """简易办理办法 5 excludes it: what is always refused is not offered."""
    case, declared = petition(office).case, ACTS[Kind.PETITION]["assign"]
    form = door.blank_form(case, declared, office.actor("bureau_head"), at=MONDAY)
    assert [field.name for field in form.visible_fields()] == ["unit", "limit_on", "remark"]
    assert '<option value="" selected>—</option>' in str(form["unit"])
