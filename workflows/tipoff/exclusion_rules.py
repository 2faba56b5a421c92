"""Who must never learn of a tip-off, and what becomes of them when they are named (规则 15, 47)."""

from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from organizations.models import Person, Role, Tenure, Unit
from organizations.selectors import discipline_organ_above, holders
from workflows.acts import form_fields
from workflows.acts.act import ActForm, Performance
from workflows.acts.act_refusals import Leaking, PaperOnly, Refused
from workflows.models import Case, CaseExclusion, ClockRule
from workflows.models.case_exclusion import DESK, is_held, shut_out_of
from workflows.naming import name_records
from workflows.naming.candidate_parties import Parties, PartyFinder
from workflows.naming.shutting_out import hold_at, shut_out
from workflows.petition.discipline_referral import MANAGED_AT
from workflows.states import Kind, Status
from workflows.tipoff.name_resolution import headed_by

if TYPE_CHECKING:
    from workflows.models import CaseEvent


RECUSED: Final = "recused"


class NamesForm(ActForm):
    names = form_fields.names()


def own_matters_only(case: Case, step: Performance) -> None:
    """规则 15: what a superior manages, or is about the organ's own head, is never entered."""
    written = step.details.get("names") or ""
    if not written:
        return
    parties = PartyFinder(at=step.at).certain(written)
    if person := beyond(case.holding_unit, parties, at=step.at):
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
    parties = PartyFinder(at=at).certain(names)
    party = organ if organ.pk in parties.units else beyond(organ, parties, at=at)
    if party:
        raise Refused(
            _(
                "%(party)s is not for %(organ)s to look into: transfer this to the organ above "
                "it, by whoever manages the cadre (条例 22②)."
            )
            % {"party": party, "organ": organ}
        )


def beyond(organ: Unit, parties: Parties, *, at: datetime) -> Person | None:
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


def keep_names(case: Case, step: Performance, event: "CaseEvent") -> None:
    """Shut out everybody who may be named, and hold a new tip-off until somebody says who is.

    Those who work on a case already go on: whoever is named on it later is shut out of it.
    """
    written, is_new = step.details.get("names") or "", event.source == Status.NEW
    if not written and not is_new:
        return
    finder = PartyFinder(at=step.at)
    name_records.note_names(case, written, finder, letter=is_new)
    name_records.shut_out_named(case, finder, at=step.at)
    if is_new and name_records.open_names(case):
        hold_where_somebody_is_left(case, at=step.at)


def keep_matched(case: Case, step: Performance, _event: "CaseEvent") -> None:
    """The same for all names that were ever written on it, as accounts stand now."""
    name_records.shut_out_named(case, PartyFinder(at=step.at), at=step.at)


def hold_where_somebody_is_left(case: Case, *, at: datetime) -> None:
    """At the desk that took it in; at that of the organ above if all of it may be meant."""
    desk = case.holding_unit
    people = set(holders(roles=[DESK], unit_ids=[desk.pk], at=at).values_list("pk", flat=True))
    if people <= shut_out_of(case, people, at=at):
        desk = organ_above(case) or desk
    hold(case, desk, at=at)


def hand_back(case: Case) -> None:
    """The organ above has said who is meant, and has no more part in it."""
    case.review_unit = None
    Case.objects.filter(pk=case.pk).update(review_unit=None)


def hold(case: Case, desk: Unit, *, at: datetime) -> None:
    """There alone it is seen; an organ above becomes the one that decides about the names."""
    hold_at(case, desk, at=at)
    case.review_unit = None if desk.pk == case.holding_unit_id else desk
    Case.objects.filter(pk=case.pk).update(review_unit=case.review_unit)


def organ_above(case: Case) -> Unit | None:
    """The discipline organ over the one that holds the tip-off, if it works here."""
    return discipline_organ_above(case.holding_unit)


def keep_recusal(case: Case, step: Performance, _event: "CaseEvent") -> None:
    if step.details["decision"] == "granted":
        shut_out(case, {step.details["person"].pk}, RECUSED, at=step.at)


def keep_from_own_heads(case: Case, step: Performance, _event: "CaseEvent") -> None:
    """规则 15: what is about the head of the organ goes past him."""
    if step.details["ground"] == "own_head":
        held = Tenure.objects.at(step.at).filter(
            post__unit=case.holding_unit, post__roles__contains=[Role.CLUE_HEAD]
        )
        shut_out(case, set(held.values_list("person_id", flat=True)), "named", at=step.at)


def shut_out_alike(case: Case, other: Case, *, at: datetime) -> None:
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
        if not shut.desk_id
    )


def names_resolved(case: Case, _step: Performance) -> None:
    """规则 47(2): nothing leaves the desk before it is known from whom it has to be kept."""
    if is_held(case):
        raise Refused(
            _(
                "Names on it are not resolved yet. Say first who is meant by each: until "
                "then nobody else may see it (规则 47)."
            )
        )


def forbid_leak(case: Case, step: Performance) -> None:
    """Nothing goes to, or through the hands of, whoever is shut out of the case.

    条例 30③ of a petition that accuses, 规则 47(2) of a tip-off; there the attempt is kept.
    """
    shut = [row for row in case.exclusions.all() if not row.desk_id and _is_leak(case, row)]
    if not shut:
        return
    people = {each.person_id for each in shut if each.person_id}
    units = {each.unit_id for each in shut if each.unit_id} | headed_by(people, at=step.at)
    if case.kind == Kind.PETITION:
        units -= {case.holding_unit_id}  # it is told nothing new by what it holds
    for given in step.details.values():
        if (isinstance(given, Person) and given.pk in people) or (
            isinstance(given, Unit) and given.pk in units
        ):
            raise _leak(case, given)


def _is_leak(case: Case, row: CaseExclusion) -> bool:
    """Of a petition nothing is refused that would tell whom the tip-off behind it names."""
    if case.kind == Kind.TIP_OFF:
        return True
    return not case.sealed and row.reason != RECUSED


def _leak(case: Case, party: Person | Unit) -> Refused:
    if case.kind == Kind.TIP_OFF:
        return Leaking(
            _("“%(party)s” must never learn of this case. Choose another (规则 47).")
            % {"party": party}
        )
    return Refused(
        _("“%(party)s” must never learn of this accusation. Choose another (条例 30③, 46(5)).")
        % {"party": party}
    )


def not_to_the_accused(case: Case, step: Performance) -> None:
    """The same for an organ that was typed."""
    written = step.details["organ"]
    named = PartyFinder(at=step.at).candidates(written, alone=True)
    shut = {each.unit_id for each in case.exclusions.all() if each.unit_id}
    people = {each.person_id for each in case.exclusions.all() if each.person_id}
    if named.units & (shut | headed_by(people, at=step.at)):
        raise Leaking(
            _("“%(party)s” must never learn of this case. Choose another (规则 47).")
            % {"party": written}
        )
