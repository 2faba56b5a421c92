"""Saying who is meant by a name on a tip-off: the person whom a machine can't replace (规则 47)."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from organizations.models import Role
from workflows.acts.act import INTERNAL, Performance, Relation, act, at, at_holder
from workflows.acts.act_refusals import Refused
from workflows.acts.purpose import Purpose
from workflows.models.case import Case
from workflows.models.case_exclusion import is_held
from workflows.naming import name_records
from workflows.naming.candidate_parties import Parties, PartyFinder
from workflows.naming.name_form import UNCLEAR, ResolveNameForm, meant_in
from workflows.naming.shutting_out import release
from workflows.states import TIP_OFF_ONLY
from workflows.tipoff import exclusion_rules

if TYPE_CHECKING:
    from workflows.models import CaseEvent

    Base = Case
else:
    Base = object


def within_this_organ(case: Case, step: Performance) -> None:
    """规则 15: whom a superior manages, or who heads the organ, is never looked into here."""
    meant = Parties(people=frozenset(person.pk for person in step.details["people"]))
    if person := exclusion_rules.beyond(case.holding_unit, meant, at=step.at):
        raise Refused(
            _g(
                "%(person)s is managed by a superior organ or heads this one: seal the report "
                "as a superior's matter and send it up (规则 15)."
            )
            % {"person": person}
        )


def somebody_above(case: Case, step: Performance) -> None:
    """What this organ cannot say goes one organ up, as long as there is one."""
    if step.details["finding"] != UNCLEAR:
        return
    if case.review_unit_id or exclusion_rules.organ_above(case) is None:
        raise Refused(
            _g(
                "No other organ above works here. Ask it on paper, and say then who is meant; "
                "until then nobody else sees the report."
            )
        )


def has_open_names(case: Case) -> bool:
    return bool(name_records.open_names(case))


def keep_finding(case: Case, step: Performance, event: "CaseEvent") -> None:
    """Let in who is not meant; open the case to the others when no name is left."""
    given = step.details
    finder = PartyFinder(at=step.at)
    name_records.resolve(given["written"], meant_in(given), given["finding"], finder, event)
    if not is_held(case):
        return
    if not name_records.open_names(case):
        release(case)
        exclusion_rules.hand_back(case)
    elif above := exclusion_rules.organ_above(case) if given["finding"] == UNCLEAR else None:
        exclusion_rules.hold(case, above, at=step.at)


class NameActs(Base):
    """Each name is an act of its own, so that the record says who said what of whom."""

    @act(
        source=TIP_OFF_ONLY,
        label=_("Say who is meant by a name"),
        purpose=Purpose.RECUSALS,
        article="纪检监察机关处理检举控告工作规则 第四十七条",
        for_petitioner=INTERNAL,
        by=(*at_holder(Role.CLUE_OFFICER), *at(Relation.REVIEW, Role.CLUE_OFFICER)),
        form=ResolveNameForm,
        guards=(within_this_organ, somebody_above),
        available_if=has_open_names,
        on_performed=keep_finding,
        moves_desk=True,
        style="secondary",
    )
    def resolve_name(self, _step: Performance) -> None:
        """Whoever is not meant is let in again, whoever is stays shut out."""
