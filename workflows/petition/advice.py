"""The three suggestions of a petition bureau, and what becomes of them (条例 40)."""

from typing import TYPE_CHECKING, Any, Final, cast

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from organizations.models import Role
from organizations.selectors import posts_of
from workflows.acts import form_fields
from workflows.acts.act import INTERNAL, ActForm, Performance, Relation, Start, act, at, at_holder
from workflows.acts.purpose import Purpose
from workflows.models.case import Case
from workflows.models.clock import Clock
from workflows.models.document import Document
from workflows.models.event import CaseEvent
from workflows.petition.execution import DOERS, owe
from workflows.states import ANSWERED

if TYPE_CHECKING:
    Base = Case
else:
    Base = object

FEEDBACK: Final = "advice_feedback"
ADVISERS: Final = at(Relation.PART, Role.BUREAU_HEAD)


class AdviceForm(ActForm):
    """To a unit of one's own place, beneath or above it: whoever is advised reads the case."""

    unit = form_fields.UnitField(label=_("Unit that is advised"))
    problem = form_fields.text(_("What was found"))
    advice = form_fields.text(_("What is advised"))
    limit_on = form_fields.limit(
        _("Answer by"),
        required=False,
        help_text=_("条例 40④ sets no limit; left empty, that of the catalogue applies."),
    )

    def prepare(self) -> None:
        """条例 40: nobody advises the units of another place; theirs is another bureau."""
        own = self.case.intake_unit.region
        above = [code for code in own.path.split("/") if code]
        field = cast(form_fields.UnitField, self.fields["unit"])
        assert field.queryset is not None  # noqa: S101  # set when the field was made
        near = Q(region__path__startswith=own.path) | Q(region__code__in=above)
        field.queryset = field.queryset.filter(near)


def owed_papers(case: Case) -> QuerySet[Document]:
    """The papers of advice on a case that are not answered yet."""
    running = case.clocks.filter(rule__key=FEEDBACK, stopped_at=None)
    return case.documents.filter(case_event__clock_events__clock__in=running).distinct()


class AnswerForm(ActForm):
    paper: "forms.ModelChoiceField[Document]" = forms.ModelChoiceField(
        label=_("The paper that is answered"), queryset=None
    )
    adopted = forms.ChoiceField(
        label=_("Adoption"),
        choices=[
            ("whole", _("Adopted")),
            ("part", _("Adopted in part")),
            ("none", _("Not adopted")),
        ],
    )
    answer = form_fields.text(_("What was done, or why it was not adopted"))

    def prepare(self) -> None:
        """The papers to the units whose posts the person holds."""
        person = self.actor.person
        mine = {p.unit_id for p in posts_of(person, at=self.at)} if person else set()
        owed = owed_papers(self.case).filter(case_event__clock_events__clock__unit__in=mine)
        papers = cast("forms.ModelChoiceField[Document]", self.fields["paper"])
        papers.queryset = owed
        papers.initial = owed.first()

    def clean(self) -> dict[str, Any]:
        """To the organ that advised."""
        data = super().clean() or {}
        return data | {"organ": data["paper"].issuer} if data.get("paper") else data


def owes_answer(case: Case) -> bool:
    return case.clocks.filter(rule__key=FEEDBACK, stopped_at=None).exists()


def of_that_paper(_case: Case, step: Performance, clock: Clock) -> bool:
    return clock.events.filter(case_event=step.details["paper"].case_event_id).exists()


def let_see(case: Case, step: Performance, _event: CaseEvent) -> None:
    owe(case, step, step.details["unit"])


ADVISING: Final[dict[str, Any]] = {
    "source": ANSWERED,
    "purpose": Purpose.SUPERVISION,
    "for_petitioner": INTERNAL,
    "by": ADVISERS,
    "form": AdviceForm,
    "starts": (Start(FEEDBACK, limit="limit_on", unit="unit"),),
    "on_performed": let_see,
    "style": "secondary",
}


class AdvisingActs(Base):
    """改进工作、完善政策、追究责任: each a paper to a unit that owes a written answer."""

    @act(
        **ADVISING,
        label=_("Advise to improve the work"),
        article="信访工作条例 第四十条第一款",
        issues=("improvement_advice",),
    )
    def advise_improvement(self, _step: Performance) -> None:
        """What went wrong in the work of a unit."""

    @act(
        **ADVISING,
        label=_("Advise to amend a policy"),
        article="信访工作条例 第四十条第二款",
        issues=("policy_advice",),
    )
    def advise_policy(self, _step: Performance) -> None:
        """What many petitions say of a policy."""

    @act(
        **ADVISING,
        label=_("Advise to hold somebody responsible"),
        article="信访工作条例 第四十条第三款",
        issues=("accountability_advice",),
    )
    def advise_accountability(self, _step: Performance) -> None:
        """To the organ that manages whoever answers for it."""

    @act(
        source=ANSWERED,
        label=_("Answer an advice"),
        purpose=Purpose.SUPERVISION,
        article="信访工作条例 第四十条第四款",
        for_petitioner=INTERNAL,
        by=(*at(Relation.OWES, *DOERS), *at_holder(Role.UNIT_OFFICER, Role.UNIT_HEAD)),
        form=AnswerForm,
        available_if=owes_answer,
        issues=("advice_answer",),
        satisfies=(FEEDBACK,),
        clock_filter=of_that_paper,
        style="secondary",
    )
    def answer_advice(self, _step: Performance) -> None:
        """Whether it was adopted, in writing."""
