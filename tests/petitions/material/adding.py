"""Adding material and asking for it, as members of the cast."""

from typing import Any, Final

from django.core.files.uploadedfile import SimpleUploadedFile

from petitions.models import Attachment
from tests.office import Office, act
from tests.petitions.api.calling import programme
from tests.petitions.pages.visits import as_, loaded
from tests.ways import AFTERWARDS
from workflows.models import Case

SAID: Final = {"kind": "evidence", "description": "银行流水，证明停发四个月。"}


def paper(name: str = "流水.txt", content: bytes = "停发四个月".encode()) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def act_page(case: Case) -> str:
    return f"/cases/{case.number}/acts/add_material/"


def file_page(case: Case, kept: Attachment) -> str:
    return f"/cases/{case.number}/attachments/{kept.pk}/"


def asked(office: Office, post: str, address: str) -> int:
    if address.startswith("/api/"):
        answer: Any = programme(office, post).get(address.removeprefix("/api/v1/"))
    else:
        answer = as_(office, post).get(address)
    if answer.streaming:
        loaded(answer)
    return int(answer.status_code)


def add(office: Office, case: Case, by: str, **given: Any) -> Attachment:
    details = SAID | {"files": [paper()]} | given
    act(office, case, "add_material", by, at=AFTERWARDS, **details)
    return Attachment.objects.latest("pk")
