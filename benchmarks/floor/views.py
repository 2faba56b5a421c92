"""Pages and an interface over three tables."""

import json
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

REGISTER: Final = """
    INSERT INTO floor_case (bureau, unit, status, title, phone, received_on, registered_at)
    VALUES (%s, %s, 'registered', %s, %s, current_date, %s) RETURNING id"""
RECORD: Final = """
    INSERT INTO floor_event (case_id, act, actor, at, details) VALUES (%s, %s, %s, %s, %s)"""
START: Final = """
    INSERT INTO floor_timer (case_id, rule, state, due_at)
    VALUES (%s, %s, 'running', %s::timestamptz + interval '15 days')"""
STOP: Final = "UPDATE floor_timer SET state = 'stopped' WHERE case_id = %s AND state = 'running'"
LOCK: Final = "SELECT status FROM floor_case WHERE id = %s FOR NO KEY UPDATE"
MOVE: Final = "UPDATE floor_case SET status = 'forwarded', unit = %s WHERE id = %s"
COLUMNS: Final = "id, bureau, unit, status, title, received_on, registered_at"
CASE: Final = f"SELECT {COLUMNS} FROM floor_case WHERE id = %s"  # noqa: S608  # our own names
EVENTS: Final = "SELECT act, actor, at, details FROM floor_event WHERE case_id = %s ORDER BY id"
TIMERS: Final = "SELECT rule, state, due_at FROM floor_timer WHERE case_id = %s ORDER BY id"
COUNTS: Final = """
    SELECT unit, status, count(*) AS number FROM floor_case WHERE bureau = %s GROUP BY unit, status
    ORDER BY unit, status"""
REPEATS: Final = "SELECT id, title, received_on FROM floor_case WHERE phone = %s LIMIT 10"
CONDITIONS: Final = {
    "bureau": "bureau = %s",
    "unit": "unit = %s",
    "status": "status = %s",
    "q": "title LIKE '%%' || %s || '%%'",
    "before": "(registered_at, id) < (%s::timestamptz, %s)",
}


@login_required
def register(request: HttpRequest) -> HttpResponse:
    return redirect(f"/cases/{_register(request, request.POST)}/")


@csrf_exempt
@login_required
def register_by_programme(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"id": _register(request, json.loads(request.body))}, status=201)


def _register(request: HttpRequest, given: Any) -> int:
    at = timezone.now()
    with transaction.atomic(), connection.cursor() as cursor:
        values = [given["bureau"], given["unit"], given["title"], given["phone"], at]
        cursor.execute(REGISTER, values)
        case = int(cursor.fetchone()[0])
        cursor.execute(RECORD, [case, "register", request.user.pk, at, json.dumps(dict(given))])
        cursor.execute(START, [case, "triage", at])
    return case


@login_required
def act(request: HttpRequest, case: int) -> HttpResponse:
    _act(request, case, request.POST)
    return redirect(f"/cases/{case}/")


@csrf_exempt
@login_required
def act_by_programme(request: HttpRequest, case: int) -> HttpResponse:
    return JsonResponse({"status": _act(request, case, json.loads(request.body))})


def _act(request: HttpRequest, case: int, given: Any) -> str:
    at = timezone.now()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(LOCK, [case])
        cursor.execute(MOVE, [given["unit"], case])
        cursor.execute(RECORD, [case, "forward", request.user.pk, at, json.dumps(dict(given))])
        cursor.execute(STOP, [case])
        cursor.execute(START, [case, "notice", at])
    return "forwarded"


@login_required
def cases(request: HttpRequest) -> HttpResponse:
    return render(request, "floor/cases.html", {"rows": _page(request.GET)})


@login_required
def cases_for_programme(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"results": _page(request.GET)})


def _page(asked: QueryDict) -> list[dict[str, Any]]:
    """25 rows, the newest first."""
    named = [name for name in CONDITIONS if name in asked]
    values = [value for name in named for value in str(asked[name]).split("~")]
    where = " AND ".join(CONDITIONS[name] for name in named) or "true"
    return _rows(
        f"SELECT {COLUMNS} FROM floor_case WHERE {where}"  # noqa: S608  # our own conditions
        " ORDER BY registered_at DESC, id DESC LIMIT 25",
        *values,
    )


@login_required
def case(request: HttpRequest, case: int) -> HttpResponse:
    return render(request, "floor/case.html", _whole(case))


@login_required
def case_for_programme(request: HttpRequest, case: int) -> HttpResponse:
    return JsonResponse(_whole(case))


def _whole(case: int) -> dict[str, Any]:
    (found,) = _rows(CASE, case)
    return {"case": found, "events": _rows(EVENTS, case), "timers": _rows(TIMERS, case)}


@login_required
def counts(request: HttpRequest) -> HttpResponse:
    rows = _rows(COUNTS, request.GET["bureau"])
    return render(request, "floor/counts.html", {"rows": rows})


@login_required
def repeats(request: HttpRequest) -> HttpResponse:
    return render(request, "floor/repeats.html", {"rows": _rows(REPEATS, request.POST["phone"])})


def track(request: HttpRequest) -> HttpResponse:
    found = _rows(CASE, request.POST["number"])
    if not found:
        return HttpResponseBadRequest()
    request.session.cycle_key()
    request.session["case"] = found[0]["id"]
    return redirect("/own/")


def own(request: HttpRequest) -> HttpResponse:
    return render(request, "floor/case.html", _whole(request.session["case"]))


def _rows(statement: str, *values: Any) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]
