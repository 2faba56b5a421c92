"""The table of confirmed addresses: which mailbox is somebody's own, as he has shown himself."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ConfirmedAddress(models.Model):
    """The e-mail address that a person opened a link in. Links to sign in go there alone.

    Whoever keeps accounts may write another address on the account: it is used for notices, and
    for links only once its owner has confirmed it.
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        verbose_name=_("person"),
        primary_key=True,
        related_name="confirmed_address",
    )
    address = models.EmailField(_("confirmed address"))
    confirmed_at = models.DateTimeField(_("confirmed at"))

    class Meta:
        verbose_name = _("confirmed address")
        verbose_name_plural = _("confirmed addresses")

    def __str__(self) -> str:
        return self.address
