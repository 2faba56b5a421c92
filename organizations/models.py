"""Who is who: regions, units, posts, the people who hold them, and when.

Rights belong to posts, never to people: a person has the roles of the posts held at that
moment, so a change of post moves the rights with it.
"""

from datetime import datetime
from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Func, Q
from django.utils.translation import gettext_lazy as _

from organizations.roles import Role, Trait
from organizations.signing_in.address_rows import ConfirmedAddress
from organizations.signing_in.session_rows import SignInSession

__all__ = [
    "Absence",
    "ConfirmedAddress",
    "Person",
    "Post",
    "Region",
    "RestDay",
    "Role",
    "SignInSession",
    "Tenure",
    "TenureQuerySet",
    "Trait",
    "Unit",
    "UnitKind",
]


class UnitKind(models.TextChoices):
    PARTY_COMMITTEE = "party_committee", _("Party committee")
    GOVERNMENT = "government", _("Government")
    PETITION_BUREAU = "petition_bureau", _("Petition bureau")
    DISCIPLINE_COMMISSION = "discipline_commission", _("Discipline commission")
    DISCIPLINE_SECTION = "discipline_section", _("Section of the discipline commission")
    DEPARTMENT = "department", _("Department")
    TOWN = "town", _("Township")
    REVIEW_OFFICE = "review_office", _("Review and recheck office")


class Region(models.Model):
    """A place by its GB/T 2260 code; `path` joins the codes from the province down."""

    code = models.CharField(_("code"), max_length=12, unique=True)
    name = models.CharField(_("name"), max_length=60)
    path = models.CharField(_("path"), max_length=64, unique=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=_("superior"),
        null=True,
        blank=True,
        related_name="children",
    )

    class Meta:
        ordering: ClassVar = ["path"]
        verbose_name = _("region")
        verbose_name_plural = _("regions")

    def __str__(self) -> str:
        return self.name

    def covers(self, other: "Region") -> bool:
        """Whether `other` is this region or lies within it."""
        return other.path.startswith(self.path)


