"""Writing what happens on a reception day. Whether somebody may is asked of `rights` before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from organizations.models import Person, Region, Unit
from petitions.letters.registration import (
    LetterInput,
    PetitionerDetails,
    Registered,
    complained_of,
    register,
)
from petitions.letters.reporter_sealing import competent, seal_visitors
from petitions.models import Channel, ContentClass, Purpose
from petitions.models.reception import Promise, ReceptionDay, Visit, VisitMatter
from petitions.receptions.representatives import refuse_sixth
from petitions.vault import disclosure_check
from workflows.acts.act_refusals import Refused
from workflows.acts.actors import Actor
from workflows.acts.disclosure_port import Text
from workflows.counting.work_calendar import SHANGHAI, legal_date
from workflows.models import Case


@dataclass(frozen=True, slots=True)
class Arrival:
    """A batch of people as entered at the door, with the titles of what they bring."""

    representatives: Sequence[str]
    people_count: int = 1
    phone: str = ""
    matters: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class CaseOpening:
    """What a case opened on the spot needs besides what the visit says."""

    unit: Unit
    text: str
    region: Region
    content_class: ContentClass = ContentClass.OTHER
    purpose: Purpose = Purpose.RESOLUTION
    complained: str = ""


def plan(day: ReceptionDay) -> ReceptionDay:
    """Enter a checked day in the timetable, or change one."""
    day.save()
    return day


@transaction.atomic
def strike_off(day: ReceptionDay) -> None:
    """Take a day off the timetable. Raises Refused once somebody has come."""
    locked = ReceptionDay.objects.select_for_update().get(pk=day.pk)
    if locked.visits.exists():
        raise Refused(_("Somebody was received on this day: it stays in the timetable."))
    locked.delete()


@transaction.atomic
def sign_in(day: ReceptionDay, arrival: Arrival, *, by: Person | None, at: datetime) -> Visit:
    """Enter a batch and its matters. Raises Refused for a sixth representative or a future day."""
    names = list(arrival.representatives)
    refuse_sixth(names)
    if legal_date(at) < day.on:
        raise Refused(_("Visitors are signed in on the day itself, not before."))
    visit = Visit.objects.create(
        day=day,
        arrived_at=_arrival(day, at),
        people_count=max(arrival.people_count, len(names), 1),
        representatives=names,
        phone=arrival.phone,
        signed_in_by=by,
    )
    VisitMatter.objects.bulk_create(
        VisitMatter(visit=visit, subject=title) for title in arrival.matters
    )
    return visit


def _arrival(day: ReceptionDay, at: datetime) -> datetime:
    """Now; of a day entered afterwards no more is known than when its hours began."""
    if legal_date(at) == day.on:
        return at
    return datetime.combine(day.on, day.opens, SHANGHAI)


def put_right(visit: Visit, arrival: Arrival) -> None:
    """Correct who came. Raises Refused for a sixth representative, or once names are sealed."""
    if visit.is_nameless:
        raise Refused(_("The names of this visit are kept in the vault, and not here."))
    refuse_sixth(list(arrival.representatives))
    visit.representatives = list(arrival.representatives)
    visit.people_count = max(arrival.people_count, len(arrival.representatives))
    visit.phone = arrival.phone
    visit.save(update_fields=["representatives", "people_count", "phone"])


def take_down(visit: Visit, record: str) -> None:
    """Keep what was said. Raises Refused if it names who reported a tip-off."""
    _check(visit, record)
    visit.record = record
    visit.save(update_fields=["record"])


def add_matter(visit: Visit, subject: str) -> VisitMatter:
    """One more matter of the same visitors."""
    _check(visit, subject)
    return VisitMatter.objects.create(visit=visit, subject=subject)


@transaction.atomic
def open_case(matter: VisitMatter, opening: CaseOpening, *, by: Person, at: datetime) -> Registered:
    """Register the matter on the spot, as brought by a visit. Raises Refused if it has a case."""
    matter = _without_case(matter)
    visit = matter.visit
    letter = LetterInput(
        channel=Channel.VISIT,
        region=opening.region,
        text=opening.text,
        subject=matter.subject,
        petitioners=_parties(visit),
        purpose=opening.purpose,
        content_class=opening.content_class,
        people_count=visit.people_count,
        **complained_of(opening.complained),
    )
    came_on = legal_date(visit.arrived_at)
    made = register(letter, unit=opening.unit, received_on=came_on, actor=Actor.of(by), at=at)
    _lead_to(matter, made.case)
    return made


def _parties(visit: Visit) -> list[PetitionerDetails]:
    group = visit.people_count > 1
    return [
        PetitionerDetails(name, phone=phone, is_representative=group)
        for name, phone in visit.people
    ]


@transaction.atomic
def link_case(matter: VisitMatter, case: Case, *, at: datetime) -> None:
    """Say which known case the matter is. Raises Refused if it has one already.

    Who came to speak of a tip-off is sealed with its reporters (规则 47).
    """
    matter = _without_case(matter)
    seal_visitors(matter.visit, case, on=legal_date(at))
    _lead_to(matter, case)


def _without_case(matter: VisitMatter) -> VisitMatter:
    """The matter, locked, so that two clerks do not open two cases for it."""
    locked = VisitMatter.objects.select_for_update(of=("self",)).select_related("visit__day")
    found = locked.get(pk=matter.pk)
    if found.case_id is not None:
        raise Refused(_("This matter has a case already."))
    if found.finished_on is not None:
        raise Refused(_("This matter is finished. Take the day off its outcome first."))
    return found


def _lead_to(matter: VisitMatter, case: Case) -> None:
    matter.case = case
    matter.save(update_fields=["case"])


def note_outcome(matter: VisitMatter, outcome: Mapping[str, Any]) -> None:
    """Write the fields of an outcome as a checked form gives them."""
    _check(matter.visit, "\n".join(word for word in outcome.values() if isinstance(word, str)))
    for name, value in outcome.items():
        setattr(matter, name, value)
    matter.save(update_fields=list(outcome))


def promise(
    matter: VisitMatter, *, text: str, due_on: date, follower: Person, at: datetime
) -> Promise:
    """Note what was promised, by when, and who sees to it."""
    _check(matter.visit, text)
    return Promise.objects.create(
        matter=matter, text=text, due_on=due_on, follower=follower, made_on=legal_date(at)
    )


@transaction.atomic
def keep_promise(given: Promise, *, note: str, done_on: date, by: Person) -> Promise:
    """Say that it was kept, on which day and how. Raises Refused if somebody said so before."""
    locked = Promise.objects.select_for_update().get(pk=given.pk)
    if locked.done_on is not None:
        raise Refused(_("This promise was marked as kept already."))
    _check(given.matter.visit, note)
    locked.done_on, locked.done_note, locked.done_by = done_on, note, by
    locked.save(update_fields=["done_on", "done_note", "done_by"])
    return locked


def _check(visit: Visit, words: str) -> None:
    """What is taken down beside a tip-off doesn't name whoever reported it."""
    if not visit.is_nameless:
        return
    for case in Case.objects.filter(visit_matters__visit=visit).distinct():
        if tip_off := competent(case):
            disclosure_check.check(tip_off, Text(words, is_issued=False))
