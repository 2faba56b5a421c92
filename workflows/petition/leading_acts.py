"""Who answers for a case (包案): appointing, recusing, passing on, extending, the five duties."""

from typing import TYPE_CHECKING, Final, cast

from django import forms
from django.db import models
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from organizations.models import Role
from workflows.acts import form_fields
from workflows.acts.act import INTERNAL, TIMER_ALONE, ActForm, Performance, Relation, Start, act, at
from workflows.acts.act_refusals import Refused
from workflows.acts.day_bounds import Bound
from workflows.acts.decision import Decision
from workflows.acts.purpose import Purpose
from workflows.models.case import Case
from workflows.models.clock import running_clock
from workflows.models.event import CaseEvent
from workflows.models.leading import Ground, Recusal, RequestedBy
from workflows.petition import leader_guards
from workflows.states import OPEN_PETITION

if TYPE_CHECKING:
    Base = Case
else:
    Base = object

ARTICLE: Final = "信访工作条例 第十八条第二款"
COORDINATOR: Final = at(Relation.PART, Role.COORDINATOR)


class Duty(models.TextChoices):
    """What a leader in charge does himself (五包); none of it is about holding anybody back."""

    LEARN = "learn", _("Knows how the matter stands")
    SOLVE = "solve", _("Solves the difficulty")
    EXPLAIN = "explain", _("Explains and talks it over")
    LAWFUL = "lawful", _("Sees it handled by the law")
    FOLLOW_UP = "follow_up", _("Visits again afterwards")


class LeaderForm(ActForm):
    leader = form_fields.PersonField(Role.LEADER, label=_("Leader in charge"))
    reason = form_fields.reason(_("Why this leader"), required=False)

    def prepare(self) -> None:
        leader = cast(form_fields.PersonField, self.fields["leader"])
        leader.narrow_to(self.case.holding_unit.region)


class CoLeaderForm(ActForm):
    co_leader = form_fields.PersonField(
        Role.LEADER,
        label=_("Second leader"),
        required=False,
    )

    def prepare(self) -> None:
        leader = cast(form_fields.PersonField, self.fields["co_leader"])
        leader.narrow_to(self.case.holding_unit.region)
        leader.help_text = _("Sees the case and is told of it; empty relieves the present one.")


class RecusalForm(ActForm):
    person = form_fields.PersonField(Role.LEADER, label=_("Leader"))
    ground = forms.ChoiceField(label=_("Ground of the recusal"), choices=Ground.choices)
    asked_by = forms.ChoiceField(label=_("Asked for by"), choices=RequestedBy.choices)
    reason = form_fields.reason(required=False)


class ExtendLeadingForm(form_fields.ExtensionForm):
    months = form_fields.ExtensionField(rule="leader_case", label=_("Months"))
    reason = form_fields.reason()


class DutyForm(ActForm):
    duty = forms.ChoiceField(label=_("Duty"), choices=Duty.choices)
    done_on = form_fields.day(_("Done on"), not_before=Bound("appoint_leader"))
    note = form_fields.reason(_("Note"))


def is_led(case: Case) -> bool:
    return case.leader_id is not None


def limit_runs(case: Case) -> bool:
    return is_led(case) and running_clock(case, "leader_case") is not None


def keep_recusal(case: Case, step: Performance, event: CaseEvent) -> None:
    """The row that sharing out and appointing go by; asked for twice it is decided once."""
    Recusal.objects.create(
        case_id=case.pk,
        person=step.details["person"],
        ground=step.details["ground"],
        asked_by=step.details["asked_by"],
        decided=event,
    )


BEYOND_QUOTA: Final = Decision(
    by=at(Relation.PART, Role.BUREAU_HEAD, Role.COORDINATOR),
    on_proposal_of=COORDINATOR,
    proposer_guards=(leader_guards.says_why_beyond_quota,),
    when=leader_guards.over_quota,
)
"""A case more than a leader's posts allow takes a reason and a second person's word."""


