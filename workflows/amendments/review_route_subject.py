"""Who stands above a unit in review and recheck (条例 35, 36): its government, its line."""

from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from django.utils.translation import gettext as _

from organizations.models import Unit, UnitKind
from organizations.selectors import open_units
from workflows.amendments.amendment_subject import (
    AmendmentError,
    AmendmentSubject,
    Content,
    Foreseen,
)
from workflows.models import Amendment, Clock
from workflows.petition import review_tiers


@dataclass(frozen=True, slots=True)
class ReviewRoute:
    """What of a unit says who reviews; units by their codes."""

    is_vertical: bool
    line_superior: str | None
    government: str | None

    @classmethod
    def of(cls, unit: Unit) -> Self:
        line, government = unit.line_superior, unit.government
        return cls(
            unit.is_vertical, line.code if line else None, government.code if government else None
        )

    @classmethod
    def proposed(cls, content: Content) -> Self:
        names = ("line_superior", "government")
        return cls(bool(content["is_vertical"]), *(content.get(name) or None for name in names))

    def as_json(self) -> dict[str, Any]:
        return {
            "is_vertical": self.is_vertical,
            "line_superior": self.line_superior,
            "government": self.government,
        }

    def given_to(self, unit: Unit) -> Unit:
        """The unit as it would be; not saved. Raises `AmendmentError` for a code of no unit."""
        changed = copy(unit)
        changed.is_vertical = self.is_vertical
        changed.line_superior = _coded(self.line_superior)
        changed.government = _coded(self.government)
        return changed


class ReviewRouteSubject(AmendmentSubject):
    """content: {"unit", "is_vertical", "line_superior", "government"}, units by code.

    `was` is added: how it stood when it was proposed.
    """

    def clean(self, content: Content, *, at: datetime) -> dict[str, Any]:
        unit = unit_of(content)
        was, becomes = ReviewRoute.of(unit), ReviewRoute.proposed(content)
        if was == becomes:
            raise AmendmentError(_("Nothing is changed. Change at least one value."))
        if content.get("was") not in (None, was.as_json()):
            raise AmendmentError(_("The unit was changed in the meantime. Propose it anew."))
        _check(unit, becomes.given_to(unit))
        return {"unit": unit.code, **becomes.as_json(), "was": was.as_json()}

    def title(self, content: Content) -> str:
        return _("Who reviews: %(unit)s") % {"unit": unit_of(content)}

    def foresee(self, content: Content, *, at: datetime) -> Foreseen:
        """Applications that may still be made go to the other organs."""
        waiting = Clock.objects.filter(
            rule__key=review_tiers.REVIEW.window,
            state=Clock.State.RUNNING,
            case__holding_unit=unit_of(content),
        )
        return Foreseen(open_clocks=waiting.count())

    def carry_out(self, amendment: Amendment, *, at: datetime) -> Foreseen:
        content = self.clean(amendment.content, at=at)
        unit = ReviewRoute.proposed(content).given_to(unit_of(content))
        unit.save(update_fields=["is_vertical", "line_superior", "government"])
        return self.foresee(content, at=at)


def unit_of(content: Content) -> Unit:
    unit = _coded(content["unit"])
    if unit is None:
        raise AmendmentError(_("There is no unit with the code %s.") % content["unit"])
    return unit


def _coded(code: str | None) -> Unit | None:
    if not code:
        return None
    related = ("region__parent", "line_superior__region__parent", "government__region__parent")
    unit = open_units().select_related(*related).filter(code=code).first()
    if unit is None:
        raise AmendmentError(_("There is no unit with the code %s.") % code)
    return unit


def _check(unit: Unit, changed: Unit) -> None:
    """A line goes up, vertical management has one, and a government is a government."""
    line, government = changed.line_superior, changed.government
    if changed.is_vertical and line is None:
        raise AmendmentError(_("Name the department above in the line that manages it."))
    if line is not None and not _stands_above(line, unit):
        raise AmendmentError(
            _("%(unit)s is no department of a region above. Name one.") % {"unit": line}
        )
    if government is not None and government.kind not in (UnitKind.GOVERNMENT, UnitKind.TOWN):
        raise AmendmentError(_("%(unit)s is no government. Name one.") % {"unit": government})


def _stands_above(line: Unit, unit: Unit) -> bool:
    here, there = unit.region.path, line.region.path
    return line.kind == UnitKind.DEPARTMENT and here != there and here.startswith(there)
