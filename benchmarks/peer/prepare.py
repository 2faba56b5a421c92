"""The peer's tables with so many tickets, and what it is asked, printed as JSON."""

import base64
import json
import sys
from typing import Any, Final

import django
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection

from benchmarks.over_http.sessions import signed_in
from benchmarks.over_http.steps import NUMBER, Request, Step, Visit, form, written

UNITS: Final = 20
FAR_ROWS: Final = 25_000
TICKETS: Final = """
    INSERT INTO helpdesk_ticket (title, queue_id, created, modified, submitter_email,
        assigned_to_id, status, on_hold, description, priority, secret_key)
    SELECT CASE WHEN n %% 10 = 0 THEN '反映养老待遇问题' ELSE '反映道路维修问题' END || n,
        (%(queues)s)[1 + n %% 2], now() - n * interval '10 seconds', now(), 'a@example.org',
        (%(people)s)[1 + (random() ^ 2 * 19)::int], CASE WHEN n %% 8 = 0 THEN 1 ELSE 4 END, false,
        '请求核查补发。', 3, md5(n::text) FROM generate_series(1, %(cases)s) AS n;
    INSERT INTO helpdesk_followup (ticket_id, date, title, comment, public, new_status)
    SELECT id, created, step, 'Done.', true, 1 FROM helpdesk_ticket,
        unnest(ARRAY['Opened', 'Assigned', 'Closed']) AS step;
    ANALYZE;
"""
SOME: Final = "SELECT id, secret_key FROM helpdesk_ticket ORDER BY id LIMIT 200"


def steps(people: list[int], queues: list[int], cases: int) -> dict[str, Step]:
    """Under the names that ours have, what is nearest to them.

    Not its interface: that reads every ticket for each answer, and works on when nobody waits.
    """
    staff = signed_in(_person("clerk"))
    with connection.cursor() as cursor:
        cursor.execute(SOME)
        some = cursor.fetchall()
    opened = {"assigned_to__id__in": [people[3]], "status__in": [1, 2]}
    held = {"assigned_to__id__in": [people[3]]}
    taken_in = {"queue__id__in": [queues[0]]}
    moved = {"queue": queues[0], "title": "反映问题", "priority": 3, "comment": f"No. {NUMBER}"}
    ticket = form("/tickets/submit/", _letter(queues[0]))
    acts = [
        [form(f"/tickets/{n}/update/", {**moved, "new_status": 3 + n % 2, "owner": people[n % 9]})]
        for n, _key in some
    ]
    return {
        "register, page": Step([[ticket]], staff),
        "register, one clerk": Step([[ticket]], staff, alone=True),
        "forward, page": Step(acts, staff),
        "desk, unit": Step([_list(opened)], staff),
        "desk, bureau": Step([_list(opened)], staff),
        "ledger, unit": Step([_list(held)], staff),
        "ledger, bureau": Step([_list(taken_in)], staff),
        "ledger, page 1,000": Step([_list(taken_in, start=min(FAR_ROWS, cases // 4))], staff),
        "ledger, open": Step([_list({**taken_in, "status__in": [1, 2]})], staff),
        "search, two characters": Step([_list(taken_in, search="养老")], staff),
        "case page": Step([[Request(f"/tickets/{n}/")] for n, _key in some], staff),
        "dashboard, monitor": Step([[Request("/dashboard/")]], staff),
        "dashboard, bureau": Step([[Request("/dashboard/")]], staff),
        "portal, track": Step(
            [[Request(f"/view/?ticket=q-{n}&email=a@example.org&key={key}")] for n, key in some]
        ),
    }


def _letter(queue: int) -> dict[str, Any]:
    return {
        "queue": queue, "title": f"反映养老待遇{NUMBER}", "body": "请求核查补发。",
        "submitter_email": f"p{NUMBER}@example.org", "priority": 3,
    }  # fmt: skip


def _list(filtering: dict[str, Any], *, search: str = "", start: int = 0) -> Visit:
    """The page of a list, which then fetches its 25 rows."""
    asked = {"filtering": filtering, "filtering_null": {}, "sorting": "created",
             "sortreverse": True, "search_string": search}  # fmt: skip
    told = base64.b64encode(json.dumps(asked).encode()).decode()
    rows = f"/datatables_ticket_list/{told}?draw=1&length=25&start={start}"
    return [Request("/tickets/"), Request(rows)]


def _person(username: str) -> Any:
    people = get_user_model()._default_manager
    return people.create(username=username, email=f"{username}@example.org", is_staff=True)


def main(cases: int) -> None:
    django.setup()
    call_command("migrate", verbosity=0)
    ids = [_person(f"unit{n}").pk for n in range(UNITS)]
    bureaus = apps.get_app_config("helpdesk").get_model("Queue")._default_manager
    queues = [bureaus.create(title=f"Bureau {n}", slug=f"q{n}").pk for n in range(2)]
    with connection.cursor() as cursor:
        cursor.execute(TICKETS, {"queues": queues, "people": ids, "cases": cases})
    sys.stdout.write(written(steps(ids, queues, cases)))


if __name__ == "__main__":
    main(int(sys.argv[1]))