class Unit(models.Model):
    """An organ or unit; `path` joins the ids of its superiors down to itself."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)
    short_name = models.CharField(
        _("sign in document numbers"), max_length=20, blank=True, help_text=_("e.g. 土左信访")
    )
    kind = models.CharField(_("kind"), max_length=30, choices=UnitKind.choices)
    region = models.ForeignKey(
        Region, models.PROTECT, verbose_name=_("region"), related_name="units"
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=_("superior"),
        null=True,
        blank=True,
        related_name="children",
    )
    path = models.CharField(_("path"), max_length=200, unique=True)
    address = models.CharField(_("office address"), max_length=120, blank=True, db_default="")
    telephone = models.CharField(_("telephone"), max_length=40, blank=True, db_default="")
    reception_hours = models.CharField(
        _("reception hours"),
        max_length=80,
        blank=True,
        db_default="",
        help_text=_("with the address and telephone on every paper of the unit (条例 18)"),
    )
    government = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=_("government whose organ it is"),
        null=True,
        blank=True,
        related_name="organs",
        help_text=_("empty: that of its region"),
    )
    line_superior = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=_("department above in its line"),
        null=True,
        blank=True,
        related_name="line_subordinates",
    )
    is_vertical = models.BooleanField(
        _("under vertical management"),
        default=False,
        db_default=False,
        help_text=_("as taxes and customs, and what a province names"),
    )
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=_("successor"),
        null=True,
        blank=True,
        related_name="predecessors",
    )

    class Meta:
        ordering: ClassVar = ["path"]
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        indexes: ClassVar = [models.Index(fields=["kind", "region"])]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="unit_vertical_has_line",
                condition=models.Q(is_vertical=False) | models.Q(line_superior__isnull=False),
                violation_error_message=_(
                    "A unit under vertical management has a department above in its line."
                ),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Person(AbstractUser):
    """Somebody with an account. Never deleted: a departed person is deactivated."""

    name = models.CharField(_("name"), max_length=60)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    region = models.ForeignKey(
        Region,
        models.PROTECT,
        verbose_name=_("region that keeps the account"),
        null=True,
        blank=True,
        related_name="accounts",
        help_text=_("empty: that of the posts"),
    )
    is_demonstration = models.BooleanField(_("demonstration account"), default=False)

    first_name = None  # type: ignore[assignment]  # a Chinese name is one field
    last_name = None  # type: ignore[assignment]  # a Chinese name is one field

    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        ordering: ClassVar = ["username"]
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints: ClassVar = [
            # Rights come from posts. Nobody has all of them, whoever writes the row.
            models.CheckConstraint(
                name="person_no_superuser",
                condition=Q(is_superuser=False),
                violation_error_message=_("Nobody is a superuser: rights come from posts."),
            )
        ]

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


class Post(models.Model):
    """A post in a unit; roles hang on it."""

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("unit"), related_name="posts")
    title = models.CharField(_("title"), max_length=60)
    rank = models.CharField(_("rank"), max_length=30, blank=True)
    roles = ArrayField(
        models.CharField(max_length=20, choices=Role.choices), verbose_name=_("roles")
    )
    quota = models.PositiveSmallIntegerField(_("cases led at most"), null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["unit__path", "pk"]
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        indexes: ClassVar = [GinIndex(fields=["roles"], name="post_roles")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "title"], name="post_once_in_unit")
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.title}"


class TenureQuerySet(models.QuerySet["Tenure"]):
    def at(self, moment: datetime) -> "TenureQuerySet":
        """Tenures that run at `moment` and belong to an active account."""
        return self.filter(
            Q(until__isnull=True) | Q(until__gt=moment), since__lte=moment, person__is_active=True
        )


class Tenure(models.Model):
    """A person holding a post from `since` up to, not including, `until`."""

    person = models.ForeignKey(
        Person, models.PROTECT, verbose_name=_("person"), related_name="tenures"
    )
    post = models.ForeignKey(Post, models.PROTECT, verbose_name=_("post"), related_name="tenures")
    since = models.DateTimeField(_("since"))
    until = models.DateTimeField(_("until"), null=True, blank=True)

    objects = TenureQuerySet.as_manager()

    class Meta:
        verbose_name = _("tenure")
        verbose_name_plural = _("tenures")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="tenure_ends_after_start",
                condition=Q(until__isnull=True) | Q(until__gt=models.F("since")),
                violation_error_message=_("A tenure ends after it starts."),
            ),
            ExclusionConstraint(
                name="tenure_once_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("post", RangeOperators.EQUAL),
                    (
                        Func(
                            "since",
                            "until",
                            function="TSTZRANGE",
                            output_field=DateTimeRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_("This person already holds this post in that time."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.post}"


class Absence(models.Model):
    """A person away from `since` up to `until`; a substitute may stand in for notices."""

    person = models.ForeignKey(
        Person, models.PROTECT, verbose_name=_("person"), related_name="absences"
    )
    since = models.DateTimeField(_("since"))
    until = models.DateTimeField(_("until"))
    substitute = models.ForeignKey(
        Person,
        models.PROTECT,
        verbose_name=_("substitute"),
        null=True,
        blank=True,
        related_name="substitutions",
    )
    reason = models.CharField(_("reason"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="absence_ends_after_start",
                condition=Q(until__gt=models.F("since")),
                violation_error_message=_("An absence ends after it starts."),
            ),
            models.CheckConstraint(
                name="absence_substitute_is_another",
                condition=Q(substitute__isnull=True) | ~Q(substitute=models.F("person")),
                violation_error_message=_("Nobody can stand in for themselves."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.since:%Y-%m-%d}"


class RestDay(models.Model):
    """A day a region or the State Council set apart beyond the package's published years."""

    on = models.DateField(_("date"))
    is_work = models.BooleanField(_("made-up workday"), default=False)
    name = models.CharField(_("name"), max_length=40)
    region = models.ForeignKey(
        Region,
        models.PROTECT,
        verbose_name=_("region"),
        null=True,
        blank=True,
        help_text=_("empty: the whole country"),
    )

    class Meta:
        ordering: ClassVar = ["on"]
        verbose_name = _("calendar day")
        verbose_name_plural = _("calendar days")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["on", "region"], name="rest_day_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.name}"
