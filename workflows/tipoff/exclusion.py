"""Who must never learn of a tip-off, and what becomes of them when they are named (规则 15, 47)."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications.services import withdraw
from organizations.models import Person, Role, Tenure, Unit
from workflows.acts import ActForm, Step
from workflows.models import CaseExclusion, CloseRelative
from workflows.petition.discipline import MANAGED_AT
from workflows.refusals import Leaking, PaperOnly
from workflows.states import Kind

if TYPE_CHECKING:
    from workflows.models import Case, CaseEvent

HEADS: Final = (Role.UNIT_HEAD, Role.BUREAU_HEAD, Role.LEADER, Role.CLUE_HEAD)
WITH_UNIT: Final = re.compile(r"^(?P<name>.+?)[（(](?P<unit>.+)[）)]$")

NAMES_HELP: Final = gettext_lazy(
    "One person or unit a line; a person as 姓名（单位）. Whoever has an account here is shut out "
    "at once, with close relatives on record and the unit he heads."
)


class NamesForm(ActForm):
    names = forms.CharField(
        label=gettext_lazy("Whom it is about"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=NAMES_HELP,
    )


@dataclass(frozen=True, slots=True)
class Named:
    """The accounts and units that the written names stand for."""

    people: frozenset[int]
    units: frozenset[int]


def resolve(written: str, *, at: datetime) -> Named:
    """Everybody and every unit of these names: of two namesakes both, to be safe."""
    people, units = Q(pk__in=[]), Q(pk__in=[])
    for line in filter(None, (line.strip() for line in written.splitlines())):
        people |= _people_called(line, at)
        units |= Q(name=line) | Q(short_name=line)
    return Named(
        frozenset(Person.objects.filter(people).values_list("pk", flat=True)),
        frozenset(Unit.objects.filter(units).values_list("pk", flat=True)),
    )


def _people_called(line: str, at: datetime) -> Q:
    called = Q(name=line)
    if found := WITH_UNIT.match(line):
        there = Q(post__unit__name=found["unit"]) | Q(post__unit__short_name=found["unit"])
        posts = Tenure.objects.at(at).filter(there)
        called |= Q(name=found["name"].strip(), pk__in=posts.values("person_id"))
    return called


def own_matters_only(case: "Case", step: Step) -> None:
    """规则 15: what a superior manages, or is about the organ's own head, is never entered."""
    named = resolve(step.details.get("names") or "", at=step.at)
    held = Tenure.objects.at(step.at).filter(person__in=named.people).select_related("post__unit")
    depth = case.holding_unit.region.path.count("/")
    for tenure in held:
        if _is_head_of(case, tenure) or _managed_at(tenure) < depth:
            raise PaperOnly(
                _(
                    "%(person)s is managed by a superior organ or heads this one. Such a report "
                    "is never entered: send the paper up, sealed, within five working days "
                    "(规则 15)."
                )
                % {"person": tenure.person}
            )


def _is_head_of(case: "Case", tenure: Tenure) -> bool:
    return tenure.post.unit_id == case.holding_unit_id and Role.CLUE_HEAD in tenure.post.roles


def _managed_at(tenure: Tenure) -> int:
    """How deep the region lies that manages the post; an unknown rank is for people to judge."""
    return next(
        (depth for rank, depth in MANAGED_AT.items() if tenure.post.rank.startswith(rank)), 99
    )


def keep_names(case: "Case", step: Step, _event: "CaseEvent") -> None:
    """Shut out the named, their close relatives on record, and the units they head."""
    written = step.details.get("names") or ""
    if not written:
        return
    named = resolve(written, at=step.at)
    shut_out(case, named.people, "named", at=step.at)
    relatives = _relatives(named.people) - named.people
    shut_out(case, relatives, "relative", at=step.at)
    units = (named.units | _headed_by(named.people, at=step.at)) - {case.holding_unit_id}
    _shut_out_units(case, units, at=step.at)


def keep_recusal(case: "Case", step: Step, _event: "CaseEvent") -> None:
    if step.details["decision"] == "granted":
        shut_out(case, {step.details["person"].pk}, "recused", at=step.at)


def keep_from_own_heads(case: "Case", step: Step, _event: "CaseEvent") -> None:
    """规则 15: what is about the head of the organ goes past him."""
    if step.details["ground"] == "own_head":
        held = Tenure.objects.at(step.at).filter(
            post__unit=case.holding_unit, post__roles__contains=[Role.CLUE_HEAD]
        )
        shut_out(case, set(held.values_list("person_id", flat=True)), "named", at=step.at)


def shut_out(case: "Case", people: Collection[int], reason: str, *, at: datetime) -> None:
    """From this moment these people find nothing of the case: no row, no notice, no desk."""
    _write(CaseExclusion(case_id=case.pk, person_id=pk, reason=reason, since=at) for pk in people)
    _clear(case, people)


def _shut_out_units(case: "Case", units: Collection[int], *, at: datetime) -> None:
    _write(CaseExclusion(case_id=case.pk, unit_id=pk, reason="named", since=at) for pk in units)
    staff = Tenure.objects.at(at).filter(post__unit__in=units)
    _clear(case, set(staff.values_list("person_id", flat=True)))


def _write(rows: Iterable[CaseExclusion]) -> None:
    CaseExclusion.objects.bulk_create(rows, ignore_conflicts=True)


def _clear(case: "Case", people: Collection[int]) -> None:
    """Take back what these people were told; the door draws the desk anew."""
    case.forget("exclusions")
    if people:
        withdraw(people, about=case.number)


def _relatives(people: Collection[int]) -> frozenset[int]:
    pairs = CloseRelative.objects.filter(Q(person__in=people) | Q(relative__in=people))
    return frozenset(pk for pair in pairs.values_list("person_id", "relative_id") for pk in pair)


def _headed_by(people: Collection[int], *, at: datetime) -> frozenset[int]:
    """Units in which one of these people holds a head's post."""
    held = _posts(people, at=at).filter(post__roles__overlap=[role.value for role in HEADS])
    return frozenset(held.values_list("post__unit_id", flat=True))


def _posts(people: Collection[int], *, at: datetime) -> QuerySet[Tenure]:
    return Tenure.objects.at(at).filter(person__in=people)


def forbid_leak(case: "Case", step: Step) -> None:
    """规则 47(2): nothing goes to, or through the hands of, whoever is shut out of the case."""
    shut = list(case.exclusions.all()) if case.kind == Kind.TIP_OFF else []
    if not shut:
        return
    people = {each.person_id for each in shut if each.person_id}
    units = {each.unit_id for each in shut if each.unit_id}
    for given in step.details.values():
        if (isinstance(given, Person) and given.pk in people) or (
            isinstance(given, Unit) and given.pk in units | _headed_by(people, at=step.at)
        ):
            raise Leaking(
                _("“%(party)s” must never learn of this case. Choose another (规则 47).")
                % {"party": given}
            )


def not_to_the_accused(case: "Case", step: Step) -> None:
    """The same for an organ that was typed."""
    written = step.details["organ"]
    named = resolve(written, at=step.at)
    shut = {each.unit_id for each in case.exclusions.all() if each.unit_id}
    people = {each.person_id for each in case.exclusions.all() if each.person_id}
    if named.units & (shut | _headed_by(people, at=step.at)):
        raise Leaking(
            _("“%(party)s” must never learn of this case. Choose another (规则 47).")
            % {"party": written}
        )
