"""Accusations brought to a petition bureau: to the discipline organ in charge of the cadre, and
told to the organisation department (条例 22②, 30; rules.md C3, C23)."""

from typing import TYPE_CHECKING, Final, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from organizations.models import Role, Unit, UnitKind
from organizations.selectors import region_prefixes
from workflows.acts import disclosure_port, form_fields
from workflows.acts.act import INTERNAL, ActForm, Performance, Relation, act, at, at_intake
from workflows.acts.act_refusals import Refused
from workflows.acts.decision import Decision
from workflows.acts.purpose import Purpose
from workflows.models.case import Case
from workflows.models.case_exclusion import shut_out_of
from workflows.states import BEFORE_ACCEPTANCE, IN_HANDLING, Status

if TYPE_CHECKING:
    Base = Case
else:
    Base = object

MANAGED_AT: Final = {"省部级": 0, "厅局级": 1, "县处级": 2, "乡科级": 3}
"""A cadre of this rank is managed by a region so deep: 1 the province, 2 the city, 3 the county."""
RANKS: Final = [(rank, rank) for rank in MANAGED_AT]
MAX_SUMMARY: Final = 300


class ByRankForm(ActForm):
    """The rank names the discipline organ; where it isn't known, somebody has to."""

    rank = forms.ChoiceField(
        label=_("Rank of whom it is about"),
        choices=[("", _("Not known: the organ is chosen by hand")), *RANKS],
        required=False,
    )
    unit = form_fields.UnitField(label=_("Discipline organ"), required=False)

    def prepare(self) -> None:
        cast(form_fields.UnitField, self.fields["unit"]).queryset = _organs()

    def clean(self) -> dict[str, object]:
        data = super().clean() or {}
        if not self.errors:
            data["unit"] = self._organ(data.get("rank") or "", cast(Unit | None, data.get("unit")))
        return data

    def _organ(self, rank: str, chosen: Unit | None) -> Unit | None:
        """By who manages the cadre (干部管理权限), never by where somebody lives."""
        if rank:
            chosen = chosen or _in_charge(self.case, MANAGED_AT[rank])
            if chosen and chosen.region.path.count("/") != MANAGED_AT[rank]:
                self.add_error(
                    "unit",
                    _g("A cadre of this rank is managed at another level (条例 22②, 30)."),
                )
        if chosen is None:
            self.add_error(
                "unit", _g("Choose the organ: it doesn't follow from what is known of the rank.")
            )
        return chosen


def _organs() -> QuerySet[Unit]:
    organs = Unit.objects.filter(kind=UnitKind.DISCIPLINE_COMMISSION, closed_on__isnull=True)
    return organs.select_related("region")


def _in_charge(case: Case, depth: int) -> Unit | None:
    around = region_prefixes(case.holding_unit.region.path)
    if not 0 < depth <= len(around):
        return None
    return _organs().filter(region__path=around[depth - 1]).first()


class PersonnelForm(ActForm):
    """A summary and no more: of a grave matter to two leaders by name, else to the department."""

    rank = forms.ChoiceField(label=_("Rank of whom it is about"), choices=RANKS)
    summary = form_fields.text(_("Summary"), longest=MAX_SUMMARY)
    organ = forms.CharField(label=_("Organisation department"), max_length=80, required=False)
    grave = forms.BooleanField(label=_("Grave: to the leaders by name alone"), required=False)
    leader = form_fields.PersonField(Role.LEADER, label=_("Head of the committee"), required=False)
    deputy = form_fields.PersonField(
        Role.LEADER, label=_("Leader for organisation"), required=False
    )

    def clean(self) -> dict[str, object]:
        data = super().clean() or {}
        people, department = ["leader", "deputy"], ["organ"]
        wanted, unwanted = (people, department) if data.get("grave") else (department, people)
        for name in wanted:
            if not data.get(name) and name not in self.errors:
                self.add_error(name, _g("Say to whom it is told (条例 30②)."))
        return {key: value for key, value in data.items() if key not in unwanted}


def to_nobody_it_is_about(case: Case, step: Performance) -> None:
    told = [step.details[name].pk for name in ("leader", "deputy") if step.details.get(name)]
    if any(shut_out_of(each, told, at=step.at) for each in (case, *case.opened.all())):
        raise Refused(_g("One of them must never learn of this matter (条例 30③)."))


def names_no_petitioner(case: Case, step: Performance) -> None:
    disclosure_port.check_outgoing(case, step.details["summary"])


class PersonnelActs(Base):
    """What is told of a cadre beside what becomes of the matter."""

    @act(
        source=(*BEFORE_ACCEPTANCE, *IN_HANDLING, Status.ROUTED),
        label=_("Inform the organisation department"),
        purpose=Purpose.SUPERVISION,
        article="信访工作条例 第三十条第二款",
        for_petitioner=INTERNAL,
        decision=Decision(
            by=at_intake(Role.BUREAU_HEAD), on_proposal_of=at(Relation.PART, Role.CLEARED)
        ),
        form=PersonnelForm,
        guards=(to_nobody_it_is_about, names_no_petitioner),
        issues=("personnel_briefing",),
        style="secondary",
    )
    def inform_personnel(self, _step: Performance) -> None:
        """通报: a paper of its own, approved, with a summary alone."""