class LeadingActs(Base):
    """None of these moves the status."""

    @act(
        source=OPEN_PETITION,
        label=_("Put under a leader"),
        purpose=Purpose.LEADERSHIP,
        article=ARTICLE,
        for_petitioner=INTERNAL,
        by=COORDINATOR,
        decision=BEYOND_QUOTA,
        form=LeaderForm,
        guards=(leader_guards.not_recused, leader_guards.without_interest),
        issues=("leader_record",),
        starts=(Start("leader_case", once=True),),
        moves_desk=True,
        style="secondary",
    )
    def appoint_leader(self, step: Performance) -> None:
        self._is_led_by(step)

    @act(
        source=OPEN_PETITION,
        label=_("Pass to the leader's successor"),
        purpose=Purpose.LEADERSHIP,
        article=ARTICLE,
        for_petitioner=INTERNAL,
        by=(*COORDINATOR, *TIMER_ALONE),
        decision=BEYOND_QUOTA,
        form=LeaderForm,
        guards=(
            leader_guards.has_a_leader,
            leader_guards.not_recused,
            leader_guards.without_interest,
        ),
        available_if=is_led,
        issues=("leader_record",),
        moves_desk=True,
        style="secondary",
    )
    def pass_leadership(self, step: Performance) -> None:
        """The leader left his post; the limit runs on."""
        self._is_led_by(step)

    @act(
        source=OPEN_PETITION,
        label=_("Name a second leader"),
        purpose=Purpose.LEADERSHIP,
        article=ARTICLE,
        for_petitioner=INTERNAL,
        by=COORDINATOR,
        form=CoLeaderForm,
        guards=(
            leader_guards.has_a_leader,
            leader_guards.not_recused,
            leader_guards.without_interest,
        ),
        available_if=is_led,
        moves_desk=True,
        style="secondary",
    )
    def name_co_leader(self, step: Performance) -> None:
        chosen = step.details["co_leader"]
        if chosen is not None and chosen.pk == self.leader_id:
            raise Refused(_g("This leader leads the case already."))
        self.co_leader = chosen

    @act(
        source=OPEN_PETITION,
        label=_("Recuse a leader"),
        purpose=Purpose.LEADERSHIP,
        article="信访工作条例 第二十八条第三款",
        for_petitioner=INTERNAL,
        by=COORDINATOR,
        form=RecusalForm,
        guards=(leader_guards.not_recused_before,),
        on_performed=keep_recusal,
        moves_desk=True,
        style="secondary",
    )
    def recuse_leader(self, step: Performance) -> None:
        """Whoever is recused leads the case no longer, from this moment."""
        recused = step.details["person"].pk
        if self.leader_id == recused:
            self.leader = None
        if self.co_leader_id == recused:
            self.co_leader = None

    @act(
        source=OPEN_PETITION,
        label=_("Extend the leader's limit"),
        purpose=Purpose.LEADERSHIP,
        article=ARTICLE,
        for_petitioner=INTERNAL,
        by=at(Relation.LEADS, Role.LEADER),
        form=ExtendLeadingForm,
        guards=(leader_guards.before_the_leaders_limit,),
        available_if=limit_runs,
        extends="leader_case",
        style="secondary",
    )
    def extend_leading(self, _step: Performance) -> None:
        """The clock itself refuses a second extension."""

    @act(
        source=OPEN_PETITION,
        label=_("Note a duty done"),
        purpose=Purpose.LEADERSHIP,
        article=ARTICLE,
        for_petitioner=INTERNAL,
        by=at(Relation.LEADS, Role.LEADER),
        form=DutyForm,
        style="secondary",
    )
    def note_duty(self, _step: Performance) -> None:
        """A mark on the checklist; the event is the record."""

    def _is_led_by(self, step: Performance) -> None:
        self.leader = step.details["leader"]
        if self.co_leader_id == self.leader.pk:
            self.co_leader = None
