"""Taking in a ledger: upload, a trial run to look at, then the import itself."""

import csv
import io
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any, BinaryIO, cast
from uuid import uuid4

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from organizations.models import Person, Unit
from organizations.signing_in.signed_in import signed_in
from petitions.handovers.services import HandedOver
from petitions.intake.registration_forms import ImportForm
from petitions.intake.registration_views import registering_units
from petitions.ledger_format.delimited_files import guard
from petitions.ledger_format.grids import UnreadableLedger
from petitions.ledgers.import_result import ImportResult
from petitions.ledgers.ledger_import import import_ledger
from petitions.ledgers.trial_form import TrialForm
from workflows.acts.actors import Actor

SESSION_KEY = "import"
FOLDER = "imports"
SHOWN = 100


@never_cache
@login_required
def import_page(request: HttpRequest) -> HttpResponse:
    """The form; after an upload the trial run; after the confirmation what came of it."""
    person, at = signed_in(request), timezone.now()
    units = registering_units(person, at=at, act="record_finished")
    if not units:
        raise PermissionDenied(_("Your post does not allow taking in ledgers."))
    if request.method == "POST" and {"confirm", "again"} & request.POST.keys():
        tried = _stored(request, units)
        if tried is None:
            return redirect("petitions:import")
        return (_confirmed if "confirm" in request.POST else _again)(request, tried, person, at)
    form = ImportForm(request.POST or None, request.FILES or None, units=units)
    if not form.is_valid():
        return _page(request, at, status=422 if form.errors else 200, form=form)
    tried = _store(request, form.cleaned_data)
    try:
        result = _run(tried, person, at, dry_run=True)
    except UnreadableLedger as refusal:
        _forget(request)
        form.add_error("file", str(refusal))
        return _page(request, at, status=422, form=form)
    tried.all_sheets = [sheet.name for sheet in result.sheets]
    request.session[SESSION_KEY] = tried.stored()
    return _trial(request, at, tried, result, form=form)


@dataclass
class Tried:
    """A file kept for its confirmation, and how it is to be read."""

    path: str
    name: str
    unit: Unit
    source: str
    organ: int | None
    sheets: list[str] = field(default_factory=list)
    all_sheets: list[str] = field(default_factory=list)
    dated_on: date | None = None

    def stored(self) -> dict[str, Any]:
        """As a session keeps it."""
        day = self.dated_on.isoformat() if self.dated_on else None
        return {**vars(self), "unit": self.unit.pk, "dated_on": day}

    @property
    def handed_over(self) -> HandedOver | None:
        return HandedOver(self.source, self.organ) if self.source else None


def _store(request: HttpRequest, data: dict[str, Any]) -> Tried:
    _forget(request)
    upload: UploadedFile[bytes] = data["file"]
    path = default_storage.save(f"{FOLDER}/{uuid4().hex}", upload)
    organ: Unit | None = data["organ"]
    tried = Tried(
        path, upload.name or "", data["unit"], data["source"], organ.pk if organ else None
    )
    request.session[SESSION_KEY] = tried.stored()
    return tried


def _stored(request: HttpRequest, units: list[Unit]) -> Tried | None:
    """The file that was tried, if it is still there and his to take in."""
    kept = dict(request.session.get(SESSION_KEY, {}))
    unit = next((u for u in units if u.pk == kept.get("unit")), None)
    if unit is None or not default_storage.exists(kept.get("path", "")):
        return None
    day = date.fromisoformat(kept["dated_on"]) if kept["dated_on"] else None
    return Tried(**{**kept, "unit": unit, "dated_on": day})


def _run(tried: Tried, person: Person, at: datetime, *, dry_run: bool) -> ImportResult:
    """Raises UnreadableLedger."""
    with default_storage.open(tried.path) as source:
        return import_ledger(
            cast(BinaryIO, source),
            filename=tried.name,
            unit=tried.unit,
            actor=Actor.of(person),
            at=at,
            sheets=tried.sheets,
            dated_on=tried.dated_on,
            dry_run=dry_run,
            handed_over=tried.handed_over,
        )


def _again(request: HttpRequest, tried: Tried, person: Person, at: datetime) -> HttpResponse:
    """Try the same file once more, read as was said of it."""
    result = _run(tried, person, at, dry_run=True)
    told = TrialForm(request.POST, found=result, all_sheets=tried.all_sheets)
    if not told.is_valid():
        return _trial(request, at, tried, result, told=told, status=422)
    told.learn(tried.unit, result)
    tried.sheets = told.cleaned_data.get("sheets") or []
    tried.dated_on = told.cleaned_data.get("dated_on") or tried.dated_on
    request.session[SESSION_KEY] = tried.stored()
    return _trial(request, at, tried, _run(tried, person, at, dry_run=True))


def _confirmed(request: HttpRequest, tried: Tried, person: Person, at: datetime) -> HttpResponse:
    """Import the file that was tried."""
    result = _run(tried, person, at, dry_run=False)
    _forget(request)
    return _page(request, at, done=True, **_shown(request, result, tried))


def _trial(  # noqa: PLR0913  # what the page is made of
    request: HttpRequest,
    at: datetime,
    tried: Tried,
    result: ImportResult,
    *,
    form: ImportForm | None = None,
    told: TrialForm | None = None,
    status: int = 200,
) -> HttpResponse:
    told = told or TrialForm(found=result, all_sheets=tried.all_sheets)
    shown = _shown(request, result, tried)
    return _page(request, at, status=status, trial=True, form=form, told=told, **shown)


def _page(request: HttpRequest, at: datetime, *, status: int = 200, **context: Any) -> HttpResponse:
    return render(request, "petitions/import.html", {"at": at, **context}, status=status)


def _forget(request: HttpRequest) -> None:
    """Remove the file kept for a confirmation."""
    kept = request.session.pop(SESSION_KEY, None)
    if kept:
        default_storage.delete(kept["path"])


def _shown(request: HttpRequest, result: ImportResult, tried: Tried) -> dict[str, Any]:
    rejected = [asdict(each) for each in result.rejected]
    request.session[f"{SESSION_KEY}_rejected"] = rejected
    return {
        "result": result,
        "rejected": rejected[:SHOWN],
        "hidden": max(0, len(rejected) - SHOWN),
        "kept_words": result.kept_words[:SHOWN],
        "changes": result.changes[:SHOWN],
        "left_out": result.left_out[:SHOWN],
        "filename": tried.name,
        "unit": tried.unit,
        "several_sheets": len(result.sheets) > 1,
    }


@never_cache
@require_GET
@login_required
def rejected_file(request: HttpRequest) -> HttpResponse:
    """What the last trial or import refused, as a table to work through."""
    rejected = request.session.get(f"{SESSION_KEY}_rejected")
    if rejected is None:
        raise Http404
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow([_("Sheet"), _("Row"), _("Column"), _("Value"), _("Why it was refused")])
    for each in rejected:
        cells = (each["column"], each["value"], each["reason"])
        writer.writerow([guard(each["sheet"]), each["row"], *(guard(str(cell)) for cell in cells)])
    response = HttpResponse("\ufeff" + table.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="rejected.csv"'
    return response
