"""Form fields the acts share: dates, reasons, units, people."""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from organizations.models import Person, Region, Role, Tenure, Unit
from ui.numbers import read_number
from workflows.acts.act import ActForm, NarrowedByCase
from workflows.acts.day_bounds import FORESEEABLE, FOUNDING, TODAY, TOMORROW, Bound, DayField
from workflows.acts.unit_choices import UnitChoices, UnitSelect
from workflows.models.clock import running_clock

if TYPE_CHECKING:
    from workflows.models.case import Case

    UnitChoice = forms.ModelChoiceField[Unit]
    PersonChoice = forms.ModelChoiceField[Person]
else:
    UnitChoice = PersonChoice = forms.ModelChoiceField


FILLERS: Final = frozenset({
    *("无", "没有", "暂无", "略", "同上", "如上", "见上", "不详", "未知", "测试", "待定", "待补充"),
    *("同意", "不同意", "见附件", "详见附件", "不知道", "不清楚"),
    *("none", "null", "nil", "na", "test", "todo", "tbd", "unknown", "ditto", "asdf", "qwerty"),
})  # fmt: skip
"""What is typed into a box that has to be filled, and states nothing."""


def states_something(text: Any) -> bool:
    """Whether a text can be a reason, a fact or a measure: two different letters at least.

    Blanks, marks and figures state nothing, nor does a filler, however often it is repeated.
    """
    letters = "".join(char for char in str(text or "").casefold() if char.isalpha())
    repeats = {letters[: len(letters) // n] for n in range(1, len(letters) + 1)}
    return len(set(letters)) > 1 and not any(
        unit in FILLERS and unit * (len(letters) // len(unit)) == letters for unit in repeats
    )


def require_substance(text: str) -> None:
    """Raises ValidationError for a text that states nothing."""
    if not states_something(text):
        raise ValidationError(_("This states nothing. Write it out in a sentence."), "hollow")


def _statement(label: Any, *, required: bool, longest: int, rows: int) -> forms.CharField:
    checks: list[Callable[[str], None]] = [require_substance] if required else []
    return forms.CharField(
        label=label,
        required=required,
        max_length=longest,
        widget=forms.Textarea(attrs={"rows": rows}),
        validators=checks,
    )


def require_named(text: str) -> None:
    """Raises ValidationError for what is no name of anybody or anything."""
    if not states_something(text):
        raise ValidationError(_("This names nothing. Write it out."), "hollow")


def named(
    label: Any,
    *,
    longest: int,
    required: bool = True,
    help_text: Any = "",
    attrs: Mapping[str, str] | None = None,
) -> forms.CharField:
    """Who, where or which paper, in one line: what shows that something was done."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=longest,
        help_text=help_text,
        widget=forms.TextInput({"autocomplete": "off", **(attrs or {})}),
        validators=[require_named],
    )


def reason(label: Any = None, *, required: bool = True) -> forms.CharField:
    """Why something is done; one that is required has to state something."""
    return _statement(label or _("Reason"), required=required, longest=4000, rows=3)


def text(
    label: Any, *, required: bool = True, rows: int = 4, longest: int = 20000
) -> forms.CharField:
    """A statement of facts, an opinion, a measure; one that is required has to state something."""
    return _statement(label, required=required, longest=longest, rows=rows)


NAMES_HELP = _(
    "One person or unit a line; a person as 姓名（单位）. Whoever has an account here is shut out "
    "at once, with close relatives on record and the unit he heads."
)


def names(label: Any = "", *, required: bool = True) -> forms.CharField:
    """Whom a tip-off is about, one a line."""
    return forms.CharField(
        label=label or _("Whom it is about"),
        required=required,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        help_text=NAMES_HELP,
    )


class ExtensionField(forms.IntegerField):
    """How much an extension adds, in the unit of the rule and up to what the rule allows."""

    def __init__(self, *, rule: str, label: Any) -> None:
        super().__init__(label=label, min_value=1)
        self.rule = rule

    def allow(self, most: int) -> None:
        self.max_value = self.initial = most
        self.validators.append(MaxValueValidator(most))
        self.widget.attrs["max"] = most


class ExtensionForm(ActForm):
    """For acts that extend a limit: the clock that runs says by how much, under its own version.

    Without such a clock nothing is narrowed; the act's guard says why it is not possible.
    """

    def prepare(self) -> None:
        for field in self.fields.values():
            if isinstance(field, ExtensionField):
                clock = running_clock(self.case, field.rule)
                if clock and clock.rule.max_extension:
                    field.allow(clock.rule.max_extension)


def day(
    label: Any,
    *,
    not_before: Bound | tuple[Bound, ...],
    not_after: Bound = TODAY,
    required: bool = True,
    help_text: Any = "",
) -> DayField:
    return DayField(
        label=label,
        not_before=not_before,
        not_after=not_after,
        required=required,
        help_text=help_text,
    )


def period_day(label: Any) -> DayField:
    """Where a period begins or ends that rows are looked up by; nothing is recorded by it."""
    return day(label, not_before=FOUNDING, not_after=FORESEEABLE, required=False)


def limit(label: Any, *, required: bool = True, help_text: Any = "") -> DayField:
    """A day yet to come, up to which something has to be done."""
    return day(
        label,
        not_before=TOMORROW,
        not_after=FORESEEABLE,
        required=required,
        help_text=help_text,
    )


class UnitField(NarrowedByCase, UnitChoice):
    """An open unit, given by its id, or by its code through the programme interface.

    `shown` is what a page offers, where that is less than what the field takes: of the others
    the act's guards say why.
    """

    widget: Any = UnitSelect
    iterator = UnitChoices

    def __init__(self, *, label: Any = None, required: bool = True) -> None:
        self.shown: QuerySet[Unit] | None = None
        self.case: Case | None = None
        super().__init__(
            queryset=Unit.objects.filter(closed_on__isnull=True)
            .exclude(kind="discipline_section")
            .select_related("region"),
            label=label or _("Unit"),
            required=required,
        )

    def narrow_by(self, case: "Case") -> None:
        self.case = case

    def leave_out(self, units: Collection[int]) -> None:
        """Don't show these, of which the form says why they can't be chosen."""
        assert self.queryset is not None  # noqa: S101  # set when the field was made
        self.shown = self.queryset.exclude(pk__in=units)

    def shown_units(self) -> Iterable[Unit]:
        """The units to choose from, without those that must not learn of the case."""
        units = self.queryset if self.shown is None else self.shown
        assert units is not None  # noqa: S101  # set when the field was made
        return units.exclude(pk__in=self.units_shut_out())

    def units_shut_out(self) -> set[int]:
        rows = self.case.exclusions.all() if self.case else ()
        return {row.unit_id for row in rows if row.unit_id}

    def proposal(self) -> Unit | None:
        """The unit to begin with; none, unless a kind of field knows better."""
        return None

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and value and read_number(value) is None:
            self.to_field_name = "code"
            try:
                return super().to_python(value)
            finally:
                self.to_field_name = None
        return super().to_python(value)


class PersonField(PersonChoice):
    """An active person holding one of the roles, by id, or by username for programmes."""

    def __init__(self, *roles: Role, label: Any, required: bool = True) -> None:
        self.roles = list(roles)
        super().__init__(queryset=self.holders(), label=label, required=required)

    def holders(self, **posts: object) -> QuerySet[Person]:
        """People whose present post has one of the roles and fits the further conditions."""
        tenures = Tenure.objects.filter(until__isnull=True, post__roles__overlap=self.roles)
        holding = tenures.filter(**posts).values("person_id")
        return Person.objects.filter(is_active=True, pk__in=holding)

    def narrow_to(self, region: Region) -> None:
        """Only people whose post is at the region's own level or above it."""
        codes = [code for code in region.path.split("/") if code]
        self.queryset = self.holders(post__unit__region__code__in=codes)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and value and read_number(value) is None:
            self.to_field_name = "username"
            try:
                return super().to_python(value)
            finally:
                self.to_field_name = None
        return super().to_python(value)
