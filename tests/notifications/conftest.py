"""A real mail server on the loopback, and words to queue."""

from asyncio import Server
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import Message
from email.parser import BytesParser
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from pytest_django import Settings

from notifications.outbox import OutgoingNotice
from organizations.models import Person

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@dataclass
class Sink:
    """Takes mail, or refuses it with `reply`."""

    reply: str = "250 OK"
    mails: list[Message] = field(default_factory=list)
    port: int = 0

    async def handle_DATA(  # the name aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self.reply.startswith("250"):
            assert isinstance(envelope.content, bytes)
            self.mails.append(BytesParser(policy=default).parsebytes(envelope.content))
        return self.reply


class SinkServer(Controller):
    """Takes a free port; the parent class checks that it answers there."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@pytest.fixture
def sink(settings: Settings) -> Iterator[Sink]:
    """The mail server that Django sends to, for the length of a test."""
    handler = Sink()
    server = SinkServer(handler, hostname="127.0.0.1", port=0)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    handler.port = server.port
    yield handler
    server.stop()


@pytest.fixture
def reader() -> Callable[..., Person]:
    """People with an address, numbered."""

    def make(email: str | None = None) -> Person:
        name = f"reader{Person.objects.count()}"
        address = f"{name}@example.org" if email is None else email
        return Person.objects.create_user(name, address, name="登记员甲")

    return make


def word(person: Person, key: str = "case-1:accepted", **changes: Any) -> OutgoingNotice:
    """A word to `person`."""
    fields: dict[str, Any] = {
        "kind": "accepted",
        "subject": "信访事项已受理",
        "body": "编号甲的信访事项已受理。",
        "url": "/cases/1/",
    } | changes
    return OutgoingNotice(recipient_id=person.pk, dedupe_key=key, **fields)
