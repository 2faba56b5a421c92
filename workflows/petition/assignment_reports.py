"""What is owed on an assigned matter (交办): the report back, and its date (条例 22①(3))."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from organizations.models import Role
from organizations.selectors import posts_of
from workflows.acts import form_fields
from workflows.acts.act import INTERNAL, ActForm, Performance, Relation, act, at, at_holder
from workflows.acts.act_refusals import Refused
from workflows.acts.actors import Actor
from workflows.acts.purpose import Purpose
from workflows.clocks import clock_reckoning
from workflows.models.case import Case
from workflows.models.clock import Clock, running_clock
from workflows.petition.handing_on import REPORT as RULE
from workflows.states import AFTER_SERVICE, IN_HANDLING, Status

if TYPE_CHECKING:
    Base = Case
else:
    Base = object

ARTICLE: Final = "信访工作条例 第二十二条第一款第三项"
REPORTERS: Final = (Role.OFFICER, Role.UNIT_OFFICER)


def reports_owed(case: Case) -> list[Clock]:
    """The limits that run, one for each unit that was assigned the matter on its way down."""
    running = case.clocks.filter(rule__key=RULE, state=Clock.State.RUNNING)
    return list(running.select_related("rule", "unit__region"))


def is_assigned(case: Case) -> bool:
    return running_clock(case, RULE) is not None


def of_that_unit(_case: Case, step: Performance, clock: Clock) -> bool:
    return bool(clock.rule.key == RULE and clock.unit_id == step.details["unit"].pk)


def of_the_reporter(_case: Case, step: Performance, clock: Clock) -> bool:
    return bool(clock.rule.key == RULE and clock.unit_id == step.details["reporter"].pk)


def reported_back(case: Case, _step: Performance) -> None:
    """Before `close`: an assigned matter is reported on while its limit runs."""
    if owed := reports_owed(case):
        raise Refused(
            _g("%(units)s still owes the report on this assigned matter: report back first.")
            % {"units": "、".join(str(clock.unit) for clock in owed)}
        )


def _own_report(case: Case, actor: Actor, at: datetime) -> Clock | None:
    """The report that is owed by a unit in which this person may give it."""
    posts = posts_of(actor.person, at=at) if actor.person else ()
    mine = {post.unit_id for post in posts if post.role in REPORTERS}
    return next((clock for clock in reports_owed(case) if clock.unit_id in mine), None)


def owes_a_report(case: Case, actor: Actor, at: datetime) -> bool:
    return _own_report(case, actor, at) is not None


class ReportBackForm(ActForm):
    report = form_fields.text(_("What was done, and what came of it"))

    def clean(self) -> dict[str, Any]:
        """By the unit whose post the person holds, to the one that assigned it the matter."""
        data = super().clean() or {}
        owed = _own_report(self.case, self.actor, self.at)
        if owed is None:
            raise forms.ValidationError(_g("Your unit owes no report on this matter."))
        issuer = self.case.sender_of(owed.unit) or self.case.intake_unit
        return data | {"reporter": owed.unit, "organ": issuer}


class MoveReportForm(ActForm):
    """A later day for the unit that has the matter; no later than the issuer's own report."""

    limit_on = form_fields.limit(_("Report by"))
    reason = form_fields.reason()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        by_unit = {clock.unit_id: clock for clock in reports_owed(self.case)}
        clock = by_unit.get(self.case.holding_unit_id)
        if clock is None:
            raise forms.ValidationError(_g("The unit that has the matter owes no report."))
        if limit := data.get("limit_on"):
            self._check(limit, clock, by_unit.get(self.case.sender_unit_id or 0))
            data |= {"days": (limit - _counted_to(clock)).days, "unit": clock.unit}
        return data

    def _check(self, limit: date, clock: Clock, above: Clock | None) -> None:
        if clock.due_on and limit <= clock.due_on:
            self.add_error(
                "limit_on",
                _g("The report is due on %(day)s: set a later day.") % {"day": clock.due_on},
            )
        if above and above.due_on and limit > above.due_on:
            self.add_error(
                "limit_on",
                _g("Your own report is due on %(day)s: set a limit no later than that.")
                % {"day": above.due_on},
            )


def _counted_to(clock: Clock) -> date:
    """The day that the limit was set to, before a rest day moved it on."""
    proof = clock_reckoning.explain(clock)
    return clock.started_on + timedelta((clock.length or 0) + proof.extended_by)


class AssignmentActs(Base):
    """Neither moves the status."""

    @act(
        source=AFTER_SERVICE,
        label=_("Report back on the assignment"),
        purpose=Purpose.HANDLING,
        article=ARTICLE,
        for_petitioner=INTERNAL,
        by=(*at_holder(Role.UNIT_OFFICER), *at(Relation.SENDER, Role.OFFICER)),
        form=ReportBackForm,
        available_if=is_assigned,
        offered_to=owes_a_report,
        issues=("assignment_report",),
        satisfies=(RULE,),
        clock_filter=of_the_reporter,
    )
    def report_back(self, _step: Performance) -> None:
        """办结报告: in time is when it was reported, not when the petitioner's window lapsed."""

    @act(
        source=(Status.FORWARDED, *IN_HANDLING, Status.DRAFTED, Status.SIGNED, *AFTER_SERVICE),
        label=_("Move the date of the report"),
        purpose=Purpose.LIMITS,
        article=ARTICLE,
        for_petitioner=INTERNAL,
        by=at(Relation.SENDER, Role.BUREAU_HEAD, Role.UNIT_HEAD),
        form=MoveReportForm,
        available_if=is_assigned,
        extends=RULE,
        clock_filter=of_that_unit,
        notifies_desk=True,
        style="secondary",
    )
    def move_report_date(self, _step: Performance) -> None:
        """By whoever set it; the old day, the new one and the reason stay on the limit."""
