"""When the ladders were last swept."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q


class LastSweep(models.Model):
    """The one row that tells when the last sweep ended and what it did; for measurements."""

    at = models.DateTimeField()
    fired = models.PositiveIntegerField()
    seconds = models.FloatField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="last_sweep_is_one", condition=Q(pk=1))
        ]

    def __str__(self) -> str:
        return f"{self.at}: {self.fired}"

    @classmethod
    def note(cls, at: datetime, fired: int, seconds: float) -> None:
        """Write it over the one before."""
        cls._default_manager.bulk_create(
            [cls(pk=1, at=at, fired=fired, seconds=seconds)],
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=["at", "fired", "seconds"],
        )
