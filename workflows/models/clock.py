"""Clocks in the database: dated rules, append-only events, cached due dates, alarms."""

from datetime import date, datetime
from typing import ClassVar, Self

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from organizations.models import Unit
from workflows.counting.due_date import (
    Audience,
    EventKind,
    Further,
    LengthUnit,
    Nature,
    Owner,
    Rule,
    amount_text,
)
from workflows.models.amendment import Amendment
from workflows.models.case import Case
from workflows.models.case_scope import differing, keeps_scopes
from workflows.models.event import CaseEvent
from workflows.models.ladder_version import Ladder
from workflows.models.measure import Measure

LIMITING = ("state", "due_on", "rule_id")


class ClockRuleQuerySet(models.QuerySet["ClockRule"]):
    def in_force(self, key: str, on: date) -> "ClockRule":
        """The newest version of rule `key` in effect on `on`.

        A date before the first version takes the first: the catalogue holds no repealed law.
        Raises `ClockRule.DoesNotExist` for an unknown key.
        """
        versions = self.filter(key=key)
        newest = versions.filter(effective_from__lte=on).order_by("-effective_from", "-version")
        return newest.first() or versions.earliest("effective_from", "version")

    def for_case(self, case: Case, key: str, on: date) -> "ClockRule":
        """The version that the case's newest clock of the rule runs under.

        Without such a clock that in force on `on`; raises as `in_force` does.
        """
        own = self.filter(key=key, clocks__case=case.pk).order_by("-clocks__pk")
        return own.first() or self.in_force(key, on)

    def all_in_force(self, on: date) -> dict[str, "ClockRule"]:
        """Key → the version in force on a day; before its first one, the first. One query."""
        found: dict[str, ClockRule] = {}
        for rule in self.order_by("effective_from", "version"):
            if rule.effective_from <= on or rule.key not in found:
                found[rule.key] = rule
        return found


class ClockRule(models.Model):
    """One version of a statutory or local time limit, never edited."""

    key = models.CharField(max_length=30)
    version = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=60)
    article = models.CharField(max_length=120)
    nature = models.CharField(max_length=10)
    owner = models.CharField(max_length=20)
    audience = models.CharField(max_length=10)
    length = models.PositiveSmallIntegerField(null=True)
    unit = models.CharField(max_length=10)
    max_extension = models.PositiveSmallIntegerField(default=0)
    extensions = models.PositiveSmallIntegerField(default=0)
    pausable = models.BooleanField(default=False)
    confirmed = models.BooleanField(default=True)
    local = models.BooleanField(default=False)
    on = models.BooleanField(default=True)
    rolls = models.BooleanField(default=True)
    effective_from = models.DateField()
    further = models.CharField(max_length=10, blank=True)
    basis = models.CharField(max_length=10, blank=True)
    starts = models.CharField(max_length=80, blank=True)
    stops = models.CharField(max_length=80, blank=True)
    amendment = models.ForeignKey(Amendment, models.PROTECT, null=True, related_name="rules")

    objects = ClockRuleQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["key", "version"]
        verbose_name = _("clock rule")
        verbose_name_plural = _("clock rules")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key", "version"], name="clock_rule_version_once"),
            models.CheckConstraint(
                name="clock_rule_says_whose",
                condition=Q(
                    nature__in=[each.value for each in Nature],
                    owner__in=[each.value for each in Owner],
                    audience__in=[each.value for each in Audience],
                ),
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"

    @property
    def is_right(self) -> bool:
        """Whether it lapses and nobody is late with it."""
        return self.nature == Nature.RIGHT

    @property
    def length_text(self) -> str:
        """'60 days', '5 working days', in the reader's language."""
        return amount_text(self.length, LengthUnit(self.unit))

    @property
    def extension_text(self) -> str:
        """By how much one extension may lengthen it, in the same words."""
        return amount_text(self.max_extension, LengthUnit(self.unit))

    def as_rule(self) -> Rule:
        return Rule(
            key=self.key,
            version=self.version,
            name=self.name,
            article=self.article,
            nature=Nature(self.nature),
            owner=Owner(self.owner),
            audience=Audience(self.audience),
            length=self.length,
            unit=LengthUnit(self.unit),
            max_extension=self.max_extension,
            extensions=self.extensions,
            pausable=self.pausable,
            confirmed=self.confirmed,
            local=self.local,
            on=self.on,
            rolls=self.rolls,
            effective_from=self.effective_from,
            further=Further(self.further),
            basis=self.basis,
            starts=self.starts,
            stops=self.stops,
        )


class ClockQuerySet(models.QuerySet["Clock"]):
    def for_petitioner(self) -> Self:
        """The limits that are the petitioner's to know."""
        return self.filter(rule__audience=Audience.PETITIONER)

    def running_duties(self) -> Self:
        """The limits that somebody has to meet by a day that is known."""
        running = self.filter(state=Clock.State.RUNNING, due_at__isnull=False)
        return running.filter(rule__nature=Nature.DUTY)

    def overdue(self, at: datetime) -> Self:
        """The running duties whose last day is over at `at`; nobody is late with a right."""
        return self.running_duties().filter(due_at__lte=at)


class Clock(models.Model):
    """One running or ended time limit of a case. `due_at` is a cache of its events."""

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        PAUSED = "paused", _("Paused")
        SATISFIED = "satisfied", _("Met")
        VOID = "void", _("No longer applies")

    case = models.ForeignKey(Case, models.PROTECT, related_name="clocks")
    rule = models.ForeignKey(ClockRule, models.PROTECT, related_name="clocks")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="clocks")
    measure = models.ForeignKey(Measure, models.PROTECT, null=True, related_name="clocks")
    length = models.PositiveSmallIntegerField(null=True, help_text=_("days set by the issuer"))
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    started_on = models.DateField()
    due_on = models.DateField(null=True)
    due_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    provisional = models.BooleanField(default=False)
    calendar_version = models.CharField(max_length=80)
    term = models.PositiveSmallIntegerField(default=0)

    objects = ClockQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["pk"]
        verbose_name = _("clock")
        verbose_name_plural = _("clocks")
        indexes: ClassVar = [
            models.Index(fields=["case", "state"], name="clock_of_case"),
            models.Index(fields=["due_at"], condition=Q(state="running"), name="clock_running_due"),
            models.Index(fields=["unit", "due_on"], name="clock_of_unit"),
        ]
        triggers: ClassVar = [
            keeps_scopes("scopes_begun", pgtrigger.Insert, "SELECT DISTINCT case_id FROM fresh"),
            keeps_scopes(
                "scopes_kept",
                pgtrigger.Update,
                f"SELECT case_id FROM fresh WHERE id IN ({differing(LIMITING)})",  # noqa: S608
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.rule.key}"

    @property
    def name(self) -> str:
        """The rule's official name, with the number of the measure where it runs for one."""
        return f"{self.rule.name}（{self.measure}）" if self.measure else self.rule.name

    @property
    def label(self) -> str:
        """The same in the reader's language; records and papers keep the official one."""
        words = _g(self.rule.name)
        return self.measure.numbered(words) if self.measure else words

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.RUNNING, self.State.PAUSED)

    @property
    def was_late(self) -> bool:
        """Whether it stopped after its limit."""
        return bool(self.stopped_at and self.due_at and self.stopped_at > self.due_at)


