"""Measures of a case (整改措施): set, reported, verified by another, struck off or redone.

Every act here is about one measure: its clocks are touched and no others.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, Final, cast

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from organizations.models import Person, Role, Unit
from organizations.selectors import posts_of
from workflows.acts import form_fields
from workflows.acts.act import INTERNAL, ActForm, Performance, Relation, Start, act, at, at_holder
from workflows.acts.attachment_fields import AttachmentsField
from workflows.acts.destination_field import OrdinaryUnitField
from workflows.acts.purpose import Purpose
from workflows.measures import measure_services
from workflows.models.case import Case
from workflows.models.measure import UNDER_LIMIT, Measure, MeasureState, ProblemSource
from workflows.petition import measure_guards
from workflows.states import FINISHED, HANDLED

if TYPE_CHECKING:
    Base = Case
else:
    Base = object

ARTICLE: Final = "信访工作条例 第三十九条第三款"

VERIFIERS: Final = (
    *at(Relation.LEADS, Role.LEADER),
    *at_holder(Role.UNIT_HEAD),
    *at(Relation.PART, Role.OFFICER, Role.BUREAU_HEAD),
)
CHECKED: Final = "measure_check"
REPORTABLE: Final = (MeasureState.GOING_ON, MeasureState.LONG_TERM)
SHOWN_OF_TEXT: Final = 40


class MeasureField(forms.IntegerField):
    """A measure of the case by its number; which ones can be chosen is told by `offer`."""

    def __init__(self) -> None:
        super().__init__(label=pgettext_lazy("of a case", "Measure"), widget=forms.Select)
        self._offered: dict[int, Measure] = {}

    def offer(self, measures: list[Measure]) -> None:
        self._offered = {measure.place: measure for measure in measures}
        widget = cast(forms.Select, self.widget)
        widget.choices = [(n, f"{n} · {m.text[:SHOWN_OF_TEXT]}") for n, m in self._offered.items()]

    def clean(self, value: Any) -> Any:
        place = super().clean(value)
        if place not in self._offered:
            raise forms.ValidationError(
                _g("This case has no measure of that number that stands so. Look at its list.")
            )
        return self._offered[place]


class MeasureForm(ActForm):
    """About a measure of the case that stands in one of `states`."""

    states: ClassVar[tuple[str, ...]]

    measure = MeasureField()

    def prepare(self) -> None:
        related = ("unit__region", "doer", "leader")
        standing = self.case.measures.filter(state__in=self.states).select_related(*related)
        cast(MeasureField, self.fields["measure"]).offer(list(standing))


class AddMeasureForm(ActForm):
    problem = form_fields.text(pgettext_lazy("of a measure", "Problem"), rows=3)
    source = forms.ChoiceField(label=_("Who found it"), choices=ProblemSource.choices)
    source_name = forms.CharField(
        label=_("Name of the check"), max_length=60, required=False,
        help_text=_("If an inspection or check found it"),
    )  # fmt: skip
    text = form_fields.text(pgettext_lazy("of a measure", "Measure to be taken"), rows=3)
    unit = OrdinaryUnitField(label=_("Unit that answers"))
    leader = form_fields.PersonField(
        Role.LEADER, Role.UNIT_HEAD, label=pgettext_lazy("of a measure", "Leader")
    )
    doer = form_fields.PersonField(Role.UNIT_OFFICER, Role.UNIT_HEAD, label=_("Who does it"))
    limit_on = form_fields.limit(_("To be done by"))

    def prepare(self) -> None:
        place = self.case.intake_unit.region.path
        unit, leader, doer = (cast(Any, self.fields[name]) for name in ("unit", "leader", "doer"))
        unit.narrow_within(place)
        unit.initial = self.case.holding_unit_id
        within = {"post__unit__region__path__startswith": place}
        leads = Q(pk__in=[pk for pk in (self.case.leader_id, self.case.co_leader_id) if pk])
        leader.queryset = Person.objects.filter(
            leads | Q(pk__in=leader.holders(**within)), is_active=True
        )
        leader.initial = self.case.leader_id
        leader.help_text = _g("The leader of the case, or a head of the unit that answers.")
        doer.queryset = doer.holders(**within)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        unit = data.get("unit")
        if unit is None:
            return data
        if (doer := data.get("doer")) and not self._serves(doer, unit):
            self.add_error("doer", _g("Choose somebody who works in the unit that answers."))
        leader = data.get("leader")
        leads = leader and leader.pk in (self.case.leader_id, self.case.co_leader_id)
        if leader and not leads and not self._serves(leader, unit, self.case.holding_unit):
            self.add_error(
                "leader", _g("Choose the leader of the case, or a head of the unit that answers.")
            )
        return data

    def _serves(self, person: Person, *units: Unit) -> bool:
        at = {unit.pk for unit in units}
        return any(post.unit_id in at for post in posts_of(person, at=self.at))


class ReportMeasureForm(MeasureForm):
    states = REPORTABLE

    done = form_fields.text(_("What was done"), rows=3)
    evidence = AttachmentsField(label=_("Evidence"), required=False)


class StrikeOffForm(MeasureForm):
    states = (MeasureState.REPORTED,)

    verified = form_fields.text(_("What the verifier found"), rows=3)


class ReturnMeasureForm(MeasureForm):
    states = (MeasureState.REPORTED,)

    reason = form_fields.reason(_("What is still missing"))
    limit_on = form_fields.limit(_("To be done by"))


class LongTermForm(MeasureForm):
    states = UNDER_LIMIT

    reason = form_fields.reason(_("Why it can't be mended within a limit"))


class ResumeForm(MeasureForm):
    states = (MeasureState.LONG_TERM,)

    limit_on = form_fields.limit(_("To be done by"))


def has_measure(*states: str) -> Callable[[Case], bool]:
    """Whether a measure of the case stands so; `measures` is worth prefetching."""
    return lambda case: any(measure.state in states for measure in case.measures.all())


def awaits_verification(_case: Case, step: Performance) -> bool:
    return bool(step.details["measure"].state == MeasureState.REPORTED)


class MeasureActs(Base):
    """None of these moves the status."""

    @act(
        source=HANDLED,
        label=_("Set a measure"),
        purpose=Purpose.MEASURES,
        article=ARTICLE,
        for_petitioner=INTERNAL,
        by=(*at_holder(Role.UNIT_OFFICER), *VERIFIERS),
        form=AddMeasureForm,
        guards=(measure_guards.may_know,),
        on_performed=measure_services.begin,
        starts=(Start("measure", limit="limit_on"),),
        style="secondary",
    )
    def add_measure(self, _step: Performance) -> None:
        """问题、措施、责任 in one record."""

    @act(
        source=(*HANDLED, *FINISHED),
        label=_("Report on the measure"),
        purpose=Purpose.MEASURES,
        article=ARTICLE,
        for_petitioner=INTERNAL,
        by=at(Relation.ANSWERS, Role.UNIT_OFFICER, Role.UNIT_HEAD),
        form=ReportMeasureForm,
        guards=(measure_guards.answers_for_it,),
        available_if=has_measure(*REPORTABLE),
        on_performed=measure_services.report,
        satisfies=("measure",),
        starts=(Start(CHECKED, when=awaits_verification),),
        style="secondary",
    )
    def report_measure(self, _step: Performance) -> None:
        """A long-term measure stays one; what was reported is kept."""

    @act(
        source=HANDLED,
        label=_("Verify and strike off"),
        purpose=Purpose.MEASURES,
        article=ARTICLE,
        for_petitioner=INTERNAL,
        by=VERIFIERS,
        form=StrikeOffForm,
        guards=(measure_guards.by_another_than_doer,),
        available_if=has_measure(MeasureState.REPORTED),
        on_performed=measure_services.strike_off,
        satisfies=(CHECKED,),
        style="secondary",
    )
    def strike_off(self, _step: Performance) -> None:
        """解决一个、销号一个."""

    @act(
        source=HANDLED,
        label=_("Return the measure to be redone"),
        purpose=Purpose.MEASURES,
        article=ARTICLE,
        for_petitioner=INTERNAL,
        by=VERIFIERS,
        form=ReturnMeasureForm,
        guards=(measure_guards.by_another_than_doer,),
        available_if=has_measure(MeasureState.REPORTED),
        on_performed=measure_services.send_back,
        satisfies=(CHECKED,),
        starts=(Start("measure", limit="limit_on"),),
        style="secondary",
    )
    def return_measure(self, _step: Performance) -> None:
        """补课: counted, with a new limit."""

    @act(
        source=HANDLED,
        label=_("Make it long-term"),
        purpose=Purpose.MEASURES,
        article=ARTICLE,
        for_petitioner=INTERNAL,
        by=VERIFIERS,
        form=LongTermForm,
        guards=(measure_guards.by_another_than_doer,),
        available_if=has_measure(*UNDER_LIMIT),
        on_performed=measure_services.put_on_long_term,
        voids=("measure", CHECKED),
        style="secondary",
    )
    def make_long_term(self, _step: Performance) -> None:
        """长期整改: stays in sight, stands apart and never counts as done."""

    @act(
        source=HANDLED,
        label=_("Set a limit again"),
        purpose=Purpose.MEASURES,
        article=ARTICLE,
        for_petitioner=INTERNAL,
        by=VERIFIERS,
        form=ResumeForm,
        available_if=has_measure(MeasureState.LONG_TERM),
        on_performed=measure_services.take_up_again,
        starts=(Start("measure", limit="limit_on"),),
        style="secondary",
    )
    def resume_measure(self, _step: Performance) -> None:
        """The only way for a long-term measure to be struck off one day."""
