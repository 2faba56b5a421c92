"""Faults planted in what is sealed and what is kept of tip-offs."""

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from petitions.letters.registration import attach
from petitions.models import Petitioner, SealedIdentity
from petitions.vault.identity_sealing import seal
from tests.office import Office
from tests.oversight.sound import fresh, now
from tests.tipoffs.organ import clue
from workflows.counting.work_calendar import legal_date


def identity_keyless(office: Office) -> set[str]:
    case = fresh(office)
    seal(case, {"name": "信访人甲"}, on=legal_date(now()))
    SealedIdentity.objects.update(key_id="gone")
    return {case.number}


def reporter_in_clear(office: Office) -> set[str]:
    case = clue(office, names="", signed=False, at=now())
    Petitioner.objects.create(petition=case.letter, name="信访人甲")
    return {case.number}


def material_damaged(office: Office) -> set[str]:
    case = clue(office, names="", signed=False, at=now())
    kept = attach(case.letter, SimpleUploadedFile("一.txt", b"two pages"))
    name = str(kept.file.name)
    kept.file.storage.delete(name)
    kept.file.storage.save(name, ContentFile(b"one page"))
    return {case.number}
