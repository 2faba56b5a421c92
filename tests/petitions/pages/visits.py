"""Visiting the pages as members of the cast."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from petitions.letters import registration
from tests.office import MONDAY, Office, act
from workflows.models import Case, CaseExclusion

AtMost = Callable[[int], AbstractContextManager[Any]]
NOW = datetime(2026, 8, 25, 2, 0, tzinfo=UTC)
WRITTEN_INSIDE = "内部核查记录：窗口登记有误。"


def as_(office: Office, name: str) -> Client:
    """A browser in which a member of the cast is signed in."""
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(office[name], backend="workflows.administration.posts_backend.PostsBackend")
    return client


def text_of(response: Any) -> str:  # the test client patches its responses
    return str(response.content.decode())


def target(response: Any) -> str:  # the same
    """Where a redirection leads."""
    return str(response["Location"])


def loaded(response: Any) -> bytes:  # the same
    """The content of a file; read to its end it is closed again."""
    return b"".join(response.streaming_content)


def shut_out(office: Office, case: Case, name: str) -> None:
    CaseExclusion.objects.create(
        case_id=case.pk, person=office[name], reason="reported", since=MONDAY
    )


def passed_on(office: Office, case: Case, *, at: datetime) -> Case:
    """Lead a registered petition to the discipline organ; the tip-off that opens."""
    act(office, case, "forward", "officer", at=at)
    organ = office.units["discipline"].pk
    later = at + timedelta(hours=1)
    act(office, case, "route_discipline", "officer", at=later, unit=organ, reason=WRITTEN_INSIDE)
    return Case.objects.get(source_case_id=case.pk)


def attach(case: Case, content: bytes) -> int:
    upload = SimpleUploadedFile("凭证.pdf", content)
    return registration.attach(case.letter, upload).pk
