"""The table of sessions: whose each is, so that a person can see and end his own."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.contrib.sessions.models import SessionManager
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _


class SignInSession(AbstractBaseSession):
    """A browser's session. No address and no name of a device is kept, only the kind of both.

    `session_key` opens it, so no page shows it: `handle` names a session to its owner.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        verbose_name=_("person"),
        null=True,
        related_name="sessions",
    )
    begun_at = models.DateTimeField(_("signed in at"), null=True)
    seen_at = models.DateTimeField(_("last used at"), null=True)
    browser = models.CharField(_("browser"), max_length=60, blank=True)

    objects: ClassVar["SessionManager[Any]"] = SessionManager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering: ClassVar = ["-seen_at"]

    @property
    def handle(self) -> str:
        return salted_hmac("organizations.session", self.session_key).hexdigest()[:32]
