"""Taking in a ledger: upload, a trial run to look at, the confirmation, progress and the report."""

import csv
import io
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
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
from petitions.ledgers import import_running
from petitions.ledgers.import_result import Changed, ImportResult
from petitions.ledgers.trial_form import TrialForm
from petitions.models import ImportRun
from workflows.cases import access
from workflows.models import Case

SHOWN: Final = 100
LAST_RUNS: Final = 10
UNTRIED: Final = 422


@never_cache
@login_required
def import_page(request: HttpRequest) -> HttpResponse:
    """The form, and the ledgers that this person took in last; an upload is tried at once."""
    person, units = _importer(request)
    form = ImportForm(request.POST or None, request.FILES or None, units=units)
    if form.is_valid():
        try:
            run = _tried(form.cleaned_data, person)
        except UnreadableLedger as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("petitions:import_run", run.pk)
    page = {"form": form, "runs": person.import_runs.select_related("unit")[:LAST_RUNS]}
    return _page(request, "import", page, status=UNTRIED if form.errors else 200)


@never_cache
@login_required
def run_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One ledger: the trial and what may be said of it, then how far it is, then the report."""
    person, _units = _importer(request)
    run = _own(person, pk)
    if run.state == ImportRun.State.TRIED and "again" in request.POST:
        return _again(request, run)
    if "confirm" in request.POST:
        import_running.confirm(run, at=timezone.now())
    if request.method == "POST":
        return redirect("petitions:import_run", run.pk)
    return _run_page(request, run)


@never_cache
@require_GET
@login_required
def rejected_file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What the trial or import refused, as a table to work through."""
    person, _units = _importer(request)
    run = _own(person, pk)
    if run.report is None:
        raise Http404
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow([_("Sheet"), _("Row"), _("Column"), _("Value"), _("Why it was refused")])
    for each in ImportResult.from_json(run.report).rejected:
        cells = (each.column, each.value, each.reason)
        writer.writerow([guard(each.sheet), each.row, *(guard(str(cell)) for cell in cells)])
    response = HttpResponse("\ufeff" + table.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="rejected.csv"'
    return response


def _importer(request: HttpRequest) -> tuple[Person, list[Unit]]:
    person = signed_in(request)
    units = registering_units(person, at=timezone.now(), act="record_finished")
    if not units:
        raise PermissionDenied(_("Your post does not allow taking in ledgers."))
    return person, units


def _own(person: Person, pk: UUID) -> ImportRun:
    """Refused rows may accuse a colleague: a ledger is shown to whoever brought it alone."""
    return get_object_or_404(person.import_runs.select_related("unit", "batch"), pk=pk)


def _tried(data: dict[str, Any], person: Person) -> ImportRun:
    """Raises UnreadableLedger."""
    upload: UploadedFile[bytes] = data["file"]
    organ: Unit | None = data["organ"]
    handed_over = HandedOver(data["source"], organ.pk if organ else None)
    return import_running.try_ledger(
        upload,
        handed_over if handed_over.source else None,
        unit=data["unit"],
        person=person,
        at=timezone.now(),
    )


def _again(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """Try the same file once more, read as was said of it."""
    result = ImportResult.from_json(run.report or {})
    told = TrialForm(request.POST, found=result, all_sheets=run.all_sheets)
    if not told.is_valid():
        return _run_page(request, run, told=told)
    told.learn(run.unit, result)
    run.sheets = told.cleaned_data.get("sheets") or []
    run.dated_on = told.cleaned_data.get("dated_on") or run.dated_on
    import_running.try_again(run, at=timezone.now())
    run.save()
    return redirect("petitions:import_run", run.pk)


def _run_page(
    request: HttpRequest, run: ImportRun, *, told: TrialForm | None = None
) -> HttpResponse:
    result = ImportResult.from_json(run.report) if run.report else None
    is_tried = run.state == ImportRun.State.TRIED
    page: dict[str, Any] = {"run": run, "result": result, "tried": is_tried}
    if result:
        page |= {
            "rejected": result.rejected[:SHOWN],
            "hidden": max(0, len(result.rejected) - SHOWN),
            "kept_words": result.kept_words[:SHOWN],
            "changes": _still_seen(result.changes[:SHOWN], run.person),
            "left_out": result.left_out[:SHOWN],
            "several_sheets": len(result.sheets) > 1,
        }
    if result and is_tried:
        page["told"] = told or TrialForm(found=result, all_sheets=run.all_sheets)
    return _page(request, "import_run", page, status=UNTRIED if told else 200)


def _still_seen(changes: Sequence[Changed], person: Person) -> list[Changed]:
    """Whoever is shut out of a matter since then does not find its number here either."""
    ids = dict(
        Case.objects.filter(number__in={c.number for c in changes}).values_list("number", "pk")
    )
    seen = access.seen_among(set(ids.values()), person, at=timezone.now())
    return [change for change in changes if ids.get(change.number) in seen]


def _page(
    request: HttpRequest, name: str, page: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    page = {"at": timezone.now(), **page}
    return render(request, f"petitions/{name}.html", page, status=status)
