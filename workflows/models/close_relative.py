"""Close relatives on record, who are shut out along with whoever is complained about."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class CloseRelative(models.Model):
    """Two people with accounts who are close relatives (规则 48); entered once for both."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("person"), related_name="+"
    )
    relative = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("close relative"), related_name="+"
    )

    class Meta:
        verbose_name = _("close relative")
        verbose_name_plural = _("close relatives")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "relative"], name="close_relative_once"),
            models.CheckConstraint(
                name="close_relative_is_another",
                condition=~Q(person=F("relative")),
                violation_error_message=_("Nobody is a relative of themselves."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.relative}"
