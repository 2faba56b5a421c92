"""What another limit would have done, asked on a page."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from organizations.database_waits import long_statements
from organizations.models import Person
from organizations.signing_in.signed_in import signed_in
from oversight import countable_cases
from oversight.dashboard.trend_charts import late_svg
from oversight.reports.renderers import heading
from oversight.simulation.comparison import Simulation, simulate
from oversight.simulation.simulation_report import simulation_report
from oversight.simulation.what_if import MOST
from oversight.simulation.what_if_form import WhatIfForm
from workflows.cases import access
from workflows.cases.permissions import OVERSEE, SIMULATE
from workflows.counting.work_calendar import legal_date
from workflows.models import Clock, ClockRule

AT_MOST: Final = 20_000
"""Limits replayed while somebody waits for a page; the command takes any number."""

YEAR: Final = timedelta(days=365)
PICTURED: Final = 8


@require_GET
@login_required
@long_statements()
def simulate_page(request: HttpRequest) -> HttpResponse:
    """A small form; once it is filled in, the answer beneath it."""
    person, at = signed_in(request), timezone.now()
    if not access.holds(person, SIMULATE, at=at):
        raise PermissionDenied(_("Your post has no part in oversight."))
    units = access.units_within(person, SIMULATE, at=at).exclude(kind="discipline_section")
    form = WhatIfForm(
        request.GET if "rule" in request.GET else None,
        initial={"rule": "handle", "since": legal_date(at) - YEAR},
        rules=_rules(),
        units=list(units.order_by("path")),
    )
    found = _answer(form, person, at) if form.is_bound and form.is_valid() else None
    context = {"at": at, "form": form, "watches": access.holds(person, OVERSEE, at=at)}
    return render(request, "oversight/simulate.html", context | _shown(found))


def _rules() -> list[ClockRule]:
    """The latest version of every limit that is counted and switched on."""
    latest = ClockRule.objects.order_by("key", "-version").distinct("key")
    counted = [rule for rule in latest if rule.on and rule.unit in MOST]
    return sorted(counted, key=lambda rule: rule.pk)


def _answer(form: WhatIfForm, person: Person, at: datetime) -> Simulation | None:
    asked, clocks = form.question(at), _clocks(person, at)
    if asked.narrow(clocks).order_by()[: AT_MOST + 1].count() > AT_MOST:
        form.add_error(
            "since",
            _("These are more than %(most)s limits. Choose a shorter period or one unit.")
            % {"most": AT_MOST},
        )
        return None
    return simulate(asked, clocks)


def _clocks(person: Person, at: datetime) -> QuerySet[Clock]:
    """Limits of petitions, and of units, that the person's posts oversee: counted, never named."""
    return Clock.objects.filter(
        case__in=countable_cases.countable_petitions(person, SIMULATE, at=at),
        unit__in=access.units_within(person, SIMULATE, at=at),
    )


def _shown(found: Simulation | None) -> dict[str, Any]:
    if found is None:
        return {}
    report = simulation_report(found, reach=_("All units within reach"))
    counts = [(name, report.label(name), count) for name, count in report.counts.items()]
    return {
        "report": report,
        "heading": heading(report),
        "counts": counts,
        "picture": _picture(report.tables[0].rows),
    }


def _picture(rows: Sequence[Mapping[str, Any]]) -> str:
    """The units with most that would be late, as an image in the address itself; '' if none."""
    late = [row for row in rows if row["late_was"] or row["late_would"]]
    late.sort(key=lambda row: (-row["late_would"], -row["late_was"]))
    if not late:
        return ""
    return "data:image/svg+xml;base64," + b64encode(late_svg(late[:PICTURED])).decode()
