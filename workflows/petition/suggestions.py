"""A suggestion is studied and answered: taken up, in part or not, with the reasons (条例 29)."""

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from organizations.models import Role
from workflows.acts import form_fields
from workflows.acts.act import ALL, ActForm, Performance, Start, act, at_holder
from workflows.acts.act_refusals import Refused
from workflows.acts.purpose import Purpose
from workflows.models.case import Case
from workflows.petition import guards, measure_guards
from workflows.states import IN_HANDLING, PetitionClass, Status

if TYPE_CHECKING:
    Base = Case
else:
    Base = object


class ReplyForm(ActForm):
    adoption = forms.ChoiceField(
        label=_("Whether it is adopted"),
        choices=[
            ("adopted", _("Adopted")),
            ("partly", _("Adopted in part")),
            ("not_adopted", _("Not adopted")),
        ],
    )
    studied = form_fields.text(_("What was studied, and what speaks for and against it"))
    reply = form_fields.text(_("What becomes of it"))


def is_suggestion(case: Case) -> bool:
    return case.petition_class == PetitionClass.SUGGESTION


def is_no_suggestion(case: Case) -> bool:
    return not is_suggestion(case)


def of_a_suggestion(case: Case, _step: Performance) -> None:
    if not is_suggestion(case):
        raise Refused(_g("Only a suggestion is answered so (条例 29). Draft an opinion instead."))


def of_no_suggestion(case: Case, _step: Performance) -> None:
    """No opinion with a right to review: nobody is denied anything by a reply (条例 29, 31)."""
    if is_suggestion(case):
        raise Refused(_g("A suggestion is answered by a reply, not by an opinion (条例 29)."))


class SuggestionActs(Base):
    """The end of a suggestion."""

    @act(
        source=IN_HANDLING,
        to=Status.CLOSED,
        label=_("Reply to the suggestion"),
        purpose=Purpose.HANDLING,
        article="信访工作条例 第二十九条",
        for_petitioner=_("Your suggestion was studied and answered."),
        by=at_holder(Role.UNIT_OFFICER, Role.UNIT_HEAD),
        form=ReplyForm,
        available_if=is_suggestion,
        guards=(of_a_suggestion, guards.parts_reported, measure_guards.measures_struck_off),
        issues=("suggestion_reply",),
        satisfies=ALL,
        starts=(Start("evaluate_window"),),
    )
    def reply_suggestion(self, step: Performance) -> None:
        self.served_on = step.on
