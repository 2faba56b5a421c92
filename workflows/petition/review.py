"""The two tiers above the handler: review and recheck (条例 35, 36)."""

from typing import TYPE_CHECKING, Final

from django import forms
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from organizations.models import Role, Unit
from organizations.selectors import review_organ
from workflows.acts import form_fields
from workflows.acts.act import ALL, PETITIONER_ALONE, ActForm, Performance, Relation, Start, act, at
from workflows.acts.act_refusals import Refused
from workflows.acts.day_bounds import Bound
from workflows.models.case import Case
from workflows.models.clock import Clock
from workflows.petition import guards
from workflows.petition.execution import OUTLIVING
from workflows.states import ReviewResult, Status

if TYPE_CHECKING:
    Base = Case
else:
    Base = object


class ApplicationForm(ActForm):
    reason = form_fields.reason(_("What is wrong with the opinion, and what is asked for"))


class ReviewDecisionForm(ActForm):
    result = forms.ChoiceField(label=_("Result"), choices=ReviewResult.choices)
    opinion = form_fields.text(_("Review opinion"))
    served_on = form_fields.day(
        _("Served on"), not_before=(Bound("request_review"), Bound("request_recheck"))
    )
    proof = forms.CharField(label=_("Proof of service"), max_length=200)


class RecheckForm(ReviewDecisionForm):
    opinion = form_fields.text(_("Recheck opinion"))


OF_THE_ANSWER: Final = ("execution", "evaluate_window")
"""Limits that go with an opinion: what does not stand is neither carried out nor rated."""


def is_upheld(_case: Case, step: Performance) -> bool:
    return bool(step.details["result"] == ReviewResult.UPHELD)


def is_redone(case: Case, step: Performance) -> bool:
    """What the tier above changes, revokes or sends back is the unit's to answer anew."""
    return not is_upheld(case, step)


def after_review(case: Case, step: Performance) -> str:
    return Status.REVIEW_SERVED if is_upheld(case, step) else Status.INVESTIGATING


def after_recheck(case: Case, step: Performance) -> str:
    return Status.CONCLUDED if is_upheld(case, step) else Status.INVESTIGATING


def ended_by_review(case: Case, step: Performance, clock: Clock) -> bool:
    return clock.rule.key not in OF_THE_ANSWER or is_redone(case, step)


def ended_by_recheck(case: Case, step: Performance, clock: Clock) -> bool:
    """At its end a case keeps what is still owed for it; while it goes on, all but the answer's."""
    if is_upheld(case, step):
        return clock.rule.key not in (*OF_THE_ANSWER, *OUTLIVING)
    return clock.rule.key in ("recheck_decide", *OF_THE_ANSWER)


class ReviewActs(Base):
    """One application a tier, within the time of the law, to the organ above."""

    @act(
        source=(Status.SERVED, Status.CLOSED),
        to=Status.UNDER_REVIEW,
        label=_("Apply for review"),
        article="信访工作条例 第三十五条",
        for_petitioner=_("Review was applied for."),
        by=PETITIONER_ALONE,
        form=ApplicationForm,
        available_if=guards.review_is_open,
        guards=(guards.within_review_window,),
        satisfies=("review_apply",),
        starts=(Start("review_decide"),),
    )
    def request_review(self, _step: Performance) -> None:
        self._goes_to_organ_above(self.holding_unit, Role.REVIEWER)

    @act(
        source=Status.UNDER_REVIEW,
        to=(Status.REVIEW_SERVED, Status.INVESTIGATING),
        pick=after_review,
        label=_("Serve the review opinion"),
        article="信访工作条例 第三十五条",
        for_petitioner=_("The review opinion was served."),
        by=at(Relation.REVIEW, Role.REVIEWER),
        form=ReviewDecisionForm,
        issues=("review_opinion",),
        satisfies=("review_decide",),
        voids=OF_THE_ANSWER,
        clock_filter=ended_by_review,
        stops_on="served_on",
        starts=(
            Start("recheck_apply", since="served_on", when=is_upheld),
            Start("handle", since="served_on", when=is_redone),
        ),
    )
    def decide_review(self, step: Performance) -> None:
        """What is not upheld begins a new handling limit, from the receipt of the decision."""
        self._answer_stands_or_falls(step)

    @act(
        source=(Status.REVIEW_SERVED, Status.CLOSED),
        to=Status.UNDER_RECHECK,
        label=_("Apply for recheck"),
        article="信访工作条例 第三十六条第一款",
        for_petitioner=_("Recheck was applied for."),
        by=PETITIONER_ALONE,
        form=ApplicationForm,
        available_if=guards.recheck_is_open,
        guards=(guards.within_recheck_window,),
        satisfies=("recheck_apply",),
        starts=(Start("recheck_decide"),),
    )
    def request_recheck(self, _step: Performance) -> None:
        self._goes_to_organ_above(self.review_unit or self.holding_unit, Role.RECHECKER)

    @act(
        source=Status.UNDER_RECHECK,
        label=_("Open a hearing"),
        article="信访工作条例 第三十六条第二款",
        for_petitioner=_("A hearing was opened; the limit of the recheck stands still."),
        by=at(Relation.REVIEW, Role.RECHECKER, Role.REVIEWER),
        available_if=guards.no_hearing_is_open,
        issues=("hearing_notice", "hearing_public_notice"),
        pauses="recheck_decide",
        style="secondary",
    )
    def begin_hearing(self, _step: Performance) -> None:
        """Hearing days do not count."""

    @act(
        source=Status.UNDER_RECHECK,
        label=_("End the hearing"),
        article="信访工作条例 第三十六条第二款",
        for_petitioner=_("The hearing ended; the limit of the recheck runs on."),
        by=at(Relation.REVIEW, Role.RECHECKER, Role.REVIEWER),
        available_if=guards.hearing_is_open,
        resumes="recheck_decide",
        style="secondary",
    )
    def end_hearing(self, _step: Performance) -> None:
        """The limit runs on."""

    @act(
        source=Status.UNDER_RECHECK,
        to=(Status.CONCLUDED, Status.INVESTIGATING),
        pick=after_recheck,
        label=_("Serve the recheck opinion"),
        article="信访工作条例 第三十六条",
        for_petitioner=_("The recheck opinion was served."),
        by=at(Relation.REVIEW, Role.RECHECKER, Role.REVIEWER),
        form=RecheckForm,
        issues=("recheck_opinion",),
        satisfies=ALL,
        voids=OF_THE_ANSWER,
        clock_filter=ended_by_recheck,
        stops_on="served_on",
        starts=(Start("handle", since="served_on", when=is_redone),),
    )
    def decide_recheck(self, step: Performance) -> None:
        """Upheld, no organ accepts the same facts and reasons again; else the unit answers anew."""
        self._answer_stands_or_falls(step)

    def _answer_stands_or_falls(self, step: Performance) -> None:
        if is_redone(self, step):
            self.served_on, self.outcome, self.category = None, "", ""

    def _goes_to_organ_above(self, unit: Unit, role: Role) -> None:
        organ = review_organ(unit, role=role)
        if organ is None:
            raise Refused(_g("No organ above is set up for reviews. Ask the administrator."))
        self.review_unit = organ
