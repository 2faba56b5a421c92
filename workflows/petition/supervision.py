"""Urging, supervising, warning, calling in: by the ladder or a supervisor (条例 39, 40)."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, cast

from django import forms
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from organizations.models import Role, Unit
from organizations.selectors import posts_of
from workflows.acts import form_fields
from workflows.acts.act import (
    INTERNAL,
    TIMER_ALONE,
    ActForm,
    Performance,
    Relation,
    Start,
    act,
    at,
)
from workflows.acts.actors import Actor
from workflows.acts.day_bounds import FORESEEABLE, TODAY
from workflows.acts.decision import Decision
from workflows.acts.purpose import Purpose
from workflows.clocks import clock_services
from workflows.counting.work_calendar import SHANGHAI
from workflows.models.case import Case, CaseUnit
from workflows.models.clock import Clock, ClockQuerySet
from workflows.models.event import ActorKind
from workflows.petition import guards
from workflows.petition.execution import is_supported
from workflows.states import AFTER_SERVICE, ANSWERED, FINISHED, OPEN_PETITION, Status

if TYPE_CHECKING:
    Base = Case
else:
    Base = object

SUPERVISORS = (
    *at(Relation.PART, Role.OFFICER, Role.BUREAU_HEAD),
    *at(Relation.REGION, Role.MONITOR),
    *TIMER_ALONE,
)
WHILE_OWED = (*OPEN_PETITION, *FINISHED)
"""Also after the end: an opinion may be left to be carried out, or a letter to be answered."""

DELAY: Final = "delay"
REFUSAL: Final = "refusal"

HEADS_WORD: Final = Decision(
    by=at(Relation.PART, Role.BUREAU_HEAD),
    on_proposal_of=(*at(Relation.PART, Role.OFFICER), *at(Relation.REGION, Role.MONITOR)),
)
"""条例 39③: a warning and a talk are words of the bureau's head, on a colleague's proposal."""


ADDRESSABLE = frozenset(CaseUnit.Part) - {CaseUnit.Part.FORMER}
ANSWERING = (
    *(Role.OFFICER, Role.BUREAU_HEAD, Role.UNIT_OFFICER, Role.UNIT_HEAD),
    *(Role.REVIEWER, Role.RECHECKER),
)

REPLYING = (*(Relation.PART, Relation.ASSISTS, Relation.ANSWERS, Relation.OWES),)


class LetterForm(ActForm):
    """A letter of supervision to a unit with a part in the case; the timer fills nothing in."""

    unit = form_fields.UnitField(label=_("Unit addressed"), required=False)
    reason = form_fields.reason(_("Reason, as the unit will read it"))

    def prepare(self) -> None:
        units = [part.unit_id for part in self.case.parts.all() if part.part in ADDRESSABLE]
        unit = cast(form_fields.UnitField, self.fields["unit"])
        unit.queryset = Unit.objects.filter(pk__in=units).select_related("region")
        unit.initial = self.case.holding_unit_id
        if self.actor.kind == ActorKind.TIMER:
            for field in self.fields.values():
                field.required = False

    @property
    def addressed(self) -> Unit:
        return self.cleaned_data.get("unit") or self.case.holding_unit

    def duties(self) -> ClockQuerySet:
        """The limits that run for the unit addressed."""
        return self.case.clocks.running_duties().filter(unit=self.addressed)


class UrgeForm(LetterForm):
    """A word to hasten: to a unit that has something to do by a day."""

    def clean_unit(self) -> Unit | None:
        unit: Unit | None = self.cleaned_data["unit"]
        if self.actor.kind != ActorKind.TIMER and not self.duties().exists():
            raise forms.ValidationError(
                _g("No limit runs for %(unit)s in this matter: there is nothing to urge it to.")
                % {"unit": self.addressed}
            )
        return unit


class SuperviseForm(LetterForm):
    ground = forms.ChoiceField(
        label=_("Ground under article 40"),
        choices=[
            ("improper", _("Accepted or handled against the rules")),
            ("evasion", _("Evasion")),
            ("perfunctory", _("Perfunctory handling")),
            (DELAY, _("Delay")),
            ("fraud", _("Fraud")),
            (REFUSAL, _("Refusal to carry out the opinion")),
        ],
    )
    reason = form_fields.reason(_("What is asked for"))
    limit_on = form_fields.limit(
        _("Answer by"),
        required=False,
        help_text=_("Left empty, the length that this office has set applies."),
    )

    field_order = ("unit", "ground", "reason", "limit_on")

    def clean_ground(self) -> str:
        """What the letter says of the unit has to hold on the day of the letter."""
        ground: str = self.cleaned_data["ground"]
        if self.actor.kind == ActorKind.TIMER:
            return ground
        if ground == DELAY and not self.duties().filter(due_at__lte=self.at).exists():
            raise forms.ValidationError(
                _g("No limit of %(unit)s is over: it is not late. Choose another ground.")
                % {"unit": self.addressed}
            )
        if ground == REFUSAL and not self._may_be_refused():
            raise forms.ValidationError(
                _g("No opinion was served here that %(unit)s has to carry out (条例 32②).")
                % {"unit": self.addressed}
            )
        return ground

    def _may_be_refused(self) -> bool:
        owed = self.case.clocks.filter(rule__key="execution", unit=self.addressed)
        return self.case.status in ANSWERED and is_supported(self.case) and owed.exists()


class CallInForm(LetterForm):
    held_on = form_fields.day(_("Day of the talk"), not_before=TODAY, not_after=FORESEEABLE)
    held_at = forms.TimeField(
        label=_("Hour of the talk"), widget=forms.TimeInput(attrs={"type": "time"})
    )
    place = form_fields.named(_("Place of the talk"), longest=80)

    def clean(self) -> dict[str, Any]:
        """Nobody is called to a talk at an hour that is over."""
        data = super().clean() or {}
        day, hour = data.get("held_on"), data.get("held_at")
        if day and hour and datetime.combine(day, hour, SHANGHAI) <= self.at:
            self.add_error("held_at", _g("This hour is over: the unit has still to come."))
        return data


class ReplyForm(ActForm):
    reply = form_fields.text(_("Reply"))

    def clean(self) -> dict[str, Any]:
        """The answer is that of the unit that was written to, whoever holds the case by now."""
        data = super().clean() or {}
        letter = _letter_owed(self.case, self.actor, self.at)
        if letter is None:
            raise forms.ValidationError(
                _g("No letter to your unit waits for an answer. The unit addressed answers it.")
            )
        return data | {"unit": letter.unit}


def _letter_owed(case: Case, actor: Actor, at: datetime) -> Clock | None:
    """The open limit for an answer by a unit in which this person may give it."""
    posts = posts_of(actor.person, at=at) if actor.person else ()
    mine = {post.unit_id for post in posts if post.role in ANSWERING}
    owed = case.clocks.filter(rule__key="supervise_reply", unit__in=mine)
    return owed.filter(state__in=clock_services.OPEN).select_related("unit").first()


def owes_an_answer(case: Case, actor: Actor, at: datetime) -> bool:
    return _letter_owed(case, actor, at) is not None


def of_that_unit(_case: Case, step: Performance, clock: Clock) -> bool:
    return bool(clock.unit_id == step.details["unit"].pk)


class SupervisionActs(Base):
    """None of these moves the status; each leaves a numbered paper and a record."""

    @act(
        source=WHILE_OWED,
        label=_("Remind"),
        purpose=Purpose.LIMITS,
        article="信访工作条例 第四十条",
        for_petitioner=INTERNAL,
        climbs=True,
        by=TIMER_ALONE,
    )
    def remind(self, _step: Performance) -> None:
        """A limit comes near."""

    @act(
        source=WHILE_OWED,
        label=_("Count the limits anew"),
        purpose=Purpose.LIMITS,
        article="民法典 第二百零三条",
        for_petitioner=INTERNAL,
        by=TIMER_ALONE,
    )
    def recompute(self, _step: Performance) -> None:
        """A year's calendar was published; the old last days are kept in the events."""

    @act(
        source=WHILE_OWED,
        label=_("Urge"),
        purpose=Purpose.SUPERVISION,
        article="信访工作条例 第四十条",
        for_petitioner=INTERNAL,
        climbs=True,
        by=SUPERVISORS,
        form=UrgeForm,
        guards=(guards.still_owed,),
        available_if=guards.owes_something,
        issues=("urge_notice",),
        style="secondary",
    )
    def urge(self, _step: Performance) -> None:
        """催办."""

    @act(
        source=WHILE_OWED,
        label=_("Supervise"),
        purpose=Purpose.SUPERVISION,
        article="信访工作条例 第四十条第一款",
        for_petitioner=INTERNAL,
        climbs=True,
        by=SUPERVISORS,
        form=SuperviseForm,
        guards=(guards.still_owed,),
        available_if=guards.owes_something,
        issues=("supervision_letter",),
        starts=(Start("supervise_reply", limit="limit_on", unit="unit"),),
        style="secondary",
    )
    def supervise(self, _step: Performance) -> None:
        """督办; the reply has a limit of its own."""

    @act(
        source=WHILE_OWED,
        label=_("Red warning and letter of inquiry"),
        purpose=Purpose.SUPERVISION,
        article="信访工作条例 第三十九条第三款",
        for_petitioner=INTERNAL,
        climbs=True,
        by=TIMER_ALONE,
        decision=HEADS_WORD,
        form=LetterForm,
        guards=(guards.still_owed,),
        available_if=guards.owes_something,
        issues=("warning_inquiry",),
        style="danger",
    )
    def warn(self, _step: Performance) -> None:
        """红色预警与函询."""

    @act(
        source=WHILE_OWED,
        label=_("Call in for a talk"),
        purpose=Purpose.SUPERVISION,
        article="信访工作条例 第三十九条第三款",
        for_petitioner=INTERNAL,
        climbs=True,
        by=TIMER_ALONE,
        decision=HEADS_WORD,
        form=CallInForm,
        guards=(guards.still_owed,),
        available_if=guards.owes_something,
        issues=("call_in_notice",),
        style="danger",
    )
    def call_in(self, _step: Performance) -> None:
        """约谈."""

    @act(
        source=(*AFTER_SERVICE, Status.FORWARDED, Status.CLOSED, Status.CONCLUDED),
        label=_("Note that a window lapsed"),
        purpose=Purpose.LIMITS,
        article="信访工作条例 第二十三条、第三十五条、第三十六条",
        for_petitioner=INTERNAL,
        climbs=True,
        by=TIMER_ALONE,
    )
    def lapse(self, _step: Performance) -> None:
        """A right or window was not used in time."""

    @act(
        source=WHILE_OWED,
        label=_("Reply to the supervision letter"),
        purpose=Purpose.SUPERVISION,
        article="信访工作条例 第四十条第四款",
        for_petitioner=INTERNAL,
        by=tuple(grant for relation in REPLYING for grant in at(relation, *ANSWERING)),
        form=ReplyForm,
        available_if=guards.awaits_a_reply,
        offered_to=owes_an_answer,
        satisfies=("supervise_reply",),
        clock_filter=of_that_unit,
        style="secondary",
    )
    def reply_supervision(self, _step: Performance) -> None:
        """What the unit has done since."""
