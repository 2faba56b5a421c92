"""Days on which visitors are received, who came, with what matters, and what was promised.

Counted apart, as the rules of the field do: 件次 are matters, 批次 visits (or, of going down,
trips), 人次 people. A visitor is never linked with an earlier visit.
"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from organizations.models import Person, Post, Unit, UnitKind
from workflows.models import Case
from workflows.states import Rating

MAX_REPRESENTATIVES = 5  # 信访工作条例 第二十条第三款
DISCIPLINE_ORGANS = (UnitKind.DISCIPLINE_COMMISSION, UnitKind.DISCIPLINE_SECTION)


class ReceptionKind(models.TextChoices):
    RECEPTION = "reception", _("Receiving visitors")
    GOING_DOWN = "going_down", _("Going down to visit")


class ReceptionDay(models.Model):
    """One post's hours at one place; published, the public timetable shows it (条例 18①)."""

    kind = models.CharField(_("kind"), max_length=12, choices=ReceptionKind.choices)
    unit = models.ForeignKey(
        Unit, models.PROTECT, verbose_name=_("organising unit"), related_name="reception_days"
    )
    post = models.ForeignKey(
        Post, models.PROTECT, verbose_name=_("post that receives"), related_name="reception_days"
    )
    on = models.DateField(_("date"))
    opens = models.TimeField(pgettext_lazy("hours", "from"))
    closes = models.TimeField(pgettext_lazy("hours", "to"))
    place = models.CharField(_("place"), max_length=120)
    cadre_count = models.PositiveSmallIntegerField(_("cadres taking part"), default=1)
    published = models.BooleanField(_("published"), default=False)

    class Meta:
        ordering: ClassVar = ["on", "opens", "pk"]
        verbose_name = _("reception day")
        verbose_name_plural = _("reception days")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="reception_closes_after_opening",
                condition=Q(closes__gt=F("opens")),
                violation_error_message=_("The hours end before they begin."),
            ),
            models.CheckConstraint(name="reception_has_cadres", condition=Q(cadre_count__gte=1)),
            models.UniqueConstraint(
                fields=["post", "on", "opens"],
                name="reception_day_once",
                violation_error_message=_("This post receives at that hour already."),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["unit", "on"], name="reception_day_of_unit")]

    def __str__(self) -> str:
        return f"{self.on} {self.post}"

    @property
    def is_of_discipline(self) -> bool:
        """Whether a discipline organ receives, which asks if a matter is within its scope."""
        return self.post.unit.kind in DISCIPLINE_ORGANS


class Visit(models.Model):
    """One batch of people, with the names of those who speak for it (条例 20③)."""

    day = models.ForeignKey(ReceptionDay, models.PROTECT, related_name="visits")
    arrived_at = models.DateTimeField(_("arrived at"))
    people_count = models.PositiveIntegerField(_("number of people"), default=1)
    representatives = ArrayField(
        models.CharField(max_length=60), verbose_name=_("representatives"), default=list
    )
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    record = models.TextField(_("what was said"), blank=True)
    signed_in_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["arrived_at", "pk"]
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="visit_five_representatives",
                condition=Q(representatives__len__lte=MAX_REPRESENTATIVES),
            ),
            models.CheckConstraint(name="visit_has_people", condition=Q(people_count__gte=1)),
        ]

    def __str__(self) -> str:
        return self.names

    @property
    def names(self) -> str:
        return "、".join(self.representatives) or pgettext("visit", "Names not kept here")

    @property
    def people(self) -> list[tuple[str, str]]:
        """Name and telephone of each; the number given at the door is the first one's."""
        return [(name, "" if n else self.phone) for n, name in enumerate(self.representatives)]

    @property
    def is_nameless(self) -> bool:
        """Whether who came went into the vault with a tip-off, or with what was destroyed."""
        return not self.representatives

    @property
    def is_sealed(self) -> bool:
        """Whether a matter's letter is sealed: then who came and what was said are closed too."""
        return any(matter.is_sealed for matter in self.matters.all())


class VisitMatter(models.Model):
    """One matter of a visit and what came of it.

    Finished is said of a matter settled without a case; one with a case is finished when the
    case is. The rating is what the visitor said when the answer was fed back.
    """

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="matters")
    subject = models.CharField(_("matter"), max_length=120)
    in_scope = models.BooleanField(_("within the organ's scope"), null=True)
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="visit_matters")
    answer = models.TextField(_("answer"), blank=True)
    finished_on = models.DateField(_("finished on"), null=True)
    fed_back_on = models.DateField(_("fed back on"), null=True)
    rating = models.PositiveSmallIntegerField(
        _("the visitor's word"), null=True, choices=Rating.choices
    )
    disciplined_count = models.PositiveSmallIntegerField(_("people disciplined"), default=0)
    disciplined_on = models.DateField(_("disciplined on"), null=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        verbose_name = _("matter of a visit")
        verbose_name_plural = _("matters of visits")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="visit_matter_finished_once",
                condition=Q(case__isnull=True) | Q(finished_on__isnull=True),
            ),
            models.CheckConstraint(
                name="visit_matter_rated_on_feedback",
                condition=Q(rating__isnull=True) | Q(fed_back_on__isnull=False),
            ),
            models.CheckConstraint(
                name="visit_matter_discipline_dated",
                condition=Q(disciplined_count=0, disciplined_on__isnull=True)
                | Q(disciplined_count__gt=0, disciplined_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def is_sealed(self) -> bool:
        return self.case is not None and self.case.sealed


class Promise(models.Model):
    """What the leader promised on a matter, by when, and who sees to it."""

    matter = models.ForeignKey(VisitMatter, models.CASCADE, related_name="promises")
    text = models.CharField(_("promise"), max_length=400)
    due_on = models.DateField(_("due on"))
    follower = models.ForeignKey(
        Person, models.PROTECT, verbose_name=_("who follows up"), related_name="promises"
    )
    made_on = models.DateField(_("made on"))
    done_on = models.DateField(_("done on"), null=True)
    done_note = models.CharField(_("how it was kept"), max_length=400, blank=True)
    done_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["due_on", "pk"]
        verbose_name = _("promise")
        verbose_name_plural = _("promises")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="promise_due_after_made", condition=Q(due_on__gte=F("made_on"))
            ),
            models.CheckConstraint(
                name="promise_kept_by_somebody",
                condition=Q(done_on__isnull=True) | Q(done_by__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_on"], condition=Q(done_on__isnull=True), name="promise_open"),
        ]

    def __str__(self) -> str:
        return self.text
