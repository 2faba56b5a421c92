"""The ladders that clocks climb, by rule and unit, each version kept."""

from functools import cached_property
from typing import ClassVar

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from organizations.models import Unit
from workflows.counting.ladder import Rung, rungs_from
from workflows.models.amendment import Amendment


class LadderQuerySet(models.QuerySet["Ladder"]):
    def in_force(self) -> "LadderQuerySet":
        """The newest version for each rule and unit."""
        return self.order_by("rule_key", "unit_id", "-version").distinct("rule_key", "unit_id")


class Ladder(models.Model):
    """One version of the rungs of a rule: everywhere, or in a unit and those below it.

    `rungs` is a list of rows as in `data/ladders.toml`; see `workflows.counting.ladder`. Shipped
    ladders have no amendment. Never edited: alarms point at the version they were set by.
    """

    rule_key = models.CharField(max_length=30)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="ladders")
    version = models.PositiveSmallIntegerField()
    rungs = models.JSONField()
    amendment = models.ForeignKey(Amendment, models.PROTECT, null=True, related_name="ladders")

    objects = LadderQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["rule_key", "unit_id", "version"]
        verbose_name = _("ladder")
        verbose_name_plural = _("ladders")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["rule_key", "unit", "version"],
                name="ladder_version_once",
                nulls_distinct=False,
            )
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.rule_key} v{self.version}"

    @cached_property
    def steps(self) -> tuple[Rung, ...]:
        """The rungs in order of time."""
        return rungs_from(self.rungs)

    def rung(self, key: str) -> Rung:
        return next(rung for rung in self.steps if rung.key == key)
