"""The field that names where an ordinary matter goes, and why a unit can't be named in it."""

from collections.abc import Callable, Collection
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from organizations.destinations import (
    Hindrance,
    destinations,
    hindrance,
    hindrance_within,
    ordinary_units,
)
from organizations.models import Unit
from organizations.prepared_statements import PreparedQuery
from ui.numbers import read_number
from workflows.acts import letter_port
from workflows.acts.form_fields import UnitField
from workflows.states import Kind

if TYPE_CHECKING:
    from workflows.models.case import Case

BY_ID: Final = PreparedQuery(
    lambda pk: Unit.objects.filter(pk=pk).select_related("region").order_by(), int
)
BY_CODE: Final = PreparedQuery(
    lambda code: Unit.objects.filter(code=code).select_related("region").order_by(), str
)
REASONS: Final[dict[Hindrance, Promise]] = {
    Hindrance.ITSELF: _("%(unit)s has this matter already. Choose another unit."),
    Hindrance.CLOSED: _("%(unit)s has been closed. Choose its successor."),
    Hindrance.DISCIPLINE: _(
        "%(unit)s is a discipline organ: an accusation goes there sealed, by “Transfer to the "
        "discipline organ” alone (条例 22②, 30)."
    ),
    Hindrance.COMMITTEE: _(
        "%(unit)s is a party committee: nothing is forwarded to it. What is grave or urgent is "
        "reported to it for its decision (条例 22①, 25)."
    ),
    Hindrance.REVIEW: _(
        "%(unit)s decides on reviews and rechecks alone (条例 35, 36). Choose the unit that is "
        "competent for the matter."
    ),
    Hindrance.ABOVE: _(
        "%(unit)s stands above: a matter goes up as a report, or as a request to designate who "
        "accepts it (条例 22, 24)."
    ),
    Hindrance.ELSEWHERE: _(
        "%(unit)s is no unit of your own place (条例 22). Ask the superior common to both to "
        "designate who accepts it (条例 24)."
    ),
    Hindrance.ACCUSED: _(
        "%(unit)s, its head or a unit over it is accused in this matter, or named in it before "
        "anybody has said who is meant; it never goes there (条例 30③, 46(5)). Choose another "
        "unit, or transfer it to the discipline organ."
    ),
    Hindrance.BESIDE: _(
        "Your unit sends matters on to the units beneath it alone. Object to the jurisdiction if "
        "it belongs elsewhere (条例 23③)."
    ),
}


def _named(value: Any) -> Unit | None:
    """The unit that is given by its id or its code; None for no such unit."""
    if isinstance(value, Unit):
        return value
    number = read_number(str(value))
    return BY_CODE.first(str(value)) if number is None else BY_ID.first(number)


class OrdinaryUnitField(UnitField):
    """A unit that takes ordinary matters. Of another it says why it can't be chosen."""

    def __init__(self, *, label: Any = None, required: bool = True) -> None:
        super().__init__(label=label, required=required)
        self.queryset = ordinary_units()
        self.find_hindrance: Callable[[Unit], Hindrance | None] = partial(hindrance_within, "")
        self._told_by_hindrance: QuerySet[Unit] | None = None

    def narrow_within(self, path: str) -> None:
        """Only units of the region with this path, or of one within it."""
        units = ordinary_units().filter(region__path__startswith=path).order_by("path")
        self._take(units, partial(hindrance_within, path))

    def _take(self, units: QuerySet[Unit], find: Callable[[Unit], Hindrance | None]) -> None:
        """Only these units, of which `find` tells as much of a unit that is at hand."""
        self.queryset, self.find_hindrance = units, find
        self._told_by_hindrance = self.queryset

    def narrow_by(self, case: "Case") -> None:
        """None of the units that a petition accuses, whatever else is lawful (条例 30③)."""
        super().narrow_by(case)
        shut_out = self.units_shut_out()
        if shut_out and case.kind == Kind.PETITION:
            self._keep_from(shut_out)

    def _keep_from(self, accused: Collection[int]) -> None:
        otherwise = self.find_hindrance
        assert self.queryset is not None  # noqa: S101  # set when the field was made
        was_told = self._told_by_hindrance is self.queryset
        self._take(
            self.queryset.exclude(pk__in=accused),
            lambda unit: Hindrance.ACCUSED if unit.pk in accused else otherwise(unit),
        )
        if not was_told:
            self._told_by_hindrance = None

    def to_python(self, value: Any) -> Any:
        if self._told_by_hindrance is self.queryset:
            unit = _named(value)
            if unit and self.find_hindrance(unit) is None:
                return unit
        try:
            return super().to_python(value)
        except forms.ValidationError as unknown:
            if reason := self._reason(value):
                raise forms.ValidationError(reason, code="invalid_choice") from unknown
            raise

    def _reason(self, value: Any) -> str:
        unit = _named(value)
        found = self.find_hindrance(unit) if unit else None
        return str(REASONS[found]) % {"unit": unit} if found else ""


class DestinationField(OrdinaryUnitField):
    """Where the unit that holds a case may send it (条例 22, 23).

    It begins with the unit complained of, which is the one to answer as a rule.
    """

    def __init__(self, *, label: Any = None, required: bool = True) -> None:
        super().__init__(label=label, required=required)
        self._was_read = False
        self._proposed: Unit | None = None

    def narrow_to(self, sender: Unit) -> None:
        self._take(destinations(sender).order_by("path"), partial(hindrance, sender))
        self.initial = self.proposal

    def allow(self, units: Collection[int]) -> None:
        """These as well, whoever sends: the form says why the matter may go there."""
        otherwise = self.find_hindrance
        assert self.queryset is not None  # noqa: S101  # set when the field was made
        self.queryset = (self.queryset | ordinary_units().filter(pk__in=units)).order_by("path")
        self.find_hindrance = lambda unit: None if unit.pk in units else otherwise(unit)

    def proposal(self) -> Unit | None:
        """The unit complained of, where the matter may go there; read once, and only for a page."""
        if self.case is None or self.case.kind != Kind.PETITION:
            return None
        if not self._was_read:
            self._was_read, self._proposed = True, self._unit_complained(self.case)
        return self._proposed

    def _unit_complained(self, case: "Case") -> Unit | None:
        letter = letter_port.facts(case)
        if letter.unit_complained is None or letter.is_accusation:
            return None
        assert self.queryset is not None  # noqa: S101  # set when the field was made
        return self.queryset.filter(pk=letter.unit_complained).first()
