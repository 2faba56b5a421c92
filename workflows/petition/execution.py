"""Carrying out an opinion that supports the demand, and who watches over it (条例 32②, 40)."""

from typing import TYPE_CHECKING, Any, Final, cast

from django import forms
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from organizations.models import Role, Unit
from organizations.selectors import posts_of
from workflows.acts import form_fields
from workflows.acts.act import ActForm, Performance, Relation, Start, act, at, at_holder
from workflows.acts.act_refusals import Refused
from workflows.acts.destination_field import OrdinaryUnitField
from workflows.acts.purpose import Purpose
from workflows.models.case import Case, CaseUnit
from workflows.models.clock import running_clock
from workflows.models.event import CaseEvent
from workflows.states import ANSWERED, Outcome

if TYPE_CHECKING:
    Base = Case
else:
    Base = object

ARTICLE: Final = "信访工作条例 第三十二条第二款"
URGERS: Final = (
    *at_holder(Role.UNIT_OFFICER, Role.UNIT_HEAD),
    *at(Relation.PART, Role.OFFICER, Role.BUREAU_HEAD),
    *at(Relation.REVIEW, Role.REVIEWER, Role.RECHECKER),
)
DOERS: Final = (Role.OFFICER, Role.UNIT_OFFICER, Role.UNIT_HEAD)


def is_supported(case: Case, _step: Performance | None = None) -> bool:
    return case.outcome == Outcome.SUPPORTED


def is_being_carried_out(case: Case) -> bool:
    return running_clock(case, "execution") is not None


def of_supported_opinion(case: Case, _step: Performance) -> None:
    if not is_supported(case):
        raise Refused(_g("Only an opinion that supports the demand is carried out (条例 32②)."))


def being_carried_out(case: Case, _step: Performance) -> None:
    if not is_being_carried_out(case):
        raise Refused(
            _g("Nothing is left to be carried out. Order the execution anew if it is not so.")
        )


class ExecutionForm(ActForm):
    unit = OrdinaryUnitField(label=_("Unit that carries it out"), required=False)
    task = form_fields.text(_("What is to be done"), required=False)
    limit_on = form_fields.limit(
        pgettext_lazy("execution", "To be done by"),
        required=False,
        help_text=_("条例 32② sets no limit; left empty, that of the catalogue applies."),
    )

    def prepare(self) -> None:
        field = cast(OrdinaryUnitField, self.fields["unit"])
        field.narrow_within(self.case.intake_unit.region.path)
        field.initial, field.empty_label = self.case.holding_unit_id, None

    def clean_unit(self) -> Unit:
        return self.cleaned_data["unit"] or self.case.holding_unit


class ExecutionReportForm(ActForm):
    report = form_fields.text(_("What was done, and when"))

    def clean(self) -> dict[str, Any]:
        """Only the unit that has to carry the opinion out reports that it did."""
        data = super().clean() or {}
        clock = running_clock(self.case, "execution")
        posts = posts_of(self.actor.person, at=self.at) if self.actor.person else ()
        mine = {post.unit_id for post in posts if post.role in DOERS}
        if clock and clock.unit_id not in mine:
            raise forms.ValidationError(
                _g("%(unit)s carries the opinion out and reports on it.") % {"unit": clock.unit}
            )
        return data


def take_part(case: Case, step: Performance, _event: CaseEvent) -> None:
    """A unit that held no part in the case sees it from now on."""
    owe(case, step, step.details["unit"])


def owe(case: Case, step: Performance, unit: Unit) -> None:
    if unit.pk not in {part.unit_id for part in case.parts.all()}:
        case.parts.create(unit=unit, part=CaseUnit.Part.OWES, since=step.at)
        case.forget("parts")


class ExecutionActs(Base):
    """Neither moves the status: the work goes on beside the case, and after its end."""

    @act(
        source=ANSWERED,
        label=_("Order the execution"),
        purpose=Purpose.SUPERVISION,
        article=ARTICLE,
        for_petitioner=_("%(unit)s was ordered to carry the opinion out."),
        by=URGERS,
        form=ExecutionForm,
        guards=(of_supported_opinion,),
        available_if=is_supported,
        issues=("execution_order",),
        voids=("execution",),
        starts=(Start("execution", limit="limit_on", unit="unit"),),
        on_performed=take_part,
        style="secondary",
    )
    def execute(self, _step: Performance) -> None:
        """The limit that began with the service gives way to that of the order."""

    @act(
        source=ANSWERED,
        label=_("Report the execution"),
        purpose=Purpose.HANDLING,
        article=ARTICLE,
        for_petitioner=_("The opinion was carried out."),
        by=(*at_holder(Role.UNIT_OFFICER, Role.UNIT_HEAD), *at(Relation.OWES, *DOERS)),
        form=ExecutionReportForm,
        guards=(being_carried_out,),
        available_if=is_being_carried_out,
        issues=("execution_report",),
        satisfies=("execution",),
        style="secondary",
    )
    def report_execution(self, _step: Performance) -> None:
        """What was done stands in the event and in the paper to whoever sent the matter."""
