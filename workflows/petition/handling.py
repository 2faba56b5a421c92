"""Acceptance with its written notice, investigation, extension (条例 23, 31, 34)."""

from typing import TYPE_CHECKING, Final

from django import forms
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from organizations.models import Role
from workflows.acts import form_fields, served_papers
from workflows.acts.act import INTERNAL, ActForm, Performance, Start, act, at_holder
from workflows.acts.act_refusals import Refused
from workflows.acts.day_bounds import TODAY, TOMORROW, Bound
from workflows.acts.purpose import Purpose
from workflows.models.case import Case
from workflows.petition import (
    answer_limits,
    guards,
    jurisdiction_guards,
    service_forms,
    simple_procedure,
)
from workflows.states import PetitionClass, Route, Status

if TYPE_CHECKING:
    Base = Case
else:
    Base = object

WITHIN_A_MONTH: Final = Bound(TODAY.point, days=30)
"""This office's own figure; 条例 36② leaves the time of hearings out, and says no more of it."""


def takes_ordinary_way(case: Case, step: Performance) -> bool:
    return not takes_simple_way(case, step)


def takes_simple_way(_case: Case, step: Performance) -> bool:
    return bool(step.details["simple"])


class AcceptForm(service_forms.HandedOverForm):
    petition_class = forms.ChoiceField(
        label=_("Class"), choices=PetitionClass.choices, initial=PetitionClass.APPEAL
    )
    route = forms.ChoiceField(
        label=_("Route under article 31"),
        choices=[("", "—"), *Route.choices],
        initial=Route.PETITION,
        required=False,
    )
    outside_discipline = forms.BooleanField(
        label=_("An accusation outside discipline, for which this organ is competent (条例 30①)"),
        required=False,
    )
    simple = forms.BooleanField(label=_("Simple procedure"), required=False)
    method = forms.ChoiceField(
        label=_("How the petitioner is told"),
        choices=[
            ("paper", _("On paper")),
            ("online", _("Online")),
            ("message", _("By text message")),
            ("phone", _("By telephone")),
        ],
        initial="paper",
        required=False,
    )
    handed_to = service_forms.handed_to()
    handed_slip = service_forms.handed_slip()

    def clean(self) -> dict[str, object]:
        data = super().clean()
        chosen = data.get("petition_class")
        if chosen == PetitionClass.ACCUSATION and not data.get("outside_discipline"):
            self.add_error(
                "petition_class",
                _g(
                    "An accusation goes to the discipline organ (条例 30): transfer it there. If "
                    "it is no matter of discipline and your organ is competent, say so below."
                ),
            )
        if chosen == PetitionClass.APPEAL:
            data["route"] = data.get("route") or Route.PETITION
            if data["route"] != Route.PETITION:
                self.add_error(
                    "route",
                    _g("Routes (1) to (5) leave the petition procedure: lead it there instead."),
                )
        return data


class HearingForm(ActForm):
    """When and where, as the notice says it."""

    held_on = form_fields.limit(_("Day of the hearing"))
    held_at = forms.TimeField(
        label=_("Begins at"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    place = form_fields.named(_("Place of the hearing"), longest=120)

    def clean_held_at(self) -> str:
        return f"{self.cleaned_data['held_at']:%H:%M}"


class PausingHearingForm(HearingForm):
    """The limit of the recheck stands still from the call on, so the day can't be any day."""

    held_on = form_fields.day(
        _("Day of the hearing"), not_before=TOMORROW, not_after=WITHIN_A_MONTH
    )


class ExtendForm(service_forms.HandedOverForm, form_fields.ExtensionForm):
    days = form_fields.ExtensionField(rule="handle", label=_("Days"))
    reason = form_fields.reason(_("Reason, as the petitioner will read it"))
    handed_to = service_forms.handed_to()
    handed_slip = service_forms.handed_slip()


class HandlingActs(Base):
    """From acceptance to the start of the investigation, and the one extension."""

    @act(
        source=(Status.FORWARDED, Status.REGISTERED),
        to=Status.ACCEPTED,
        label=_("Accept and notify in writing"),
        purpose=Purpose.HANDLING,
        article="信访工作条例 第二十三条、第三十一条",
        for_petitioner=_("Accepted; a written notice was issued."),
        by=at_holder(Role.UNIT_OFFICER),
        form=AcceptForm,
        guards=(
            jurisdiction_guards.at_competent_organ,
            simple_procedure.eligible_for_simple,
            guards.not_of_itself,
        ),
        issues=("acceptance_notice",),
        satisfies=("direct_sorting", "simple_accept"),
        voids=("jurisdiction_objection",),
        starts=(
            Start(answer_limits.SIMPLE, when=takes_simple_way, once=True),
            *answer_limits.anew(when=takes_ordinary_way),
            served_papers.to_be_served(),
        ),
    )
    def accept(self, step: Performance) -> None:
        self.accepted_on = step.on
        self.petition_class = step.details["petition_class"]
        self.route = step.details.get("route") or ""
        self.simple = bool(step.details["simple"])

    @act(
        source=(Status.ACCEPTED, Status.INVESTIGATING),
        label=_("Return to the ordinary procedure"),
        purpose=Purpose.HANDLING,
        article="信访事项简易办理办法 第五条",
        for_petitioner=_("The ordinary procedure applies from now on."),
        by=at_holder(Role.UNIT_OFFICER),
        available_if=simple_procedure.in_simple_procedure,
        voids=(answer_limits.SIMPLE,),
        starts=answer_limits.anew(since="accepted_on"),
        style="secondary",
    )
    def leave_simple(self, _step: Performance) -> None:
        if not self.simple:
            raise Refused(_g("This case is already in the ordinary procedure."))
        self.simple = False

    @act(
        source=Status.INVESTIGATING,
        label=_("Call a hearing"),
        purpose=Purpose.HANDLING,
        article="信访工作条例 第三十一条第六项",
        for_petitioner=_("A hearing was called; the notice says when and where."),
        by=at_holder(Role.UNIT_OFFICER, Role.UNIT_HEAD),
        form=HearingForm,
        issues=("hearing_notice",),
        starts=(served_papers.to_be_served(),),
        style="secondary",
    )
    def call_hearing(self, _step: Performance) -> None:
        """Of a grave, complex or difficult matter; the limit runs on."""

    @act(
        source=Status.ACCEPTED,
        to=Status.INVESTIGATING,
        label=_("Begin the investigation"),
        purpose=Purpose.HANDLING,
        article="信访工作条例 第三十一条",
        for_petitioner=INTERNAL,
        by=at_holder(Role.UNIT_OFFICER),
    )
    def investigate(self, _step: Performance) -> None:
        """Hearing the petitioner and checking the facts begins."""

    @act(
        source=(Status.ACCEPTED, Status.INVESTIGATING, Status.DRAFTED),
        label=_("Extend the limit"),
        purpose=Purpose.LIMITS,
        article="信访工作条例 第三十四条",
        for_petitioner=_("The limit was extended; the notice says why."),
        by=at_holder(Role.UNIT_HEAD),
        form=ExtendForm,
        guards=(guards.before_the_limit,),
        issues=("extension_notice",),
        extends="handle",
        starts=(served_papers.to_be_served(),),
        style="secondary",
    )
    def extend(self, _step: Performance) -> None:
        """The clock itself refuses a second extension or one beyond the bound."""
