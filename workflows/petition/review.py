"""The two tiers above the handler: review and recheck (条例 35, 36)."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from organizations.models import Role, Unit
from organizations.review_route import recheckers
from workflows.acts import form_fields
from workflows.acts.act import ALL, ActForm, Performance, Relation, Start, act, at
from workflows.acts.day_bounds import Bound
from workflows.models.case import Case
from workflows.models.clock import Clock
from workflows.petition import guards, review_tiers
from workflows.petition.applications import (
    APPLICANTS,
    WITHDRAWERS,
    RecheckAppealForm,
    ReviewAppealForm,
    WithdrawReviewForm,
)
from workflows.petition.execution import OUTLIVING
from workflows.petition.handling import HearingForm
from workflows.states import IN_REVIEW, ReviewResult, Status

if TYPE_CHECKING:
    Base = Case
else:
    Base = object


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


def may_be_rechecked(case: Case, step: Performance) -> bool:
    """Where nobody stands above the organ that reviewed, its opinion is the last one."""
    above = recheckers(case.review_unit) if case.review_unit else []
    return bool(above) and is_upheld(case, step)


def before_the_application(case: Case, _step: Performance) -> str:
    """As the case stood when it came under review; a closed file is closed again."""
    brought = case.events.filter(target=case.status).exclude(source=case.status)
    return brought.order_by("-pk").values_list("source", flat=True)[0]


def last_window(case: Case) -> Clock | None:
    """The petitioner's window that his last application ended."""
    windows = case.clocks.filter(rule__key__in=review_tiers.WINDOWS).select_related("rule")
    return windows.order_by("-pk").first()


def had_window(tier: review_tiers.Tier) -> Callable[[Case, Performance], bool]:
    def applied_within(case: Case, _step: Performance) -> bool:
        window = last_window(case)
        return window is not None and window.rule.key == tier.window

    return applied_within


class ReviewActs(Base):
    """One application a tier, within the time of the law, to the organ above."""

    @act(
        source=(Status.SERVED, Status.CLOSED),
        to=Status.UNDER_REVIEW,
        label=_("Apply for review"),
        article="信访工作条例 第三十五条",
        for_petitioner=_("Review was applied for."),
        by=APPLICANTS,
        form=ReviewAppealForm,
        available_if=guards.review_is_open,
        guards=(guards.within_review_window,),
        satisfies=("review_apply",),
        stops_on="applied_on",
        starts=(Start("review_decide", since="received_on"),),
    )
    def request_review(self, step: Performance) -> None:
        self.review_unit = step.details["organ"]

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
            Start("recheck_apply", since="served_on", when=may_be_rechecked),
            Start("handle", since="served_on", when=is_redone),
        ),
    )
    def decide_review(self, step: Performance) -> None:
        """What is not upheld begins a new handling limit, from the receipt of the decision."""
        self._answer_stands_or_falls(step)

    @act(
        source=Status.UNDER_REVIEW,
        label=_("Call a hearing on the review"),
        article="信访工作条例 第三十一条第六项、第三十五条",
        for_petitioner=_("A hearing was called; the notice says when and where."),
        by=at(Relation.REVIEW, Role.REVIEWER),
        form=HearingForm,
        issues=("hearing_notice",),
        style="secondary",
    )
    def call_review_hearing(self, _step: Performance) -> None:
        """Its days count: the law lets the time of hearings stand still at the recheck alone."""

    @act(
        source=(Status.REVIEW_SERVED, Status.CLOSED),
        to=Status.UNDER_RECHECK,
        label=_("Apply for recheck"),
        article="信访工作条例 第三十六条第一款",
        for_petitioner=_("Recheck was applied for."),
        by=APPLICANTS,
        form=RecheckAppealForm,
        available_if=guards.recheck_is_open,
        guards=(guards.within_recheck_window,),
        satisfies=("recheck_apply",),
        stops_on="applied_on",
        starts=(Start("recheck_decide", since="received_on"),),
    )
    def request_recheck(self, step: Performance) -> None:
        self.review_unit = step.details["organ"]

    @act(
        source=IN_REVIEW,
        to=(Status.SERVED, Status.REVIEW_SERVED, Status.CLOSED),
        pick=before_the_application,
        label=_("Withdraw the application for review"),
        article="信访工作条例 第三十五条、第三十六条",
        for_petitioner=_("The application was withdrawn; the opinion stands as it was served."),
        by=WITHDRAWERS,
        form=WithdrawReviewForm,
        voids=("review_decide", "recheck_decide"),
        starts=(
            Start("review_apply", since="window_began_on", when=had_window(review_tiers.REVIEW)),
            Start("recheck_apply", since="window_began_on", when=had_window(review_tiers.RECHECK)),
        ),
        style="secondary",
    )
    def withdraw_review(self, _step: Performance) -> None:
        """The window runs on as it would have run; the matter itself is not withdrawn."""
        self.review_unit = self._reviewed_before()

    @property
    def window_began_on(self) -> date | None:
        """From which day the window counts that a withdrawn application gives back."""
        window = last_window(self)
        return window.started_on if window else None

    @act(
        source=Status.UNDER_RECHECK,
        label=_("Open a hearing"),
        article="信访工作条例 第三十六条第二款",
        for_petitioner=_("A hearing was opened; the limit of the recheck stands still."),
        by=at(Relation.REVIEW, Role.RECHECKER, Role.REVIEWER),
        form=HearingForm,
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

    def _reviewed_before(self) -> Unit | None:
        """The organ of the tier below the one that was applied to."""
        if self.status == Status.UNDER_REVIEW:
            return None
        decided = self.events.filter(act="decide_review").select_related("actor_unit")
        last = decided.order_by("-pk").first()
        return last.actor_unit if last else None
