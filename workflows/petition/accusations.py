"""An accusation after its registration: who is meant, and taking it from whom it accuses (30③)."""

from typing import TYPE_CHECKING, Final

from django import forms
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from organizations.models import Role, Unit
from workflows.acts.act import (
    INTERNAL,
    TIMER_ALONE,
    ActForm,
    Performance,
    Relation,
    act,
    at,
    at_holder,
    at_intake,
)
from workflows.acts.act_refusals import Refused
from workflows.acts.purpose import Purpose
from workflows.acts.served_papers import SERVICE
from workflows.models.case import Case
from workflows.models.clock import Clock, running_clock
from workflows.models.event import CaseEvent
from workflows.models.transfer import Way
from workflows.naming import keeping_accusations, name_records
from workflows.naming.candidate_parties import PartyFinder
from workflows.naming.name_form import ResolveNameForm, meant_in
from workflows.petition import answer_limits
from workflows.petition.handing_on import REPORT, after_return, hand_on
from workflows.states import AFTER_INTAKE, IN_REVIEW, OPEN_PETITION, Status

if TYPE_CHECKING:
    Base = Case
else:
    Base = object

ARTICLE: Final = "信访工作条例 第三十条第三款"
TAKE_BACK: Final = "take_back"
OWED: Final = (REPORT, "supervise_reply", SERVICE)
"""Owed to whoever sent the matter, supervises it or reads its papers, by its holder alone."""
ENDED: Final = (*OWED, *answer_limits.OF_THE_ANSWER)
RUNNING: Final = (Clock.State.RUNNING, Clock.State.PAUSED)


class TakeBackForm(ActForm):
    """From whom, and who has it until a new destination is found."""

    unit = forms.ModelChoiceField(Unit.objects.all(), label=_("Unit"))
    successor = forms.ModelChoiceField(Unit.objects.all(), label=_("Successor"))


def take_from_accused(case: Case, step: Performance) -> tuple[str, dict[str, int]] | None:
    """The act that follows at once where the unit that holds the case is accused now, or
    everybody there is shut out.

    Raises Refused if nobody here may have it instead.
    """
    if not keeping_accusations.is_in_wrong_hands(case, at=step.at):
        return None
    taker = keeping_accusations.whoever_may_have_it(case, at=step.at)
    if taker is None:
        raise Refused(
            _g(
                "%(unit)s or everybody there is accused in this matter, or named in it, and no "
                "unit here may have it instead (条例 30③): hand it to the organ above on paper."
            )
            % {"unit": case.holding_unit}
        )
    return TAKE_BACK, {"unit": case.holding_unit_id, "successor": taker.pk}


def take_from_shut_out(case: Case, step: Performance) -> tuple[str, dict[str, int]] | None:
    """The same of a new petition: no unit that it accuses has taken it in."""
    return take_from_accused(case, step) if case.exclusions.all() else None


def keep_finding(case: Case, step: Performance, event: CaseEvent) -> None:
    """Let in who is not meant, and keep it from whoever is with all who stand around him."""
    given, finder = step.details, PartyFinder(at=step.at)
    name_records.resolve(given["written"], meant_in(given), given["finding"], finder, event)
    keeping_accusations.relieve_leaders(case, at=step.at)


def keep_matched(case: Case, step: Performance, _event: CaseEvent) -> None:
    finder = PartyFinder(at=step.at)
    name_records.note_names(case, "", finder, letter=True)
    name_records.shut_out_named(case, finder, at=step.at)
    keeping_accusations.relieve_leaders(case, at=step.at)


def carry_on(case: Case, step: Performance, event: CaseEvent) -> None:
    """What the unit had to do, and the limits as they run, go to whoever takes the case; the unit
    loses sight of it.
    """
    hand_on(case, step, event)
    former, taker = step.details["unit"], step.details["successor"]
    if former.region_id == taker.region_id:
        # Elsewhere other rest days may count: there the limit stays with the unit it ran for.
        running = case.clocks.filter(unit=former, state__in=RUNNING)
        running.exclude(rule__key__in=OWED).update(unit=taker)
    name_records.shut_out_named(case, PartyFinder(at=step.at), at=step.at)


def was_answered(case: Case, _step: Performance) -> bool:
    """Whether the unit that it accuses had answered it: that does not stand, somebody else does."""
    return (
        case.accepted_on is not None and running_clock(case, *answer_limits.OF_ACCEPTANCE) is None
    )


def owed_no_more(_case: Case, step: Performance, clock: Clock) -> bool:
    return clock.rule.key not in OWED or clock.unit_id == step.holder_id


class AccusationActs(Base):
    """None of these is told to whom it accuses; the last one alone to the petitioner."""

    @act(
        source=AFTER_INTAKE,
        label=_("Say who is meant by a name"),
        purpose=Purpose.RECUSALS,
        article=ARTICLE,
        for_petitioner=INTERNAL,
        by=(
            *at_intake(Role.REGISTRAR, Role.OFFICER, Role.BUREAU_HEAD, Role.UNIT_OFFICER),
            *at(Relation.SENDER, Role.OFFICER, Role.BUREAU_HEAD),
            *at_holder(Role.OFFICER, Role.BUREAU_HEAD),
        ),
        form=ResolveNameForm,
        available_if=keeping_accusations.has_open_names,
        on_performed=keep_finding,
        followed_by=take_from_accused,
        moves_desk=True,
        style="secondary",
    )
    def resolve_name(self, _step: Performance) -> None:
        """Whoever is not meant is let in again, whoever is stays shut out."""

    @act(
        source=AFTER_INTAKE,
        label=_("Match the names with accounts again"),
        purpose=Purpose.RECUSALS,
        article=ARTICLE,
        for_petitioner=INTERNAL,
        by=TIMER_ALONE,
        on_performed=keep_matched,
        followed_by=take_from_accused,
        moves_desk=True,
    )
    def match_names(self, _step: Performance) -> None:
        """It was brought before the rule was kept, or whom it accuses has a post here since."""

    @act(
        source=[status for status in OPEN_PETITION if status not in IN_REVIEW],
        to=(Status.REGISTERED, Status.FORWARDED),
        pick=after_return,
        label=_("Take it from the unit that it accuses"),
        purpose=Purpose.TRANSFER,
        article=ARTICLE,
        for_petitioner=_("Taken from %(unit)s, which it accuses; another unit is determined."),
        by=TIMER_ALONE,
        form=TakeBackForm,
        fells=("acceptance_notice", "handling_opinion", "suggestion_reply"),
        voids=("jurisdiction_objection", "objection_answer", "simple_accept", *ENDED),
        clock_filter=owed_no_more,
        starts=answer_limits.anew(when=was_answered),
        on_performed=carry_on,
        moves_desk=True,
        sends=Way.RETURN,
    )
    def take_back(self, step: Performance) -> None:
        """Back to whoever sent it, for a new destination; the petitioner's limits run on."""
        self.holding_unit = step.details["successor"]
        self.sender_unit = self.sender_of(self.holding_unit)
        if self.sender_unit_id in (self.holding_unit_id, step.details["unit"].pk):
            self.sender_unit = None
        self.drop_answer()
