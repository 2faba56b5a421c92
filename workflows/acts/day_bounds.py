"""What a date can't precede and follow: declared on the field, checked in one place."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ui.widgets import DayInput

FOUNDED: Final = date(1949, 10, 1)
"""No organ that takes in petitions today is older."""
LIMIT_YEARS: Final = 5
"""This office's own figure: a limit set by hand further ahead is a slip of the year."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A day that dates are measured by: a fixed point, or the last act of a name on the case."""

    point: str
    days: int = 0
    years: int = 0

    def __str__(self) -> str:
        ahead = (f"{n} {unit}" for n, unit in ((self.days, "d"), (self.years, "y")) if n)
        return " + ".join((self.point, *ahead))

    def counted_from(self, day: date) -> date:
        if self.years:
            leap = day.month == 2 and day.day == 29  # noqa: PLR2004  # 29 February
            day = day.replace(year=day.year + self.years, day=28 if leap else day.day)
        return day + timedelta(self.days)


FOUNDING: Final = Bound("founding")
RECEIPT: Final = Bound("receipt")
YEAR_BEFORE: Final = Bound("receipt", years=-1)
"""This office's own figure: a receipt entered so wrongly that it is a year off is a slip."""
REGISTRATION: Final = Bound("registration")
ISSUE: Final = Bound("issue")
"""The day of the paper that the form is about."""
TODAY: Final = Bound("today")
TOMORROW: Final = Bound("today", days=1)
FORESEEABLE: Final = Bound("today", years=LIMIT_YEARS)
FIXED: Final = frozenset(bound.point for bound in (FOUNDING, RECEIPT, REGISTRATION, ISSUE, TODAY))
FIXED_DAYS: Final = {FOUNDING.point: FOUNDED}

DaysOfCase = Callable[[str], date | None]
"""The day of a point, by its name; None for what has not happened."""


def _no_day(_point: str) -> None:
    return None


def _as_named(point: str) -> str:
    return point


class DayField(forms.DateField):
    """A legal date that says what it lies between.

    Without a day for either bound, as in a form that is bound to nothing, that side is open.
    """

    def __init__(
        self, *, not_before: Bound | tuple[Bound, ...], not_after: Bound = TODAY, **kwargs: Any
    ) -> None:
        super().__init__(widget=DayInput(), **kwargs)
        self.not_before = not_before if isinstance(not_before, tuple) else (not_before,)
        self.not_after = not_after
        self.days_of: DaysOfCase = _no_day
        self.label_of: Callable[[str], Any] = _as_named

    @property
    def bounds_text(self) -> str:
        earliest = " or ".join(f"`{bound}`" for bound in self.not_before)
        return f"a date from {earliest} to `{self.not_after}`"

    @property
    def first(self) -> date:
        return self._lower()[0]

    @property
    def last(self) -> date | None:
        return self._day(self.not_after)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is None:
            return
        first, bound = self._lower()
        if value < first:
            raise forms.ValidationError(self._too_early(first, bound))
        if self.last and value > self.last:
            raise forms.ValidationError(_too_late(self.not_after, self.last))

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        bounds = {"min": self.first, "max": self.last}
        self.widget.attrs |= {name: day.isoformat() for name, day in bounds.items() if day}
        return super().get_bound_field(form, field_name)

    def _day(self, bound: Bound) -> date | None:
        day = FIXED_DAYS.get(bound.point) or self.days_of(bound.point)
        return bound.counted_from(day) if day else None

    def _lower(self) -> tuple[date, Bound]:
        """The first day and what decides it: on a case nothing happened before its receipt.

        A field that says `FOUNDING` is about what was there before the case.
        """
        of_case = () if FOUNDING in self.not_before else (RECEIPT,)
        bounds = (FOUNDING, *of_case, *self.not_before)
        known = [(day, bound) for bound in bounds if (day := self._day(bound))]
        return max(known, key=lambda each: each[0])

    def _too_early(self, first: date, bound: Bound) -> str:
        shown = {"day": date_format(first, "DATE_FORMAT")}
        if bound in (FOUNDING, YEAR_BEFORE):
            return _("This date is too long ago. Check the year.")
        if bound == RECEIPT:
            return _("The day lies before the receipt on %(day)s. Check the date.") % shown
        if bound == ISSUE:
            return _("The paper was issued on %(day)s: it can't be served before.") % shown
        if bound.point == TODAY.point:
            return _("The limit can't lie before %(day)s.") % shown
        act = {"act": self.label_of(bound.point)}
        return _("The day lies before “%(act)s” on %(day)s. Check the date.") % (shown | act)


def _too_late(bound: Bound, last: date) -> str:
    if bound == TODAY:
        return _("The day lies in the future. Enter it once it is done.")
    if bound == REGISTRATION:
        return _("It was registered on %(day)s and can't have been received later.") % {"day": last}
    return _("The day lies after %(day)s. Check the year.") % {
        "day": date_format(last, "DATE_FORMAT")
    }


def bind(
    form: forms.BaseForm, days_of: DaysOfCase, label_of: Callable[[str], Any] = _as_named
) -> None:
    """Say to the dates of a form when the days were that they are measured by."""
    for field in form.fields.values():
        if isinstance(field, DayField):
            field.days_of, field.label_of = days_of, label_of


def bind_today(form: forms.BaseForm, today: date, **days: date) -> None:
    """The same for a form that is about no case yet."""
    bind(form, {TODAY.point: today, **days}.get)


def check_receipt(value: date, *, today: date) -> None:
    """What comes in came in before now, and in our time. Raises `ValidationError`."""
    field = DayField(not_before=FOUNDING)
    field.days_of = {TODAY.point: today}.get
    field.validate(value)
