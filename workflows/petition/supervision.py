"""Urging, supervising, warning, calling in: by the ladder or a supervisor (条例 39, 40)."""

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from organizations.models import Role
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
    at_holder,
)
from workflows.models.case import Case
from workflows.petition import guards
from workflows.states import AFTER_SERVICE, OPEN_PETITION, Status

if TYPE_CHECKING:
    Base = Case
else:
    Base = object

SUPERVISORS = (
    *at(Relation.PART, Role.OFFICER, Role.BUREAU_HEAD),
    *at(Relation.REGION, Role.MONITOR),
    *TIMER_ALONE,
)


class UrgeForm(ActForm):
    reason = form_fields.reason(required=False)


class SuperviseForm(ActForm):
    ground = forms.ChoiceField(
        label=_("Ground under article 40"),
        choices=[
            ("improper", _("Accepted or handled against the rules")),
            ("evasion", _("Evasion")),
            ("perfunctory", _("Perfunctory handling")),
            ("delay", _("Delay")),
            ("fraud", _("Fraud")),
            ("refusal", _("Refusal to carry out the opinion")),
        ],
        initial="delay",
    )
    reason = form_fields.reason(_("What is asked for"), required=False)


class ReplyForm(ActForm):
    reply = form_fields.text(_("Reply"))


class SupervisionActs(Base):
    """None of these moves the status; each leaves a numbered paper and a record."""

    @act(
        source=OPEN_PETITION,
        label=_("Remind"),
        article="信访工作条例 第四十条",
        for_petitioner=INTERNAL,
        climbs=True,
        by=TIMER_ALONE,
    )
    def remind(self, _step: Performance) -> None:
        """A limit comes near."""

    @act(
        source=(*OPEN_PETITION, Status.CLOSED, Status.CONCLUDED),
        label=_("Count the limits anew"),
        article="民法典 第二百零三条",
        for_petitioner=INTERNAL,
        by=TIMER_ALONE,
    )
    def recompute(self, _step: Performance) -> None:
        """A year's calendar was published; the old last days are kept in the events."""

    @act(
        source=OPEN_PETITION,
        label=_("Urge"),
        article="信访工作条例 第四十条",
        for_petitioner=INTERNAL,
        climbs=True,
        by=SUPERVISORS,
        form=UrgeForm,
        issues=("urge_notice",),
        style="secondary",
    )
    def urge(self, _step: Performance) -> None:
        """催办."""

    @act(
        source=OPEN_PETITION,
        label=_("Supervise"),
        article="信访工作条例 第四十条第一款",
        for_petitioner=INTERNAL,
        climbs=True,
        by=SUPERVISORS,
        form=SuperviseForm,
        issues=("supervision_letter",),
        starts=(Start("supervise_reply"),),
        style="secondary",
    )
    def supervise(self, _step: Performance) -> None:
        """督办; the reply has a limit of its own."""

    @act(
        source=OPEN_PETITION,
        label=_("Red warning and letter of inquiry"),
        article="信访工作条例 第三十九条第三款",
        for_petitioner=INTERNAL,
        climbs=True,
        by=SUPERVISORS,
        form=UrgeForm,
        issues=("warning_inquiry",),
        style="danger",
    )
    def warn(self, _step: Performance) -> None:
        """红色预警与函询."""

    @act(
        source=OPEN_PETITION,
        label=_("Call in for a talk"),
        article="信访工作条例 第三十九条第三款",
        for_petitioner=INTERNAL,
        climbs=True,
        by=SUPERVISORS,
        form=UrgeForm,
        issues=("call_in_notice",),
        style="danger",
    )
    def call_in(self, _step: Performance) -> None:
        """约谈."""

    @act(
        source=(*AFTER_SERVICE, Status.FORWARDED, Status.CLOSED, Status.CONCLUDED),
        label=_("Note that a window lapsed"),
        article="信访工作条例 第二十三条、第三十五条、第三十六条",
        for_petitioner=INTERNAL,
        climbs=True,
        by=TIMER_ALONE,
    )
    def lapse(self, _step: Performance) -> None:
        """A right or window was not used in time."""

    @act(
        source=OPEN_PETITION,
        label=_("Reply to the supervision letter"),
        article="信访工作条例 第四十条第四款",
        for_petitioner=INTERNAL,
        by=at_holder(Role.UNIT_OFFICER, Role.UNIT_HEAD),
        form=ReplyForm,
        available_if=guards.awaits_a_reply,
        satisfies=("supervise_reply",),
        style="secondary",
    )
    def reply_supervision(self, _step: Performance) -> None:
        """What the unit has done since."""
