"""The two tiers above the handler: review and recheck (条例 35, 36)."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Final

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from organizations.models import Role, Unit
from workflows.acts import form_fields, served_papers
from workflows.acts.act import INTERNAL, Guard, Performance, Relation, Start, act, at
from workflows.acts.act_refusals import Refused
from workflows.acts.purpose import Purpose
from workflows.counting.due_date import Owner
from workflows.models.case import Case
from workflows.models.clock import Clock
from workflows.petition import guards, review_tiers, right_guards, service_forms
from workflows.petition.accusations import take_from_accused
from workflows.petition.applications import (
    APPLICANTS,
    WITHDRAWERS,
    RecheckAppealForm,
    ReviewAppealForm,
    WithdrawReviewForm,
)
from workflows.petition.handling import HearingForm, PausingHearingForm
from workflows.states import IN_REVIEW, ReviewResult, Status

if TYPE_CHECKING:
    Base = Case
else:
    Base = object


class ReviewDecisionForm(service_forms.HandedOverForm):
    result = forms.ChoiceField(label=_("Result"), choices=ReviewResult.choices)
    opinion = form_fields.text(_("Review opinion"))
    handed_to = service_forms.handed_to()
    handed_slip = service_forms.handed_slip()


class RecheckForm(ReviewDecisionForm):
    opinion = form_fields.text(_("Recheck opinion"))


def of_the_hearing_day(case: Case, step: Performance) -> None:
    """What was called for a day to come has not ended, whoever says so."""
    called = case.events.filter(act="begin_hearing").order_by("-pk").first()
    held_on = called.details.get("held_on") if called else None
    if held_on and date.fromisoformat(held_on) > step.on:
        raise Refused(
            _g("The hearing was called for %(day)s and can't have ended before.")
            % {"day": date_format(date.fromisoformat(held_on), "DATE_FORMAT")}
        )


def hearing_ended(case: Case, _step: Performance) -> None:
    if guards.hearing_is_open(case):
        raise Refused(_g("A hearing is open: its end comes before the opinion."))


DECIDED_BY: Final = ("serve_review", "serve_recheck")
"""The acts that serve what the tiers above decided."""


def undecided(*acts: str) -> Callable[[Case], bool]:
    """Whether no opinion waits to be served by one of the acts."""
    return lambda case: not served_papers.awaits_service(case, *acts)


def may_be_heard(case: Case) -> bool:
    return guards.no_hearing_is_open(case) and undecided("serve_recheck")(case)


def still_undecided(*acts: str) -> Guard:
    def check(case: Case, _step: Performance) -> None:
        if served_papers.awaits_service(case, *acts):
            raise Refused(_g("The opinion has its number: it is to be served now."))

    check.__name__ = "still_undecided"
    return check


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
        purpose=Purpose.RIGHTS,
        article="信访工作条例 第三十五条",
        for_petitioner=_("Review was applied for."),
        by=APPLICANTS,
        form=ReviewAppealForm,
        available_if=right_guards.review_is_open,
        guards=(right_guards.within_review_window,),
        satisfies=("review_apply",),
        stops_on="applied_on",
        starts=(Start("review_decide", since="received_on"),),
        style="secondary",
    )
    def request_review(self, step: Performance) -> None:
        self.review_unit = step.details["organ"]

    @act(
        source=Status.UNDER_REVIEW,
        label=_("Issue the review opinion"),
        purpose=Purpose.HANDLING,
        article="信访工作条例 第三十五条",
        for_petitioner=INTERNAL,
        by=at(Relation.REVIEW, Role.REVIEWER),
        form=ReviewDecisionForm,
        available_if=undecided("serve_review"),
        guards=(still_undecided("serve_review"),),
        issues=("review_opinion", "review_service_return"),
    )
    def decide_review(self, _step: Performance) -> None:
        """The opinion has its number; the limit runs until it is served."""

    @act(
        source=Status.UNDER_REVIEW,
        label=_("Call a hearing on the review"),
        purpose=Purpose.HANDLING,
        article="信访工作条例 第三十一条第六项、第三十五条",
        for_petitioner=_("A hearing was called; the notice says when and where."),
        by=at(Relation.REVIEW, Role.REVIEWER),
        form=HearingForm,
        available_if=undecided("serve_review"),
        guards=(still_undecided("serve_review"),),
        issues=("hearing_notice",),
        starts=(served_papers.to_be_served(Owner.REVIEW_UNIT),),
        style="secondary",
    )
    def call_review_hearing(self, _step: Performance) -> None:
        """Its days count: the law lets the time of hearings stand still at the recheck alone."""

    @act(
        source=(Status.REVIEW_SERVED, Status.CLOSED),
        to=Status.UNDER_RECHECK,
        label=_("Apply for recheck"),
        purpose=Purpose.RIGHTS,
        article="信访工作条例 第三十六条第一款",
        for_petitioner=_("Recheck was applied for."),
        by=APPLICANTS,
        form=RecheckAppealForm,
        available_if=right_guards.recheck_is_open,
        guards=(right_guards.within_recheck_window,),
        satisfies=("recheck_apply",),
        stops_on="applied_on",
        starts=(Start("recheck_decide", since="received_on"),),
        style="secondary",
    )
    def request_recheck(self, step: Performance) -> None:
        self.review_unit = step.details["organ"]

    @act(
        source=IN_REVIEW,
        to=(Status.SERVED, Status.REVIEW_SERVED, Status.CLOSED),
        pick=before_the_application,
        label=_("Withdraw the application for review"),
        purpose=Purpose.RIGHTS,
        article="信访工作条例 第三十五条、第三十六条",
        for_petitioner=_("The application was withdrawn; the opinion stands as it was served."),
        by=WITHDRAWERS,
        form=WithdrawReviewForm,
        available_if=undecided(*DECIDED_BY),
        guards=(still_undecided(*DECIDED_BY),),
        voids=("review_decide", "recheck_decide"),
        starts=(
            Start("review_apply", since="window_began_on", when=had_window(review_tiers.REVIEW)),
            Start("recheck_apply", since="window_began_on", when=had_window(review_tiers.RECHECK)),
        ),
        style="secondary",
        followed_by=take_from_accused,
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
        purpose=Purpose.HANDLING,
        article="信访工作条例 第三十六条第二款",
        for_petitioner=_(
            "A hearing was called, the notice says when and where; the limit of the recheck "
            "stands still until it has ended."
        ),
        by=at(Relation.REVIEW, Role.RECHECKER, Role.REVIEWER),
        form=PausingHearingForm,
        available_if=may_be_heard,
        guards=(still_undecided("serve_recheck"),),
        issues=("hearing_notice", "hearing_public_notice"),
        starts=(served_papers.to_be_served(Owner.REVIEW_UNIT),),
        pauses="recheck_decide",
        style="secondary",
    )
    def begin_hearing(self, _step: Performance) -> None:
        """Hearing days do not count."""

    @act(
        source=Status.UNDER_RECHECK,
        label=_("End the hearing"),
        purpose=Purpose.HANDLING,
        article="信访工作条例 第三十六条第二款",
        for_petitioner=_("The hearing ended; the limit of the recheck runs on."),
        by=at(Relation.REVIEW, Role.RECHECKER, Role.REVIEWER),
        available_if=guards.hearing_is_open,
        guards=(of_the_hearing_day,),
        resumes="recheck_decide",
        style="secondary",
    )
    def end_hearing(self, _step: Performance) -> None:
        """The limit runs on."""

    @act(
        source=Status.UNDER_RECHECK,
        label=_("Issue the recheck opinion"),
        purpose=Purpose.HANDLING,
        article="信访工作条例 第三十六条",
        for_petitioner=INTERNAL,
        by=at(Relation.REVIEW, Role.RECHECKER, Role.REVIEWER),
        form=RecheckForm,
        available_if=undecided("serve_recheck"),
        guards=(still_undecided("serve_recheck"), hearing_ended),
        issues=("recheck_opinion", "review_service_return"),
    )
    def decide_recheck(self, _step: Performance) -> None:
        """The opinion has its number; the limit runs until it is served."""

    def _reviewed_before(self) -> Unit | None:
        """The organ of the tier below the one that was applied to."""
        if self.status == Status.UNDER_REVIEW:
            return None
        decided = self.events.filter(act="decide_review").select_related("actor_unit")
        last = decided.order_by("-pk").first()
        return last.actor_unit if last else None
