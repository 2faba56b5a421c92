"""What is to be put right in a case: problem, measure and responsibility in one row (M6, M16)."""

from datetime import date
from typing import ClassVar, Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import FSMField, transition

from organizations.models import Unit
from workflows.models.case import Case
from workflows.models.erasure_trigger import deleted_alone, emptied_alone
from workflows.models.event import CaseEvent


class ProblemSource(models.TextChoices):
    """Who found the problem."""

    PETITION = "petition", _("Brought by the petitioner")
    INSPECTION = "inspection", _("Found by an inspection")
    DISCIPLINE = "discipline", _("Found by a discipline check")
    SUPERVISION = "supervision", _("Found by supervision")
    OWN = "own", _("Found by the unit itself")


class MeasureState(models.TextChoices):
    GOING_ON = "going_on", pgettext_lazy("measure", "Being mended")
    REPORTED = "reported", pgettext_lazy("measure", "To be verified")
    STRUCK_OFF = "struck_off", pgettext_lazy("measure", "Struck off")
    LONG_TERM = "long_term", pgettext_lazy("measure", "Long-term")
    ENDED = "ended", pgettext_lazy("measure", "Ended with the case")


UNDER_LIMIT = (MeasureState.GOING_ON, MeasureState.REPORTED)
"""A clock runs and the case can't be closed."""
UNDONE = (*UNDER_LIMIT, MeasureState.LONG_TERM)


WRITTEN = ("source_name", "problem", "text")
"""What people wrote of it."""
OF_STEP = """(
    SELECT measure.case_id FROM workflows_measurestep AS step
    JOIN workflows_measure AS measure ON measure.id = step.measure_id WHERE step.id = OLD.step_id
)"""


class MeasureQuerySet(models.QuerySet["Measure"]):
    def with_limits(self) -> Self:
        """With `due_on`, the last day of the clock that runs for it; null when none does."""
        clock = self.model._meta.get_field("clocks").related_model
        running = clock._default_manager.filter(measure=OuterRef("pk"), state="running")
        return self.annotate(due_on=Subquery(running.values("due_on")[:1]))

    def standing(self, at: object) -> "models.QuerySet[Measure]":
        """Those there were by an instant, with `state_then`, from their steps alone."""
        past = MeasureStep.objects.filter(measure=OuterRef("pk"), event__at__lte=at)
        last = Subquery(past.order_by("-pk").values("state")[:1])
        return self.annotate(state_then=last).filter(state_then__isnull=False)


class Measure(models.Model):
    """One measure of a case, `place` counted from 1 within it.

    The state is a cache of its last step. `limit_on` is the day as set; the clock knows when it
    ends. `redone` counts how often it was sent back.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="measures")
    place = models.PositiveSmallIntegerField(_("no."))
    source = models.CharField(
        _("who found it"),
        max_length=12,
        choices=ProblemSource.choices,
        default=ProblemSource.PETITION,
    )
    source_name = models.CharField(_("name of the check"), max_length=60, blank=True)
    problem = models.TextField(_("problem"))
    text = models.TextField(_("measure"))
    leader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("leader"), related_name="+"
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, verbose_name=_("unit that answers"), related_name="measures"
    )
    doer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("who does it"),
        related_name="measures",
    )
    since_on = models.DateField(_("set on"))
    limit_on = models.DateField(_("limit"))
    state = FSMField(
        _("state"),
        max_length=10,
        choices=MeasureState.choices,
        default=MeasureState.GOING_ON,
        protected=True,
    )
    redone = models.PositiveSmallIntegerField(_("times sent back"), default=0)
    struck_off_on = models.DateField(_("struck off on"), null=True)

    objects = MeasureQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["case_id", "place"]
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "place"], name="measure_place_once"),
            models.CheckConstraint(
                name="measure_struck_off_on_a_day",
                condition=Q(state="struck_off", struck_off_on__isnull=False)
                | Q(~Q(state="struck_off"), struck_off_on__isnull=True),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["unit", "state"], name="measure_of_unit")]
        triggers: ClassVar = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            emptied_alone(
                "as_written",
                *WRITTEN,
                condition=pgtrigger.AnyChange("case", "place", "source", *WRITTEN, "since_on"),
            ),
            emptied_alone(
                "over_is_over",
                *WRITTEN,
                condition=pgtrigger.Q(old__state__in=["struck_off", "ended"]),
            ),
        ]

    def __str__(self) -> str:
        """Its number alone: whoever reads the envelope may know of that, not of the text."""
        return str(self.place)

    def numbered(self, words: str) -> str:
        """What runs or is to be done for it, with its number, in the reader's language."""
        return _g("%(work)s (%(number)s)") % {"work": words, "number": self.place}

    @transition("state", source=MeasureState.GOING_ON, target=MeasureState.REPORTED)
    def report(self) -> None:
        """Done, says the unit that answers for it."""

    @transition("state", source=MeasureState.REPORTED, target=MeasureState.STRUCK_OFF)
    def strike_off(self, *, on: date) -> None:
        """Done, says whoever verified it."""
        self.struck_off_on = on

    @transition("state", source=MeasureState.REPORTED, target=MeasureState.GOING_ON)
    def send_back(self, *, limit_on: date) -> None:
        """To be redone by a new day."""
        self.redone += 1
        self.limit_on = limit_on

    @transition("state", source=UNDER_LIMIT, target=MeasureState.LONG_TERM)
    def make_long_term(self) -> None:
        """It can't be mended within a limit."""

    @transition("state", source=MeasureState.LONG_TERM, target=MeasureState.GOING_ON)
    def resume(self, *, limit_on: date) -> None:
        """A limit is set again."""
        self.limit_on = limit_on

    @transition("state", source=UNDER_LIMIT, target=MeasureState.ENDED)
    def end(self) -> None:
        """The case ended some other way than by closing."""


class MeasureStep(models.Model):
    """What an act did to a measure; the history that the row is a cache of."""

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="steps")
    event = models.ForeignKey(CaseEvent, models.PROTECT, related_name="measure_steps")
    state = models.CharField(max_length=10, choices=MeasureState.choices)
    limit_on = models.DateField()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["measure", "event"], name="measure_step_once")
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.measure_id} {self.state}"


class Evidence(models.Model):
    """A file that shows what was done, kept with its hash."""

    step = models.ForeignKey(MeasureStep, models.PROTECT, related_name="evidence")
    file = models.FileField(upload_to="measures/%Y/%m/")
    name = models.CharField(max_length=200)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["pk"]
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        triggers: ClassVar = [deleted_alone("append_only", OF_STEP, updates=True)]

    def __str__(self) -> str:
        return self.name
