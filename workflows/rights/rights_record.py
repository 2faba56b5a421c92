"""Writing down what was changed of who may what, and telling it: to its person, to the monitor."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import translation
from django.utils.translation import gettext as _

from notifications.outbox import OutgoingNotice, queue
from organizations.models import Person, Region
from organizations.selectors import region_prefixes
from workflows.cases import access
from workflows.cases.act_notices import LANGUAGE
from workflows.cases.permissions import READ_RIGHTS
from workflows.counting.work_calendar import legal_date
from workflows.models import Amendment, RightsEvent
from workflows.rights.change_places import people_concerned, region_of
from workflows.rights.office_changes import (
    MODELS,
    OfficeChange,
    Subject,
    off_record,
    snapshot,
    with_snapshot,
)

Step = RightsEvent.Step
ADDRESS = "/rights/"


@dataclass(frozen=True, slots=True)
class Concern:
    """Whom and where a step concerns; `subject` and `row` say which row."""

    subject: str
    row: int | None = None
    people: frozenset[int] = frozenset()
    region: Region | None = None


def concern_of(change: OfficeChange, *, at: datetime) -> Concern:
    people = frozenset(people_concerned(change, at=at))
    region = Region.objects.filter(path=region_of(change, at=at)).first()
    return Concern(change.subject, change.row, people, region)


def concern_of_person(subject: str, person: Person, *, at: datetime) -> Concern:
    """What concerns somebody's account, as how he signs in or a page that he opened."""
    change = OfficeChange(Subject.ACCOUNT, person.pk, {}, {"region": person.region_id})
    region = Region.objects.filter(path=region_of(change, at=at)).first()
    return Concern(subject, person.pk, frozenset({person.pk}), region)


def record_change(  # noqa: PLR0913  # all by name but what was changed
    change: OfficeChange, row: int, *, by: Person, at: datetime, why: str = "",
    amendment: Amendment | None = None,
) -> RightsEvent:  # fmt: skip
    """Write down a change that was carried out: call it after, in the same transaction."""
    made = OfficeChange(change.subject, row, change.values, change.was)
    now = snapshot(change.subject, row)
    return record(
        Step.CHANGED, concern_of(made, at=at), by=by, at=at, why=why,
        was=change.was or None, becomes=now, amendment=amendment,
    )  # fmt: skip


def record(
    step: str, concern: Concern, *, by: Person | None, at: datetime, why: str = "", **values: Any
) -> RightsEvent:
    """Write one step down, and tell it to its people and to whoever watches over rights there.

    `values`: `was`, `becomes` and `amendment` of the event.
    """
    event = RightsEvent.objects.create(
        subject=concern.subject,
        row=concern.row,
        step=step,
        person_id=min(concern.people, default=None),
        region=concern.region,
        actor=by,
        at=at,
        why=why,
        **values,
    )
    queue(_notices(event, concern, at), at=at)
    return event


def note_refused(concern: Concern, *, by: Person, at: datetime, why: str) -> RightsEvent:
    """Write down what somebody tried. Outside the transaction that the refusal rolls back."""
    return record(Step.REFUSED, concern, by=by, at=at, why=why)


def watchers(region: Region | None, *, at: datetime) -> Iterable[Person]:
    """The monitors, security administrators and auditors over where it happened."""
    paths = region_prefixes(region.path) if region else []
    return access.who_holds(READ_RIGHTS, at=at, post__unit__region__path__in=paths)


def _notices(event: RightsEvent, concern: Concern, at: datetime) -> Iterator[OutgoingNotice]:
    """A refusal is told once a day of one person and row; a change each time."""
    refused = event.step == Step.REFUSED
    once = f"{event.actor_id}:{event.subject}:{event.row}:{legal_date(at)}"
    people = {person.pk for person in watchers(concern.region, at=at)}
    people |= set() if refused and event.actor_id in concern.people else set(concern.people)
    with translation.override(LANGUAGE):
        subject, body = _subject(event), event.why
    for person in people - {event.actor_id}:
        yield OutgoingNotice(
            recipient_id=person,
            kind="rights",
            subject=subject,
            body=body,
            url=ADDRESS,
            dedupe_key=f"rights:refused:{once}" if refused else f"rights:{event.pk}",
            is_alarm=refused,
        )


def _subject(event: RightsEvent) -> str:
    whom = event.person or event.region
    words = {
        Step.CHANGED: _("%(subject)s changed: %(whom)s, by %(actor)s"),
        Step.PROPOSED: _("Change proposed of %(subject)s: %(whom)s, by %(actor)s"),
        Step.REJECTED: _("Change rejected of %(subject)s: %(whom)s, by %(actor)s"),
        Step.REFUSED: _("Refused on %(subject)s: %(whom)s, tried by %(actor)s"),
    }
    return words[Step(event.step)] % {
        "subject": event.get_subject_display(),
        "whom": whom or _("unknown"),
        "actor": event.actor or _("unknown"),
    }


def note_account(*, person: Person, what: str, by: Person | None, at: datetime) -> RightsEvent:
    """What the floor of accounts says of itself: see `organizations.account_record`."""
    moved = off_record(Subject.ACCOUNT).filter(pk=person.pk).first()
    subject = Subject.ACCOUNT if moved else Subject.PASSWORD
    values = {"was": moved.entered, "becomes": moved.snapshot} if moved else {}
    concern = concern_of_person(subject, person, at=at)
    return record(Step.CHANGED, concern, by=by, at=at, why=what, **values)


def enter_found(*, at: datetime) -> int:
    """Enter every row that is not on record as found there; how many.

    For the founding of an office, and nothing else: whoever holds a key by then was given it by
    whoever founds it. Nobody is told.
    """
    return sum(_enter(subject, at) for subject in MODELS)


def _enter(subject: str, at: datetime) -> int:
    entered = RightsEvent.objects.filter(subject=subject, row=OuterRef("pk"))
    rows = with_snapshot(subject).filter(~Exists(entered)).order_by("pk")
    events = [
        RightsEvent(
            subject=subject,
            row=pk,
            step=Step.FOUND,
            person_id=pk if subject == Subject.ACCOUNT else values.get("person"),
            region_id=values.get("region"),
            at=at,
            becomes=values,
        )
        for pk, values in rows.values_list("pk", "snapshot")
    ]
    return len(RightsEvent.objects.bulk_create(events))
