"""The working calendar of a year, and the proposal of a newly published one."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from organizations.models import Region, RestDay, Unit
from ui.numbers import read_number
from workflows.amendments.calendar_subject import year_of
from workflows.amendments.views.amendment_forms import (
    FIRST_YEAR,
    LAST_YEAR,
    MAX_FILE_BYTES,
    CalendarForm,
)
from workflows.amendments.views.amendment_permissions import reader
from workflows.amendments.views.proposal_steps import AmendmentDraft, forecast, try_out
from workflows.amendments.views.year_calendar import Year, draw_year
from workflows.cases import access
from workflows.cases.permissions import AMEND_LIMITS
from workflows.clocks import proof_sheets
from workflows.clocks.calendar_loader import YearOfDays, calendar_for
from workflows.counting.holiday_notice_parser import read_arrangement
from workflows.counting.work_calendar import WorkCalendar, legal_date
from workflows.models import Amendment

ENCODINGS: Final = ("utf-8-sig", "gb18030")


@dataclass(frozen=True, slots=True)
class CalendarPlace:
    """A year in the whole country (`region` None) or in a region."""

    year: int
    region: Region | None

    def calendar(self, as_if: YearOfDays | None = None) -> WorkCalendar:
        """As a unit of the region lives by it."""
        unit = Unit(region=self.region) if self.region else None
        return calendar_for(unit, as_if=as_if)

    def entered(self) -> QuerySet[RestDay]:
        return RestDay.objects.filter(on__year=self.year, region=self.region)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def calendar_page(request: HttpRequest) -> HttpResponse:
    """A year as twelve sheets; for administrators also the form for another one."""
    person, at = reader(request)
    today, may_amend = legal_date(at), access.holds(person, AMEND_LIMITS, at=at)
    if request.method == "POST" and not may_amend:
        raise PermissionDenied(_("Only an administrator may propose a change of the settings."))
    regions = offices_regions()
    place = _place(request, regions, today)
    form = _form(request, regions, place) if may_amend else None
    context: dict[str, Any] = {
        "at": at,
        "place": place,
        "regions": regions,
        "form": form,
        "years": _years(place.year),
        "weekdays": proof_sheets.WEEKDAYS,
        "changes": _approved(place),
    }
    if form is not None and form.is_valid() and (content := _content(form)) is not None:
        place = CalendarPlace(content["year"], form.cleaned_data["region"])
        draft = AmendmentDraft(Amendment.Subject.CALENDAR, content, form)
        result = try_out(request, draft, by=person, at=at)
        if isinstance(result, Amendment):
            return redirect("limits:amendment", result.pk)
        if result is not None:
            context["foreseen"] = forecast(result.as_json(), person, at=at)
            context["draft"] = draw_draft(year_of(content), today)
    context["drawn"] = _drawn(place, today)
    return render(request, "limits/calendar.html", context, status=422 if _wrong(form) else 200)


def offices_regions() -> QuerySet[Region]:
    """The regions with units of their own, and those around them."""
    paths = Region.objects.filter(units__isnull=False).values_list("path", flat=True).distinct()
    codes = {code for path in paths for code in path.split("/") if code}
    return Region.objects.filter(code__in=codes).order_by("path")


def draw_draft(year: YearOfDays, today: date) -> Year:
    """The year as it would be, the days that would change marked."""
    place = CalendarPlace(year.year, year.region)
    return draw_year(
        place.calendar(year),
        year.year,
        today=today,
        regional={on for on, _is_work, _name in year.days} if year.region else (),
        before=place.calendar(),
    )


def _drawn(place: CalendarPlace, today: date) -> Year:
    regional: set[date] = set()
    if place.region is not None:
        codes = [code for code in place.region.path.split("/") if code]
        rows = RestDay.objects.filter(on__year=place.year, region__code__in=codes)
        regional = set(rows.values_list("on", flat=True))
    return draw_year(place.calendar(), place.year, today=today, regional=regional)


def _place(request: HttpRequest, regions: QuerySet[Region], today: date) -> CalendarPlace:
    """The year and region asked for, by link or by form."""
    asked = request.POST or request.GET
    year = read_number(asked.get("year")) or today.year
    region = regions.filter(code=asked.get("region", "")).first()
    return CalendarPlace(year if FIRST_YEAR <= year <= LAST_YEAR else today.year, region)


def _years(shown: int) -> list[int]:
    return [year for year in range(shown - 2, shown + 3) if FIRST_YEAR <= year <= LAST_YEAR]


def _approved(place: CalendarPlace) -> QuerySet[Amendment]:
    """The changes that made this year what it is, the latest first."""
    made = Amendment.objects.filter(
        subject=Amendment.Subject.CALENDAR,
        state=Amendment.State.APPROVED,
        content__year=place.year,
        content__region=place.region.code if place.region else None,
    )
    return made.select_related("proposed_by", "decided_by").order_by("-decided_at")


def _form(request: HttpRequest, regions: QuerySet[Region], place: CalendarPlace) -> CalendarForm:
    """Blank, or begun with the days entered before; an upload becomes the text."""
    if request.method != "POST":
        rows = "\n".join(
            f"{day.on},{'班' if day.is_work else '休'},{day.name}" for day in place.entered()
        )
        initial = {"year": place.year, "region": place.region, "text": rows}
        return CalendarForm(initial=initial, regions=regions)
    data = request.POST.copy()
    upload = request.FILES.get("file")
    if upload is not None:
        data["text"] = _decoded(upload)
    return CalendarForm(data, regions=regions)


def _decoded(upload: "UploadedFile[bytes]") -> str:
    """The text of a small file; what no encoding fits reads as no day at all."""
    content: bytes = upload.read(MAX_FILE_BYTES)
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return ""


def _content(form: CalendarForm) -> dict[str, Any] | None:
    """What `CalendarSubject` takes; None with the faults on the form, each with its sentence."""
    values = form.cleaned_data
    read = read_arrangement(values["text"], values["year"])
    for fault in read.faults:
        form.add_error(
            "text", f"“{fault.sentence}”: {fault.message}" if fault.sentence else fault.message
        )
    if read.faults:
        return None
    region: Region | None = values["region"]
    return {
        "year": values["year"],
        "region": region.code if region else None,
        "days": [
            {"on": day.on.isoformat(), "is_work": day.is_work, "name": day.name}
            for day in read.days
        ],
    }


def _wrong(form: CalendarForm | None) -> bool:
    return form is not None and bool(form.errors)
