"""Mails that prove a mailbox: they hold a secret, so they go out at once and are kept nowhere.

A notice would stay in the inbox and in the outbox, where a backup has it too.
"""

import smtplib
from typing import Any, Final

import structlog
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

log = structlog.get_logger(__name__)

PATIENCE_S: Final = 15


def send(template: str, *, to: str, path: str = "", **facts: Any) -> None:
    """Send one mail; `path` is where its link leads. Raises `ValidationError` if it can't go out.

    The template's first line is the subject.
    """
    link = f"{settings.PUBLIC_ADDRESS}{path}" if path else ""
    with translation.override(settings.LANGUAGE_CODE):
        words = render_to_string(template, facts | {"link": link})
    subject, _sep, body = words.strip().partition("\n")
    try:
        connection = get_connection(timeout=PATIENCE_S)
        EmailMessage(subject, body.lstrip(), to=[to], connection=connection).send()
    except (smtplib.SMTPException, OSError, ValueError) as error:
        log.warning("letter_not_sent", error=type(error).__name__)
        why = _("The mail server does not take the mail. Try again later.")
        raise ValidationError(why) from error
