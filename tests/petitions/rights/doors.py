"""The doors of a right: each does an act for a petitioner the way he would come in by it."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from petitions.models import Petition
from petitions.vault.keyed_digests import query_digest
from tests.office import Office
from tests.petitions.api.calling import Programme
from tests.petitions.pages.visits import as_
from workflows.models import Case

CODE: Final = "7K2M-9QXD-7K2M-9QXD"
PICTURE: Final = b"\xff\xd8\xff\xe0 picture"
OWN, TRACK = "/portal/case/", "/portal/track/"
Door = Callable[[Office, Case, str, Mapping[str, Any]], int]


def with_code(case: Case) -> Case:
    """The case, with a query code that the test knows."""
    Petition.objects.filter(case=case.pk).update(query_digest=query_digest(CODE))
    return case


def opened(case: Case, code: str = CODE) -> Client:
    """A browser in which the petitioner has opened his matter."""
    client = Client(headers={"accept-language": "zh-hans"})
    assert client.post(TRACK, {"number": case.number, "code": code}).status_code == 302
    return client


def scan(name: str = "申请书.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PICTURE)


def by_portal(_office: Office, case: Case, act: str, asked: Mapping[str, Any]) -> int:
    return opened(case).post(f"{OWN}?act={act}", asked).status_code


def by_interface(_office: Office, case: Case, act: str, asked: Mapping[str, Any]) -> int:
    return Programme(CODE).post(f"cases/{case.number}/acts/{act}/", dict(asked)).status_code


def at_desk(by: str, **given: Any) -> Door:
    """A member of the cast enters what the petitioner asks for."""

    def door(office: Office, case: Case, act: str, asked: Mapping[str, Any]) -> int:
        entered = {"received_on": "2026-08-24", **asked, **given}
        address = f"/cases/{case.number}/acts/{act}/"
        return as_(office, by).post(address, entered).status_code

    return door


def on_paper(office: Office, case: Case, act: str, asked: Mapping[str, Any]) -> int:
    return at_desk("registrar", way="paper", scan=[scan()])(office, case, act, asked)


DOORS: Final[dict[str, Door]] = {
    "portal": by_portal,
    "paper": on_paper,
    "visit": at_desk("officer", way="visit"),
    "telephone": at_desk("registrar", way="telephone"),
    "interface": by_interface,
}
DONE: Final = {"portal": 302, "interface": 200}
"""What answers that it was done; a desk is led back to the case."""
