"""Material of a case: never deleted or replaced, corrected by a version beside it (规则 52(1))."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Final, TypeAlias

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from organizations.models import Person
from petitions.letters.letter_selectors import letter_of
from petitions.models import Attachment, Channel
from petitions.vault import disclosure_check
from workflows.acts.act_refusals import Forbidden, NotFound, Refused
from workflows.acts.actors import Actor
from workflows.acts.attachment_fields import stored_attachment
from workflows.acts.disclosure_port import Text
from workflows.acts.letter_port import Material, MaterialKind
from workflows.audit.read_log import Reading, record
from workflows.cases import access
from workflows.counting.work_calendar import legal_date
from workflows.models import Case, CaseEvent, Document, Part

BY_HIMSELF: Final = Q(petition__channel=Channel.WEB, petition__registered_by__isnull=True)
"""The letter was entered through the portal, and its files with it."""
ICONS: Final[Mapping[str, str]] = {
    MaterialKind.EVIDENCE: "file-check",
    MaterialKind.RECORD: "notebook-pen",
    MaterialKind.SCAN: "scan-text",
    MaterialKind.RECORDING: "audio-lines",
}
Versions: TypeAlias = list[tuple[Attachment, list[Attachment]]]
"""The newest version of each file, with the earlier ones."""


def correct(
    old: Attachment, upload: "UploadedFile[bytes]", person: Person, *, why: str, at: datetime
) -> Attachment:
    """Put a corrected version beside a file, which stays. The letter must be open to the person.

    Raises Forbidden, and Refused if the file was corrected in the meantime or the words name
    the reporter.
    """
    case = old.petition.case
    if not access.may(Actor.of(person), access.READ_LETTER, case, at=at):
        raise Forbidden(_("Your post does not allow this act on this case."))
    disclosure_check.check(case, Text(f"{why}\n{upload.name}", is_issued=False))
    with transaction.atomic():
        held = Attachment.objects.select_for_update(no_key=True).get(pk=old.pk)
        if Attachment.objects.filter(replaces=held).exists():
            raise Refused(_("This file was corrected in the meantime. Correct the newest version."))
        record(case, person, Reading(Part.LETTER, f"{old.name}: {why}"), at=at)
        return _added(held, upload, person, why=why, on=legal_date(at))


def _added(
    held: Attachment, upload: "UploadedFile[bytes]", person: Person, *, why: str, on: date
) -> Attachment:
    return Attachment.objects.create(
        petition=held.petition,
        replaces=held,
        why=why,
        added_by=person,
        added_on=on,
        event=held.event,
        kind=held.kind,
        about=held.about,
        dated_on=held.dated_on,
        **stored_attachment(upload),
    )


def add(case: Case, given: Material, event: CaseEvent) -> None:
    """Put material to the letter; the door has asked who may and whether the case is open."""
    letter = letter_of(case)
    if letter is None:
        raise NotFound
    for upload in given.files:
        Attachment.objects.create(
            petition=letter,
            event=event,
            kind=given.kind,
            about=given.about,
            dated_on=given.dated_on,
            is_for_petitioner=given.is_for_petitioner,
            added_by=event.actor,
            added_on=legal_date(event.at),
            **stored_attachment(upload),
        )


def of_petitioner(case: Case) -> QuerySet[Attachment]:
    """What he gave, and what is for him; nothing of a matter that was passed on."""
    own = Attachment.objects.filter(petition__case=case.pk)
    own = own.filter(Q(is_for_petitioner=True) | Q(BY_HIMSELF, event__isnull=True))
    return own.none() if case.sealed else own.select_related("event__actor_unit")


@dataclass(frozen=True, slots=True)
class AddedMaterial:
    """What one act added: `said` is one of its files, which all have the same said of them."""

    said: Attachment
    files: Versions

    @property
    def icon(self) -> str:
        return ICONS.get(self.said.kind, "paperclip")


def added_material(files: Versions) -> list[AddedMaterial]:
    """By the act that added it, the records of the investigation first, then in order."""
    by_event: dict[int, Versions] = {}
    for file, earlier in files:
        if file.event_id:
            by_event.setdefault(file.event_id, []).append((file, earlier))
    made = [AddedMaterial(of_one[0][0], of_one) for of_one in by_event.values()]
    return sorted(made, key=lambda each: each.said.kind != MaterialKind.RECORD)


def current(files: Iterable[Attachment]) -> Versions:
    """The newest version of each file, with the earlier ones, newest first."""
    found: Sequence[Attachment] = list(files)
    by_id = {each.pk: each for each in found}
    older = {each.replaces_id for each in found}
    return [(each, _before(each, by_id)) for each in found if each.pk not in older]


def _before(file: Attachment, by_id: dict[int, Attachment]) -> list[Attachment]:
    earlier = by_id.get(file.replaces_id or 0)
    return [earlier, *_before(earlier, by_id)] if earlier else []


def is_whole(file: Attachment) -> bool:
    """Whether what is stored is what was kept: a page taken out or put in changes the hash."""
    try:
        with file.file.open("rb") as stored:
            return sha256(stored.read()).hexdigest() == file.sha256
    except FileNotFoundError:
        return False


def damaged(cases: QuerySet[Case]) -> list[str]:
    """The numbers of the cases of which a file or a paper isn't what it was; two queries."""
    files = Attachment.objects.filter(petition__case__in=cases).select_related("petition__case")
    papers = Document.objects.filter(case__in=cases).exclude(body="").select_related("case")
    found = {each.petition.case.number for each in files.iterator() if not is_whole(each)}
    found |= {
        paper.case.number
        for paper in papers.iterator()
        if sha256(paper.body.encode()).hexdigest() != paper.sha256
    }
    return sorted(found)
