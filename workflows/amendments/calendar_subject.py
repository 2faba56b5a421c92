"""The days of one year, as published: every open limit that leans on them is counted anew."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from organizations.models import Region, RestDay
from workflows.amendments.amendment_subject import (
    AmendmentError,
    AmendmentSubject,
    Content,
    Foreseen,
)
from workflows.amendments.recomputation import lean_on, recompute, would_move
from workflows.clocks.calendar_loader import YearOfDays
from workflows.models import Amendment


class CalendarSubject(AmendmentSubject):
    """content: {"year", "region": code or None, "days": [{"on", "is_work", "name"}]}.

    The days replace those entered for the year and region before.
    """

    def clean(self, content: Content, *, at: datetime) -> dict[str, Any]:
        year = year_of(content)
        if not year.days:
            raise AmendmentError(_("No day is given. Enter the rest days and made-up workdays."))
        _refuse_doubles(on for on, _is_work, _name in year.days)
        astray = [on for on, _is_work, _name in year.days if on.year != year.year]
        if astray:
            raise AmendmentError(
                _("%(day)s is not in %(year)s.") % {"day": astray[0], "year": year.year}
            )
        if set(year.days) == set(_entered(year)):
            raise AmendmentError(_("These days have already been entered."))
        return {
            "year": year.year,
            "region": year.region.code if year.region else None,
            "days": [
                {"on": on.isoformat(), "is_work": is_work, "name": name}
                for on, is_work, name in year.days
            ],
        }

    def title(self, content: Content) -> str:
        year = year_of(content)
        place = year.region.name if year.region else _("the whole country")
        return _("Calendar of %(year)s, %(place)s") % {"year": year.year, "place": place}

    def foresee(self, content: Content, *, at: datetime) -> Foreseen:
        year = year_of(content)
        return would_move(lean_on(year), year)

    def carry_out(self, amendment: Amendment, *, at: datetime) -> Foreseen:
        year = year_of(self.clean(amendment.content, at=at))
        RestDay.objects.filter(on__year=year.year, region=year.region).delete()
        RestDay.objects.bulk_create(
            RestDay(on=on, is_work=is_work, name=name, region=year.region)
            for on, is_work, name in year.days
        )
        return recompute(lean_on(year), amendment, at=at)


def year_of(content: Content) -> YearOfDays:
    """Raises `AmendmentError` for a region or a date that doesn't exist."""
    code = content.get("region")
    region = Region.objects.filter(code=code).first() if code else None
    if code and region is None:
        raise AmendmentError(_("There is no region with the code %s.") % code)
    try:
        days = sorted(
            (date.fromisoformat(each["on"]), bool(each["is_work"]), str(each["name"]))
            for each in content["days"]
        )
    except ValueError as wrong:
        raise AmendmentError(_("Not a date: %s.") % wrong) from wrong
    return YearOfDays(int(content["year"]), region, tuple(days))


def _entered(year: YearOfDays) -> Iterable[tuple[date, bool, str]]:
    rows = RestDay.objects.filter(on__year=year.year, region=year.region)
    return rows.values_list("on", "is_work", "name")


def _refuse_doubles(days: Iterable[date]) -> None:
    seen: set[date] = set()
    for on in days:
        if on in seen:
            raise AmendmentError(_("%s is given twice.") % on)
        seen.add(on)
