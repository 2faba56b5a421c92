"""Names, recusals and limits: what may happen to a clue at any time (规则 21, 22, 47, 48)."""

from typing import TYPE_CHECKING, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from organizations.models import Role
from workflows.acts.act import (
    INTERNAL,
    TIMER_ALONE,
    ActForm,
    Performance,
    Relation,
    act,
    at,
    at_holder,
)
from workflows.acts.decision import Decision
from workflows.acts.form_fields import ExtensionField, ExtensionForm, PersonField
from workflows.acts.purpose import Purpose
from workflows.models.case import Case
from workflows.models.event import ActorKind
from workflows.petition.jurisdiction import SuccessionForm
from workflows.states import OPEN_TIP_OFF, TIP_OFF_ONLY
from workflows.tipoff import exclusion_rules, fields, guards

if TYPE_CHECKING:
    Base = Case
else:
    Base = object

STAFF: Final = (Role.CLUE_OFFICER, Role.CLUE_HANDLER, Role.CLUE_HEAD)
ASSIGNED: Final = "纪检监察机关处理检举控告工作规则 第二十一条"
MANY_MONTHS: Final = 24  # 规则 21 sets no bound to what the superior approves; a slip is one
SUPERVISED: Final = "纪检监察机关处理检举控告工作规则 第二十二条"
SUPERVISORS: Final = (*at(Relation.SENDER, Role.CLUE_OFFICER, Role.CLUE_HEAD), *TIMER_ALONE)
HEADS_WORD: Final = Decision(
    by=at(Relation.SENDER, Role.CLUE_HEAD), on_proposal_of=at(Relation.SENDER, Role.CLUE_OFFICER)
)
"""规则 22: whoever assigned a clue supervises it with the approval of its head in charge."""
GROUNDS: Final = [
    ("himself", _("The report is about himself or a close relative")),
    ("interest", _("He or a close relative has an interest in it")),
    ("witness", _("He is a witness")),
    ("other", _("Another reason to doubt his fairness")),
]


class AskRecusalForm(ActForm):
    ground = forms.ChoiceField(label=_("Ground of the recusal"), choices=GROUNDS)
    reason = fields.reason(required=False)


class DecideRecusalForm(ActForm):
    person = PersonField(*STAFF, Role.MONITOR, label=_("Person"))
    asked_by = forms.ChoiceField(
        label=_("Asked for by"),
        choices=[("himself", _("Himself")), ("party", _("A party")), ("organ", _("The organ"))],
    )
    ground = forms.ChoiceField(label=_("Ground of the recusal"), choices=GROUNDS)
    decision = forms.ChoiceField(
        label=_("Decision"), choices=[("granted", _("Recused")), ("refused", _("Not recused"))]
    )
    reason = fields.reason(required=False)


class ExtendAssignedForm(ExtensionForm):
    months = ExtensionField(rule="tip_assigned", label=_("Months"))
    reason = fields.reason()
    reported_up = forms.BooleanField(label=_("Reported to the organ above"))


class ExtendFurtherForm(ActForm):
    months = forms.IntegerField(label=_("Months"), min_value=1, max_value=MANY_MONTHS)
    reason = fields.reason()


class SpurForm(ActForm):
    """A letter of supervision to the organ below; the timer fills nothing in."""

    reason = fields.reason()

    def prepare(self) -> None:
        if self.actor.kind == ActorKind.TIMER:
            self.fields["reason"].required = False


