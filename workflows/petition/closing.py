"""How a case ends: closed, settled after checking, or withdrawn (条例 22, 34, 35)."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from organizations.models import Role
from workflows.acts import form_fields
from workflows.acts.act import (
    ALL,
    ActForm,
    Performance,
    Relation,
    act,
    at,
    at_holder,
    at_intake,
)
from workflows.acts.decision import Decision
from workflows.acts.purpose import Purpose
from workflows.models.case import Case
from workflows.petition import guards, measure_guards, right_guards
from workflows.petition.applications import WITHDRAWERS, WaiveForm, WithdrawForm
from workflows.petition.assignment_reports import reported_back
from workflows.states import OPEN_PETITION, Status

if TYPE_CHECKING:
    Base = Case
else:
    Base = object


class CloseForm(ActForm):
    report = form_fields.text(_("Closing report"), required=False)


class CheckedForm(ActForm):
    facts = form_fields.text(_("What was checked and found"))
    result = form_fields.text(_("What was done about it"), rows=2)


class ClosingActs(Base):
    """The ends of a case."""

    @act(
        source=(Status.SERVED, Status.REVIEW_SERVED),
        to=Status.CLOSED,
        label=_("Close"),
        purpose=Purpose.HANDLING,
        article="信访工作条例 第三十四条、第三十五条",
        for_petitioner=_("The matter was closed."),
        by=(*at_holder(Role.UNIT_OFFICER), *at(Relation.PART, Role.OFFICER)),
        form=CloseForm,
        guards=(
            guards.parts_reported,
            measure_guards.measures_struck_off,
            reported_back,
            right_guards.window_over_or_waived,
        ),
        issues=("closing_report",),
        satisfies=("leader_case",),
    )
    def close(self, _step: Performance) -> None:
        """No right of the petitioner ends with it: his windows run on to their own last days."""

    @act(
        source=(Status.SERVED, Status.REVIEW_SERVED),
        label=_("Accept the opinion and waive review"),
        purpose=Purpose.RIGHTS,
        article="信访工作条例 第三十五条、第三十六条",
        for_petitioner=_("The opinion was accepted; there will be no application for review."),
        by=WITHDRAWERS,
        form=WaiveForm,
        stops_on="signed_on",
        available_if=right_guards.may_be_waived,
        guards=(right_guards.within_application_window,),
        notifies_desk=True,
        style="danger",
    )
    def waive_review(self, _step: Performance) -> None:
        """By the petitioner's own will; the unit may close from now on, and enters no such will."""

    @act(
        source=Status.REGISTERED,
        to=Status.CLOSED,
        label=_("Settle after checking"),
        purpose=Purpose.HANDLING,
        article="信访工作条例 第二十二条、第四十一条第二款",
        for_petitioner=_("The matter was checked and settled."),
        decision=Decision(
            by=at_holder(Role.BUREAU_HEAD, Role.UNIT_HEAD),
            on_proposal_of=at_intake(Role.OFFICER, Role.UNIT_OFFICER),
        ),
        form=CheckedForm,
        guards=(guards.of_a_handover,),
        available_if=guards.was_handed_over,
        issues=("checking_report",),
        satisfies=ALL,
        style="secondary",
    )
    def settle_checked(self, _step: Performance) -> None:
        """A matter that inspectors handed over and that this level checked itself (M10)."""

    @act(
        source=OPEN_PETITION,
        to=Status.WITHDRAWN,
        label=_("Withdraw"),
        purpose=Purpose.RIGHTS,
        article="信访工作条例 第十七条",
        for_petitioner=_("The matter was withdrawn."),
        by=WITHDRAWERS,
        form=WithdrawForm,
        issues=("withdrawal_record",),
        voids=ALL,
        style="danger",
    )
    def withdraw(self, _step: Performance) -> None:
        """By the petitioner's own will, from any open state."""
