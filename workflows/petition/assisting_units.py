"""Main and assisting units (主办, 协办): each with its own task and limit (条例 24)."""

from typing import TYPE_CHECKING, Any, Final, cast

from django import forms
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from organizations.models import Role, Unit
from organizations.selectors import posts_of
from workflows.acts import form_fields
from workflows.acts.act import INTERNAL, ActForm, Performance, Relation, Start, act, at, at_holder
from workflows.acts.destination_field import OrdinaryUnitField
from workflows.acts.purpose import Purpose
from workflows.models.case import Case, CaseUnit
from workflows.models.clock import Clock
from workflows.models.event import CaseEvent
from workflows.petition.simple_procedure import answered_by_one_if_simple
from workflows.states import Status

if TYPE_CHECKING:
    Base = Case
else:
    Base = object

ARTICLE: Final = "信访工作条例 第二十四条"
WHILE_HANDLED: Final = (Status.ACCEPTED, Status.INVESTIGATING, Status.DRAFTED)
MAIN: Final = at_holder(Role.UNIT_OFFICER, Role.UNIT_HEAD)
ASSISTANTS: Final = (Role.OFFICER, Role.UNIT_OFFICER, Role.UNIT_HEAD)


def open_tasks(case: Case) -> list[CaseUnit]:
    return [part for part in case.parts.all() if part.is_open_task]


class PartForm(ActForm):
    unit = OrdinaryUnitField(label=_("Assisting unit"))
    task = form_fields.text(_("What it is asked for"))
    limit_on = form_fields.limit(_("Report back by"))

    def prepare(self) -> None:
        unit = cast(OrdinaryUnitField, self.fields["unit"])
        unit.narrow_within(self.case.intake_unit.region.path)
        taking_part = {part.unit_id for part in open_tasks(self.case)}
        unit.leave_out({self.case.holding_unit_id, *taking_part})

    def clean_unit(self) -> Unit:
        unit: Unit = self.cleaned_data["unit"]
        if unit.pk == self.case.holding_unit_id:
            raise forms.ValidationError(_g("This unit holds the case: it is the main unit."))
        if unit.pk in {part.unit_id for part in open_tasks(self.case)}:
            raise forms.ValidationError(_g("This unit assists already."))
        return unit


class AssistReportForm(ActForm):
    report = form_fields.text(_("What was found and done"))

    def clean(self) -> dict[str, Any]:
        """The unit that reports is the one whose post the person holds."""
        data = super().clean() or {}
        posts = posts_of(self.actor.person, at=self.at) if self.actor.person else ()
        mine = {post.unit_id for post in posts if post.role in ASSISTANTS}
        part = next((part for part in open_tasks(self.case) if part.unit_id in mine), None)
        if part is None:
            raise forms.ValidationError(_g("Your unit has reported back already."))
        return data | {"unit": part.unit}


class ReleaseForm(ActForm):
    unit = form_fields.UnitField(label=_("Assisting unit"))
    reason = form_fields.reason()

    def prepare(self) -> None:
        units = [part.unit_id for part in open_tasks(self.case)]
        cast(form_fields.UnitField, self.fields["unit"]).queryset = Unit.objects.filter(
            pk__in=units
        )


def has_open_tasks(case: Case) -> bool:
    return bool(open_tasks(case))


def of_that_unit(_case: Case, step: Performance, clock: Clock) -> bool:
    return bool(clock.unit_id == step.details["unit"].pk)


def open_task(case: Case, step: Performance, _event: CaseEvent) -> None:
    """A unit that reported back before may be asked again."""
    case.parts.update_or_create(
        unit=step.details["unit"],
        part=CaseUnit.Part.ASSISTING,
        defaults={"since": step.at, "due_on": step.details["limit_on"], "finished_at": None},
    )


def finish_task(case: Case, step: Performance, _event: CaseEvent) -> None:
    tasks = case.parts.filter(unit=step.details["unit"], part=CaseUnit.Part.ASSISTING)
    tasks.update(finished_at=step.at)


class AssistingActs(Base):
    """None of these moves the status. The main unit answers for the whole."""

    @act(
        source=WHILE_HANDLED,
        label=_("Ask a unit to assist"),
        purpose=Purpose.TRANSFER,
        article=ARTICLE,
        for_petitioner=INTERNAL,
        by=MAIN,
        form=PartForm,
        guards=(answered_by_one_if_simple,),
        issues=("assist_letter",),
        starts=(Start("assist_report", limit="limit_on", unit="unit"),),
        on_performed=open_task,
        notifies_unit=True,
        style="secondary",
    )
    def ask_assistance(self, _step: Performance) -> None:
        """The unit sees the case from now on."""

    @act(
        source=WHILE_HANDLED,
        label=_("Report one's part back"),
        purpose=Purpose.TRANSFER,
        article=ARTICLE,
        for_petitioner=INTERNAL,
        by=at(Relation.ASSISTS, *ASSISTANTS),
        form=AssistReportForm,
        available_if=has_open_tasks,
        satisfies=("assist_report",),
        clock_filter=of_that_unit,
        on_performed=finish_task,
    )
    def report_part(self, _step: Performance) -> None:
        """The report is in the event; the main unit goes on with it."""

    @act(
        source=WHILE_HANDLED,
        label=_("Release an assisting unit"),
        purpose=Purpose.TRANSFER,
        article=ARTICLE,
        for_petitioner=INTERNAL,
        by=MAIN,
        form=ReleaseForm,
        available_if=has_open_tasks,
        voids=("assist_report",),
        clock_filter=of_that_unit,
        on_performed=finish_task,
        style="secondary",
    )
    def release_part(self, _step: Performance) -> None:
        """Its part is no longer asked for; it still sees the case."""
