"""What was accepted wrongly goes on to where it belongs, or back, by two people (条例 22-24)."""

from typing import TYPE_CHECKING, Any, Final, cast

from django import forms
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from organizations.models import Role, Unit, UnitKind
from organizations.selectors import open_units
from workflows.acts import form_fields, served_papers
from workflows.acts.act import (
    ActForm,
    Performance,
    Relation,
    Start,
    act,
    at,
    at_holder,
    at_intake,
)
from workflows.acts.act_refusals import Refused
from workflows.acts.decision import Decision
from workflows.acts.destination_field import DestinationField
from workflows.acts.pending_proposals import open_proposal
from workflows.acts.purpose import Purpose
from workflows.models.case import Case
from workflows.models.transfer import Way
from workflows.petition import guards, where_due
from workflows.petition.answer_limits import OF_ACCEPTANCE
from workflows.petition.handing_on import REPORT, after_return, given_up
from workflows.states import IN_HANDLING, Status

if TYPE_CHECKING:
    Base = Case
else:
    Base = object

OF_THE_UNIT: Final = (*OF_ACCEPTANCE, *served_papers.NOTICE_LIMITS, served_papers.SERVICE, REPORT)
"""What the unit that accepted had to do: answer, tell the petitioner, report to its sender."""


def goes_back(_case: Case, step: Performance) -> bool:
    """Whether the unit named is the one that had sent it to whoever accepted it."""
    return bool(step.details["is_return"])


def goes_on(case: Case, step: Performance) -> bool:
    return not goes_back(case, step)


def where_it_goes(case: Case, step: Performance) -> str:
    return after_return(case, step) if goes_back(case, step) else Status.FORWARDED


def letter_of_its_way(case: Case, step: Performance, kind: str) -> bool:
    """One letter to whoever has it now, and in any case the petitioner's notice."""
    other = "pass_on_letter" if goes_back(case, step) else "return_letter"
    return kind != other


def taken_back_by_the_sender(case: Case, step: Performance) -> None:
    """What goes back is with the sender at once, so that nobody agrees to it in his place."""
    proposal, sender = open_proposal(case, "pass_on"), case.sender_of(case.holding_unit)
    if proposal is None or sender is None or step.actor.person is None:
        return
    if proposal.event.details["unit"]["id"] != sender.pk:
        return
    if not step.actor.person.tenures.at(step.at).filter(post__unit=sender).exists():
        raise Refused(_g("%(unit)s has to agree to the return itself.") % {"unit": sender})


SENDER_PASSES_ON: Final = Decision(
    by=(
        *at(Relation.SENDER, Role.OFFICER, Role.BUREAU_HEAD, Role.UNIT_HEAD),
        *at(Relation.PART, Role.BUREAU_HEAD),
        *at_intake(Role.UNIT_HEAD),
    ),
    on_proposal_of=at_holder(Role.UNIT_OFFICER, Role.UNIT_HEAD),
    decider_guards=(taken_back_by_the_sender,),
)


class PassOnForm(ActForm):
    """条例 22, 23: to where whoever sent the matter might have sent it at first, or back to him.

    What nobody sent may go to the petition bureau of the place as well, which finds the organ.
    """

    unit = DestinationField(label=_("Unit that it goes to"))
    reason = form_fields.reason(_("Why it is not the business of this unit"))

    def prepare(self) -> None:
        field = cast(DestinationField, self.fields["unit"])
        field.narrow_to(self.case.sender_unit or self.case.intake_unit)
        if sender := self.case.sender_of(self.case.holding_unit):
            field.allow([sender.pk])
            field.help_text = _g("Back to %(unit)s, or on to the unit that is competent.") % {
                "unit": sender
            }
        if self.case.is_direct:
            field.allow(bureaus_of_place(self.case.holding_unit))
        field.leave_out([self.case.holding_unit_id])

    def clean_unit(self) -> Unit:
        unit: Unit = self.cleaned_data["unit"]
        if unit.pk == self.case.holding_unit_id:
            raise forms.ValidationError(_g("Your unit has this matter. Choose another unit."))
        return unit

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        sender = self.case.sender_of(self.case.holding_unit)
        return data | {"is_return": sender is not None and data.get("unit") == sender}


def bureaus_of_place(unit: Unit) -> list[int]:
    here = open_units().filter(kind=UnitKind.PETITION_BUREAU, region=unit.region_id)
    return list(here.values_list("pk", flat=True))


class PassingOnActs(Base):
    """Proposed in the unit that accepted and decided by whoever sent it there, or by its head."""

    @act(
        source=IN_HANDLING,
        to=(Status.REGISTERED, Status.FORWARDED),
        pick=where_it_goes,
        label=_("Pass on or give back after acceptance"),
        purpose=Purpose.TRANSFER,
        article="信访工作条例 第二十三条、第二十四条",
        for_petitioner=_(
            "The unit that accepted it is not competent: it is now with %(unit)s, which tells you "
            "in writing; the notice of acceptance holds no longer."
        ),
        decision=SENDER_PASSES_ON,
        form=PassOnForm,
        guards=(guards.parts_reported,),
        issues=("pass_on_letter", "return_letter", "pass_on_notice"),
        issues_if=letter_of_its_way,
        fells=("acceptance_notice",),
        voids=OF_THE_UNIT,
        clock_filter=given_up,
        sends=Way.FORWARD,
        sends_back=goes_back,
        starts=(*where_due.STARTS, Start("jurisdiction_objection", when=goes_on)),
        style="secondary",
    )
    def pass_on(self, step: Performance) -> None:
        """As forwarded, or as it was before: the petitioner is told anew, counted from now."""
        self.holding_unit, self.sent_on = step.details["unit"], step.on
        if goes_back(self, step):
            self.sender_unit = self.sender_of(self.holding_unit)
        else:
            self.sender_unit = self.sender_unit or self.intake_unit
        if self.sender_unit is None:
            self.sent_on = None
        self.accepted_on, self.simple = None, False
        self.petition_class = self.route = ""
