"""The service of papers: a record of its own for each, with its date, way and slip."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from organizations.models import Role
from organizations.review_route import recheckers
from workflows.acts import served_papers
from workflows.acts.act import (
    ALL,
    PETITIONER_ALONE,
    Performance,
    Relation,
    Start,
    act,
    at,
    at_holder,
    at_intake,
)
from workflows.acts.act_refusals import Refused
from workflows.acts.purpose import Purpose
from workflows.counting.due_date import EventKind
from workflows.models.case import Case
from workflows.models.clock import Clock
from workflows.models.document import Document
from workflows.models.event import CaseEvent
from workflows.models.paper_service import PaperService
from workflows.petition import answer_limits, service_forms
from workflows.petition.accusations import take_from_accused
from workflows.petition.answer_limits import OF_THE_ANSWER, OUTLIVING
from workflows.petition.execution import is_supported
from workflows.states import AFTER_INTAKE, ReviewResult, Status

if TYPE_CHECKING:
    Base = Case
else:
    Base = object


def note_service(case: Case, step: Performance, event: CaseEvent) -> None:
    """The row that says a paper is served; the pictures of its slip are files of the event."""
    PaperService.objects.create(
        case_id=case.pk,
        document=step.details["document"],
        event=event,
        way=step.details["way"],
        served_on=step.details["served_on"],
    )


def notice_waits(case: Case) -> bool:
    return served_papers.awaits_service(case, served_papers.RECORD)


def review_waits(case: Case) -> bool:
    return served_papers.awaits_service(case, "serve_review")


def recheck_waits(case: Case) -> bool:
    return served_papers.awaits_service(case, "serve_recheck")


def is_ended_by(_case: Case, step: Performance, clock: Clock) -> bool:
    """The limits of the paper that was served, and no other paper's."""
    paper: Document = step.details["document"]
    if clock.rule.key == served_papers.SERVICE:
        return clock.events.filter(kind=EventKind.START, case_event=paper.case_event_id).exists()
    return clock.rule.key in served_papers.SERVED[paper.kind].stops


def by_its_issuer(_case: Case, step: Performance) -> None:
    """A paper is served by the unit that issued it."""
    issuer, person = step.details["document"].issuer, step.actor.person
    if issuer and person and not person.tenures.at(step.at).filter(post__unit=issuer).exists():
        raise Refused(_g("%(unit)s issued this paper and records its service.") % {"unit": issuer})


def is_upheld(_case: Case, step: Performance) -> bool:
    """Whether the opinion that is served upholds the one before it."""
    decided = step.details["document"].case_event.details
    return bool(decided.get("result") == ReviewResult.UPHELD)


def is_redone(case: Case, step: Performance) -> bool:
    """What the tier above changes, revokes or sends back is the unit's to answer anew."""
    return not is_upheld(case, step)


def may_be_rechecked(case: Case, step: Performance) -> bool:
    """Where nobody stands above the organ that reviewed, its opinion is the last one."""
    above = recheckers(case.review_unit) if case.review_unit else []
    return bool(above) and is_upheld(case, step)


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


RECORDING: dict[str, Any] = {
    "source": AFTER_INTAKE,
    "article": "信访工作条例 第二十三条、第三十四条、第三十六条",
    "satisfies": served_papers.limits_ended_by(served_papers.RECORD),
    "clock_filter": is_ended_by,
    "stops_on": "served_on",
    "on_performed": note_service,
    "redacts": ("document",),
    "available_if": notice_waits,
    "style": "secondary",
}


