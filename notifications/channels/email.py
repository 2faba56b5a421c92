"""E-mail, through the mail server of the settings."""

import smtplib
from email.utils import parseaddr
from types import TracebackType
from typing import Final, Self

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from notifications.channels.transport import Channel, Message, TransportError

SMTP_PATIENCE_S = 15
PERMANENT_REPLIES = range(500, 600)


class EmailTransport:
    """E-mail through Django's configured backend, over one connection for a batch."""

    def __init__(self) -> None:
        self._connection: BaseEmailBackend | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._close()

    def send(self, message: Message) -> None:
        """Hand one message to the mail server."""
        try:
            mail = compose(message)
            mail.connection = self._open()
            mail.send()
        except ValueError as error:  # an address or header that no server would take
            raise TransportError(str(error), permanent=True) from error
        except (smtplib.SMTPException, OSError) as error:
            self._close()
            raise TransportError(str(error), permanent=_is_permanent(error)) from error

    def _open(self) -> BaseEmailBackend:
        if self._connection is None:
            connection = get_connection(timeout=SMTP_PATIENCE_S)
            connection.open()
            self._connection = connection
        return self._connection

    def _close(self) -> None:
        if self._connection is not None:
            connection, self._connection = self._connection, None
            connection.close()


def compose(message: Message) -> EmailMultiAlternatives:
    """The mail: text and HTML, and the same Message-ID however often it is tried.

    Receivers drop a second mail with an id they have seen.
    """
    facts = {"subject": message.subject, "body": message.body, "link": _link(message.url)}
    mail = EmailMultiAlternatives(
        subject=" ".join(message.subject.split()),
        body=render_to_string("notifications/email-notice.txt", facts),
        to=[message.address],
        headers={"Message-ID": f"<{message.notice_id}@{_domain()}>"},
    )
    mail.attach_alternative(render_to_string("notifications/email-notice.html", facts), "text/html")
    return mail


def _domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]


def _link(url: str) -> str:
    """The address a reader of mail can follow."""
    return f"{settings.PUBLIC_ADDRESS}{url}" if url.startswith("/") else ""


def _is_permanent(error: Exception) -> bool:
    """Whether the server refused this mail or reader for good, not us or the moment."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code in PERMANENT_REPLIES for code, _reply in error.recipients.values())
    return isinstance(error, smtplib.SMTPDataError) and error.smtp_code in PERMANENT_REPLIES


CHANNEL: Final = Channel(
    key="email",
    label=_("E-mail"),
    address_field="email",
    transport=EmailTransport,
    # Every wait that sending one mail can meet: connecting, greeting, sender, recipient, text and
    # end of text.
    longest_s=6 * SMTP_PATIENCE_S,
)
