"""Taking in a ledger: upload, a trial run to look at, then the import itself."""

import csv
import io
from dataclasses import asdict
from datetime import datetime
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
from petitions.ledgers.ledger_import import ImportResult, import_ledger
from workflows.acts.actors import Actor

SESSION_KEY = "import"
FOLDER = "imports"
SHOWN_REJECTED = 100


@never_cache
@login_required
def import_page(request: HttpRequest) -> HttpResponse:
    """The form; after an upload the trial run; after the confirmation what came of it."""
    person, at = signed_in(request), timezone.now()
    units = registering_units(person, at=at, act="record_finished")
    if not units:
        raise PermissionDenied(_("Your post does not allow taking in ledgers."))
    if request.method == "POST" and "confirm" in request.POST:
        return _confirmed(request, person, units, at)
    form = ImportForm(request.POST or None, request.FILES or None, units=units)
    context: dict[str, Any] = {"at": at, "form": form}
    if form.is_valid():
        try:
            context |= _tried(request, form, person, at)
        except UnreadableLedger as refusal:
            form.add_error("file", str(refusal))
    status = 422 if form.errors else 200
    return render(request, "petitions/import.html", context, status=status)


def _tried(request: HttpRequest, form: ImportForm, person: Person, at: datetime) -> dict[str, Any]:
    """Run the import without writing, and keep the file for the confirmation."""
    upload: UploadedFile[bytes] = form.cleaned_data["file"]
    unit: Unit = form.cleaned_data["unit"]
    name = upload.name or ""
    result = import_ledger(
        cast(BinaryIO, upload),
        filename=name,
        unit=unit,
        actor=Actor.of(person),
        at=at,
        dry_run=True,
    )
    _forget(request)
    upload.seek(0)
    path = default_storage.save(f"{FOLDER}/{uuid4().hex}", upload)
    organ: Unit | None = form.cleaned_data["organ"]
    request.session[SESSION_KEY] = {
        "path": path,
        "name": name,
        "unit": unit.pk,
        "source": form.cleaned_data["source"],
        "organ": organ.pk if organ else None,
    }
    return {"trial": True, **_shown(request, result, name, unit)}


def _confirmed(
    request: HttpRequest, person: Person, units: list[Unit], at: datetime
) -> HttpResponse:
    """Import the file that was tried."""
    kept = request.session.get(SESSION_KEY, {})
    unit = next((u for u in units if u.pk == kept.get("unit")), None)
    if unit is None or not default_storage.exists(kept.get("path", "")):
        return redirect("petitions:import")
    with default_storage.open(kept["path"]) as source:
        result = import_ledger(
            cast(BinaryIO, source),
            filename=kept["name"],
            unit=unit,
            actor=Actor.of(person),
            at=at,
            handed_over=_handed_over(kept),
        )
    _forget(request)
    context = {"at": at, "done": True, **_shown(request, result, kept["name"], unit)}
    return render(request, "petitions/import.html", context)


def _handed_over(kept: dict[str, Any]) -> HandedOver | None:
    return HandedOver(kept["source"], kept["organ"]) if kept["source"] else None


def _forget(request: HttpRequest) -> None:
    """Remove the file kept for a confirmation."""
    kept = request.session.pop(SESSION_KEY, None)
    if kept:
        default_storage.delete(kept["path"])


def _shown(request: HttpRequest, result: ImportResult, name: str, unit: Unit) -> dict[str, Any]:
    rejected = [asdict(each) for each in result.rejected]
    request.session[f"{SESSION_KEY}_rejected"] = rejected
    return {
        "result": result,
        "rejected": rejected[:SHOWN_REJECTED],
        "hidden": max(0, len(rejected) - SHOWN_REJECTED),
        "rejected_rows": len({each["row"] for each in rejected}),
        "filename": name,
        "unit": unit,
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
    writer.writerow([_("Row"), _("Column"), _("Value"), _("Why it was refused")])
    for each in rejected:
        cells = (each["column"], each["value"], each["reason"])
        writer.writerow([each["row"], *(guard(str(cell)) for cell in cells)])
    response = HttpResponse("\ufeff" + table.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="rejected.csv"'
    return response
