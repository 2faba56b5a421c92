"""Who must never learn of a tip-off, and what becomes of them when they are named (规则 15, 47)."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from notifications.services import withdraw
from organizations.models import Person, Role, Tenure, Unit
from workflows.acts import form_fields
from workflows.acts.act import ActForm, Performance
from workflows.acts.act_refusals import Leaking, PaperOnly, Refused
from workflows.models import CaseExclusion, ClockRule
from workflows.petition.discipline_referral import MANAGED_AT
from workflows.states import Kind
from workflows.tipoff.name_resolution import Parties, headed_by, named_in, resolve

if TYPE_CHECKING:
    from workflows.models import Case, CaseEvent


class NamesForm(ActForm):
    names = form_fields.names()


def own_matters_only(case: "Case", step: Performance) -> None:
    """规则 15: what a superior manages, or is about the organ's own head, is never entered."""
    parties = resolve(step.details.get("names") or "", at=step.at)
    if person := _beyond(case.holding_unit, parties, at=step.at):
        raise PaperOnly(
            _(
                "%(person)s is managed by a superior organ or heads this one. Such a report "
                "is never entered: send the paper up, sealed, within %(length)s (规则 15)."
            )
            % {"person": person, "length": _time_to_send_up(step)}
        )


def _time_to_send_up(step: Performance) -> str:
    return ClockRule.objects.in_force("tip_forward_up", step.on).length_text


def sent_to_the_competent(organ: Unit, names: str, *, at: datetime) -> None:
    """条例 22②: a tip-off goes to the organ that manages whom it is about, never to himself."""
    parties = resolve(names, at=at)
    party = organ if organ.pk in parties.units else _beyond(organ, parties, at=at)
    if party:
        raise Refused(
            _(
                "%(party)s is not for %(organ)s to look into: transfer this to the organ above "
                "it, by whoever manages the cadre (条例 22②)."
            )
            % {"party": party, "organ": organ}
        )


def _beyond(organ: Unit, parties: Parties, *, at: datetime) -> Person | None:
    """Somebody named whom a superior of the organ manages, or who heads it."""
    held = Tenure.objects.at(at).filter(person__in=parties.people)
    depth = organ.region.path.count("/")
    for tenure in held.select_related("post", "person"):
        if _is_head_of(organ, tenure) or _managed_at(tenure) < depth:
            return tenure.person
    return None


def _is_head_of(organ: Unit, tenure: Tenure) -> bool:
    return tenure.post.unit_id == organ.pk and Role.CLUE_HEAD in tenure.post.roles


def _managed_at(tenure: Tenure) -> int:
    """How deep the region lies that manages the post; an unknown rank is for people to judge."""
    return next(
        (depth for rank, depth in MANAGED_AT.items() if tenure.post.rank.startswith(rank)), 99
    )


def keep_names(case: "Case", step: Performance, _event: "CaseEvent") -> None:
    """Shut out the named, their close relatives on record, and the units they head."""
    written = step.details.get("names") or ""
    if written:
        _shut_out_parties(case, resolve(written, at=step.at), at=step.at)


def keep_matched(case: "Case", step: Performance, _event: "CaseEvent") -> None:
    """The same for all names that were ever written on it, as accounts stand now."""
    _shut_out_parties(case, resolve("\n".join(named_in(case)), at=step.at), at=step.at)


def _shut_out_parties(case: "Case", parties: Parties, *, at: datetime) -> None:
    people = dict.fromkeys(parties.relatives, "relative") | dict.fromkeys(parties.people, "named")
    units = (parties.units | parties.headed) - {case.holding_unit_id}
    _write(case, people, units, at=at)
    staff = Tenure.objects.at(at).filter(post__unit__in=units) if units else Tenure.objects.none()
    _clear(case, {*people, *staff.values_list("person_id", flat=True)})


def keep_recusal(case: "Case", step: Performance, _event: "CaseEvent") -> None:
    if step.details["decision"] == "granted":
        shut_out(case, {step.details["person"].pk}, "recused", at=step.at)


def keep_from_own_heads(case: "Case", step: Performance, _event: "CaseEvent") -> None:
    """规则 15: what is about the head of the organ goes past him."""
    if step.details["ground"] == "own_head":
        held = Tenure.objects.at(step.at).filter(
            post__unit=case.holding_unit, post__roles__contains=[Role.CLUE_HEAD]
        )
        shut_out(case, set(held.values_list("person_id", flat=True)), "named", at=step.at)


def shut_out(case: "Case", people: Collection[int], reason: str, *, at: datetime) -> None:
    """From this moment these people find nothing of the case: no row, no notice, no desk."""
    _write(case, dict.fromkeys(people, reason), (), at=at)
    _clear(case, people)


def shut_out_alike(case: "Case", other: "Case", *, at: datetime) -> None:
    """Shut out of another case whoever is shut out of this one."""
    CaseExclusion.objects.bulk_create(
        CaseExclusion(
            case=other,
            person_id=shut.person_id,
            unit_id=shut.unit_id,
            reason=shut.reason,
            since=at,
        )
        for shut in case.exclusions.all()
    )


def _write(
    case: "Case", people: Mapping[int, str], units: Collection[int], *, at: datetime
) -> None:
    """On its envelope, and on that of the petition that it was opened from.

    Whoever sees where that went knows of the case.
    """
    envelopes = [pk for pk in (case.pk, case.source_case_id) if pk]
    rows = [
        *({"person_id": pk, "reason": reason} for pk, reason in people.items()),
        *({"unit_id": pk, "reason": "named"} for pk in units),
    ]
    CaseExclusion.objects.bulk_create(
        (CaseExclusion(case_id=pk, since=at, **row) for pk in envelopes for row in rows),
        ignore_conflicts=True,
    )


def _clear(case: "Case", people: Collection[int]) -> None:
    """Take back what these people were told; the door draws the desk anew."""
    case.forget("exclusions")
    if people:
        withdraw(people, about=case.number)
        if case.source_case:
            withdraw(people, about=case.source_case.number)


def forbid_leak(case: "Case", step: Performance) -> None:
    """规则 47(2): nothing goes to, or through the hands of, whoever is shut out of the case."""
    shut = list(case.exclusions.all()) if case.kind == Kind.TIP_OFF else []
    if not shut:
        return
    people = {each.person_id for each in shut if each.person_id}
    units = {each.unit_id for each in shut if each.unit_id}
    for given in step.details.values():
        if (isinstance(given, Person) and given.pk in people) or (
            isinstance(given, Unit) and given.pk in units | headed_by(people, at=step.at)
        ):
            raise Leaking(
                _("“%(party)s” must never learn of this case. Choose another (规则 47).")
                % {"party": given}
            )


def not_to_the_accused(case: "Case", step: Performance) -> None:
    """The same for an organ that was typed."""
    written = step.details["organ"]
    named = resolve(written, at=step.at)
    shut = {each.unit_id for each in case.exclusions.all() if each.unit_id}
    people = {each.person_id for each in case.exclusions.all() if each.person_id}
    if named.units & (shut | headed_by(people, at=step.at)):
        raise Leaking(
            _("“%(party)s” must never learn of this case. Choose another (规则 47).")
            % {"party": written}
        )