class KeepingActs(Base):
    """None of these moves the status."""

    @act(
        source=OPEN_TIP_OFF,
        label=_("Name whom it is about"),
        purpose=Purpose.RECUSALS,
        article="纪检监察机关处理检举控告工作规则 第四十七条",
        for_petitioner=INTERNAL,
        by=at_holder(*STAFF),
        form=exclusion_rules.NamesForm,
        guards=(exclusion_rules.own_matters_only,),
        on_performed=exclusion_rules.keep_names,
        moves_desk=True,
        style="secondary",
    )
    def name_respondents(self, _step: Performance) -> None:
        """Whoever is named is shut out from this moment."""

    @act(
        source=TIP_OFF_ONLY,
        label=_("Match the names with accounts again"),
        purpose=Purpose.RECUSALS,
        article="纪检监察机关处理检举控告工作规则 第四十七条",
        for_petitioner=INTERNAL,
        by=TIMER_ALONE,
        on_performed=exclusion_rules.keep_matched,
        moves_desk=True,
    )
    def match_names(self, _step: Performance) -> None:
        """Somebody named earlier has an account, a post or a relative on record since."""

    @act(
        source=OPEN_TIP_OFF,
        label=_("Ask to be recused"),
        purpose=Purpose.RECUSALS,
        article="纪检监察机关处理检举控告工作规则 第四十八条",
        for_petitioner=INTERNAL,
        by=at_holder(*STAFF),
        form=AskRecusalForm,
        style="secondary",
    )
    def ask_recusal(self, _step: Performance) -> None:
        """On one's own word; the organ decides."""

    @act(
        source=OPEN_TIP_OFF,
        label=_("Decide on a recusal"),
        purpose=Purpose.RECUSALS,
        article="纪检监察机关处理检举控告工作规则 第四十八条",
        for_petitioner=INTERNAL,
        by=at_holder(Role.CLUE_HEAD),
        form=DecideRecusalForm,
        guards=(guards.not_from_intake_or_handling, guards.by_another_than_requested),
        on_performed=exclusion_rules.keep_recusal,
        moves_desk=True,
        style="secondary",
    )
    def decide_recusal(self, _step: Performance) -> None:
        """Whoever is recused is shut out from this moment."""

    @act(
        source=OPEN_TIP_OFF,
        label=_("Extend the assigned limit"),
        purpose=Purpose.LIMITS,
        article=ASSIGNED,
        for_petitioner=INTERNAL,
        by=at_holder(Role.CLUE_HEAD),
        form=ExtendAssignedForm,
        guards=(guards.not_from_intake_or_handling, guards.extended_not_yet),
        available_if=guards.is_assigned,
        extends="tip_assigned",
        style="secondary",
    )
    def extend_assigned(self, _step: Performance) -> None:
        """Once, by the head of the organ, reported up."""

    @act(
        source=OPEN_TIP_OFF,
        label=_("Extend it further"),
        purpose=Purpose.LIMITS,
        article=ASSIGNED,
        for_petitioner=INTERNAL,
        by=at(Relation.SENDER, Role.CLUE_HEAD),
        form=ExtendFurtherForm,
        guards=(guards.not_from_intake_or_handling, guards.extended_once),
        available_if=guards.is_assigned,
        extends="tip_assigned",
        style="secondary",
    )
    def extend_further(self, _step: Performance) -> None:
        """By the organ above."""

    @act(
        source=OPEN_TIP_OFF,
        label=_("Remind"),
        purpose=Purpose.LIMITS,
        article=SUPERVISED,
        for_petitioner=INTERNAL,
        climbs=True,
        by=TIMER_ALONE,
    )
    def remind(self, _step: Performance) -> None:
        """A limit comes near."""

    @act(
        source=OPEN_TIP_OFF,
        label=_("Urge"),
        purpose=Purpose.SUPERVISION,
        article=SUPERVISED,
        for_petitioner=INTERNAL,
        climbs=True,
        by=SUPERVISORS,
        form=SpurForm,
        issues=("urge_notice",),
        style="secondary",
    )
    def urge(self, _step: Performance) -> None:
        """催办."""

    @act(
        source=OPEN_TIP_OFF,
        label=_("Supervise"),
        purpose=Purpose.SUPERVISION,
        article=SUPERVISED,
        for_petitioner=INTERNAL,
        climbs=True,
        by=(*at(Relation.SENDER, Role.CLUE_HEAD), *TIMER_ALONE),
        form=SpurForm,
        issues=("supervision_letter",),
        style="secondary",
    )
    def supervise(self, _step: Performance) -> None:
        """督办."""

    @act(
        source=OPEN_TIP_OFF,
        label=_("Red warning and letter of inquiry"),
        purpose=Purpose.SUPERVISION,
        article=SUPERVISED,
        for_petitioner=INTERNAL,
        climbs=True,
        by=TIMER_ALONE,
        decision=HEADS_WORD,
        form=SpurForm,
        issues=("warning_inquiry",),
        style="danger",
    )
    def warn(self, _step: Performance) -> None:
        """红色预警与函询."""

    @act(
        source=OPEN_TIP_OFF,
        label=_("Count the limits anew"),
        purpose=Purpose.LIMITS,
        article="民法典 第二百零三条",
        for_petitioner=INTERNAL,
        by=TIMER_ALONE,
    )
    def recompute(self, _step: Performance) -> None:
        """A year's calendar was published; the old last days are kept in the events."""

    @act(
        source=OPEN_TIP_OFF,
        label=_("Pass to the successor"),
        purpose=Purpose.TRANSFER,
        article="信访工作条例 第二十四条",
        for_petitioner=INTERNAL,
        by=TIMER_ALONE,
        form=SuccessionForm,
        moves_desk=True,
    )
    def succeed(self, step: Performance) -> None:
        """A section or organ was merged; its successor answers for what it left open."""
        self.put_in_place(step.details["unit"], step.details["successor"])
