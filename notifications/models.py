"""How a word reaches a person. Knows no case: a subject, a text and a link are all it sees."""

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from notifications.channels import CHANNELS

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


def channel_choices() -> list[tuple[str, "_StrPromise"]]:
    """The channels by their labels. A function, so that a new one needs no migration for it."""
    return [(channel.key, channel.label) for channel in CHANNELS.values()]


class Notice(models.Model):
    """One word to one person, written in the transaction of the act that caused it.

    The key is made here, not by the database, so that a bulk insert that skips known words can
    tell afterwards which rows are its own.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("recipient"),
        related_name="notices",
    )
    kind = models.CharField(_("kind"), max_length=40)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"), blank=True)
    url = models.CharField(_("link"), max_length=200, blank=True)
    dedupe_key = models.CharField(max_length=120)
    created_at = models.DateTimeField(_("written at"))
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    withdrawn = models.BooleanField(_("withdrawn"), default=False, db_default=False)
    discreet = models.BooleanField(_("discreet"), default=False, db_default=False)
    """What leaves the house says that there is a word, and not which."""

    class Meta:
        ordering: ClassVar = ["-created_at", "-pk"]
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["recipient", "dedupe_key"], name="notice_once")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["recipient", "-created_at"],
                condition=Q(read_at__isnull=True),
                name="notice_unread",
            )
        ]

    def __str__(self) -> str:
        return self.subject


class Delivery(models.Model):
    """The outbox: one notice through one channel, sent at most once, retried until it is."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        SKIPPED = "skipped", _("Skipped")
        FAILED = "failed", _("Given up")

    notice = models.ForeignKey(
        Notice, models.PROTECT, verbose_name=_("notice"), related_name="deliveries"
    )
    channel = models.CharField(_("channel"), max_length=10, choices=channel_choices)
    state = FSMField(
        _("state"), max_length=10, choices=State.choices, default=State.WAITING, protected=True
    )
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0)
    next_try_at = models.DateTimeField(_("next try at"))
    leased_until = models.DateTimeField(_("leased until"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    error = models.CharField(_("error"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["notice", "channel"], name="delivery_once")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["next_try_at"],
                condition=Q(state__in=["waiting", "sending"]),
                name="delivery_due",
            )
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.channel} {self.state}"

    # Carried out on sets of rows, by `organizations.transitions.move_all`.

    @transition("state", source=(State.WAITING, State.SENDING), target=State.SENDING)
    def lease(self) -> None:
        """A worker takes it, or takes over from one whose time ran out."""

    @transition("state", source=State.SENDING, target=State.SENT)
    def deliver(self) -> None:
        """The channel took it."""

    @transition("state", source=State.SENDING, target=State.WAITING)
    def postpone(self) -> None:
        """The channel did not take it; it is tried again later."""

    @transition("state", source=State.SENDING, target=State.FAILED)
    def give_up(self) -> None:
        """It was tried as often as it may be."""

    @transition("state", source=(State.WAITING, State.SENDING), target=State.SKIPPED)
    def skip(self) -> None:
        """Nobody wants it any more."""


class Preference(models.Model):
    """Channels a person does not want, a field for each; the inbox can't be switched off."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        verbose_name=_("person"),
        related_name="notice_preference",
    )
    email = models.BooleanField(_("by e-mail"), default=True)

    class Meta:
        verbose_name = _("notice preference")
        verbose_name_plural = _("notice preferences")

    def __str__(self) -> str:
        return str(self.person)
