"""Material of a case: never deleted or replaced, corrected by a version beside it (规则 52(1))."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from hashlib import sha256

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from organizations.models import Person
from petitions.models import Attachment
from petitions.vault import disclosure_check
from workflows.acts.act_refusals import Forbidden, Refused
from workflows.acts.actors import Actor
from workflows.acts.attachment_fields import stored_attachment
from workflows.acts.disclosure_port import Text
from workflows.audit.read_log import Reading, record
from workflows.cases import access
from workflows.counting.work_calendar import legal_date
from workflows.models import Case, Document, Part


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
        **stored_attachment(upload),
    )


def current(files: Iterable[Attachment]) -> list[tuple[Attachment, list[Attachment]]]:
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