class ClockEvent(models.Model):
    """Something that moved a clock; the due date is a pure function of these rows."""

    clock = models.ForeignKey(Clock, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in EventKind])
    on = models.DateField()
    days = models.PositiveSmallIntegerField(default=0)
    reason = models.TextField(blank=True)
    document = models.CharField(max_length=60, blank=True)
    was = models.DateField(null=True, help_text=_("the last day before a recomputation"))
    case_event = models.ForeignKey(CaseEvent, models.PROTECT, related_name="clock_events")

    class Meta:
        ordering: ClassVar = ["pk"]
        triggers: ClassVar = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.clock_id} {self.kind} {self.on}"


class Alarm(models.Model):
    """One rung of a clock's ladder. The unique key makes it fire at most once.

    Set aside is what the sweep could not record: somebody has to look at it.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("Pending")
        FIRED = "fired", _("Fired")
        VOID = "void", _("No longer applies")
        ASIDE = "aside", _("Set aside")

    clock = models.ForeignKey(Clock, models.PROTECT, related_name="alarms")
    ladder = models.ForeignKey(Ladder, models.PROTECT, related_name="+")
    rung = models.CharField(max_length=20)
    term = models.PositiveSmallIntegerField(default=0)
    fires_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.PENDING)
    fired_at = models.DateTimeField(null=True)
    case_event = models.ForeignKey(CaseEvent, models.PROTECT, null=True, related_name="alarms")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clock", "term", "rung"], name="alarm_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["fires_at", "id"], condition=Q(state="pending"), name="alarm_due"),
            models.Index(fields=["fires_at"], condition=Q(state="aside"), name="alarm_aside"),
        ]

    def __str__(self) -> str:
        return f"{self.clock_id} {self.rung}"


def with_rules() -> "models.Prefetch[str]":
    """The clocks of a case, for whoever asks `running_clock` of it again and again."""
    return models.Prefetch("clocks", Clock.objects.select_related("rule"))


def open_clocks(case: Case, *keys: str) -> list[Clock]:
    """The open clocks of these rules; without a query of a case that holds its clocks."""
    if case.remembers("clocks"):
        found = [clock for clock in case.clocks.all() if clock.rule.key in keys]
    else:
        found = list(case.clocks.select_related("rule").filter(rule__key__in=keys))
    return [clock for clock in found if clock.is_open]


def running_clock(case: Case, *keys: str) -> Clock | None:
    """The open clock of one of these rules, if any."""
    return next(iter(open_clocks(case, *keys)), None)