class ServiceActs(Base):
    """The opinion moves the case when it is served; a notice ends the limit that it answers."""

    @act(
        source=Status.SIGNED,
        to=Status.SERVED,
        label=_("Serve"),
        purpose=Purpose.HANDLING,
        article="信访工作条例 第三十二条、第三十五条",
        for_petitioner=_("The handling opinion was served."),
        by=at_holder(Role.UNIT_OFFICER),
        form=service_forms.ServeForm,
        on_performed=note_service,
        redacts=("document",),
        satisfies=(*answer_limits.OF_ACCEPTANCE, *served_papers.NOTICE_LIMITS),
        stops_on="served_on",
        starts=(
            Start("review_apply", since="served_on"),
            Start("evaluate_window", since="served_on"),
            Start("execution", since="served_on", when=is_supported),
        ),
    )
    def serve(self, step: Performance) -> None:
        self.served_on = step.details["served_on"]

    @act(
        **RECORDING,
        label=_("Record the service of a notice"),
        purpose=Purpose.RIGHTS,
        for_petitioner=_("The notice was served."),
        by=(
            *at_holder(Role.OFFICER, Role.UNIT_OFFICER, Role.UNIT_HEAD),
            *at_intake(Role.OFFICER, Role.UNIT_OFFICER),
            *at(Relation.REVIEW, Role.REVIEWER, Role.RECHECKER),
        ),
        form=service_forms.ServiceForm,
        guards=(by_its_issuer,),
    )
    def record_service(self, _step: Performance) -> None:
        """Who got which paper when, in which way, stands in the event; the slip beside it."""

    @act(
        **RECORDING,
        label=_("Confirm the receipt of a notice"),
        purpose=Purpose.RIGHTS,
        for_petitioner=_("You confirmed that you have the notice."),
        by=PETITIONER_ALONE,
        form=service_forms.ConfirmForm,
    )
    def confirm_receipt(self, _step: Performance) -> None:
        """Read in the portal, by whoever holds the query code: served electronically."""

    @act(
        source=Status.UNDER_REVIEW,
        to=(Status.REVIEW_SERVED, Status.INVESTIGATING),
        pick=after_review,
        label=_("Serve the review opinion"),
        purpose=Purpose.HANDLING,
        article="信访工作条例 第三十五条",
        for_petitioner=_("The review opinion was served."),
        by=at(Relation.REVIEW, Role.REVIEWER),
        form=service_forms.ServeReviewForm,
        available_if=review_waits,
        fells=("handling_opinion",),
        on_performed=note_service,
        redacts=("document",),
        satisfies=("review_decide",),
        voids=OF_THE_ANSWER,
        clock_filter=ended_by_review,
        stops_on="served_on",
        starts=(
            Start("recheck_apply", since="served_on", when=may_be_rechecked),
            *answer_limits.anew(since="served_on", when=is_redone),
        ),
        followed_by=take_from_accused,
    )
    def serve_review(self, step: Performance) -> None:
        """What is not upheld begins a new handling limit, from the receipt of the decision."""
        self._answer_stands_or_falls(step)

    @act(
        source=Status.UNDER_RECHECK,
        to=(Status.CONCLUDED, Status.INVESTIGATING),
        pick=after_recheck,
        label=_("Serve the recheck opinion"),
        purpose=Purpose.HANDLING,
        article="信访工作条例 第三十六条",
        for_petitioner=_("The recheck opinion was served."),
        by=at(Relation.REVIEW, Role.RECHECKER, Role.REVIEWER),
        form=service_forms.ServeRecheckForm,
        available_if=recheck_waits,
        fells=("handling_opinion", "review_opinion"),
        on_performed=note_service,
        redacts=("document",),
        satisfies=ALL,
        voids=OF_THE_ANSWER,
        clock_filter=ended_by_recheck,
        stops_on="served_on",
        starts=answer_limits.anew(since="served_on", when=is_redone),
        followed_by=take_from_accused,
    )
    def serve_recheck(self, step: Performance) -> None:
        """Upheld, no organ accepts the same facts and reasons again; else the unit answers anew."""
        self._answer_stands_or_falls(step)

    def _answer_stands_or_falls(self, step: Performance) -> None:
        if is_redone(self, step):
            self.drop_answer()
