"""The rows of one act, written once more by SQL in one transaction: each row is copied."""
# ruff: noqa: S608 - the only names put together are those of our own tables

from django.db import connection, models, transaction

from notifications.models import Notice
from workflows.models import CaseEvent, Clock, ClockEvent, DeskTask, Document, PaperService


def _copy(model: type[models.Model], where: str, **changed: str) -> str:
    """Insert the rows `where` chooses anew, some columns changed to an SQL expression."""
    fields = model._meta.concrete_fields
    names = [f.column or f.name for f in fields if f.column != "id" or "id" in changed]
    columns = ", ".join(f'"{name}"' for name in names)
    values = ", ".join(changed.get(name, f'"{name}"') for name in names)
    table = model._meta.db_table
    return f"INSERT INTO {table} ({columns}) SELECT {values} FROM {table} WHERE {where}"


OF_EVENT = "case_event_id = %(event)s"
BEGUN = f"(SELECT clock_id FROM workflows_clockevent WHERE {OF_EVENT} AND kind = 'start')"
ENDED = f"(SELECT clock_id FROM workflows_clockevent WHERE {OF_EVENT} AND kind <> 'start')"
WRITES = (
    "SELECT id FROM workflows_case WHERE id = %(case)s FOR NO KEY UPDATE",
    "UPDATE workflows_case SET status = status, last_event_at = last_event_at WHERE id = %(case)s",
    _copy(CaseEvent, "id = %(event)s"),
    f"UPDATE workflows_clock SET state = state, stopped_at = stopped_at WHERE id IN {ENDED}",
    f"UPDATE workflows_alarm SET state = state WHERE clock_id IN {ENDED}",
    # The rungs of one of the new clocks are as good as those of another.
    f"""WITH new AS ({_copy(Clock, f"id IN {BEGUN}")} RETURNING id, rule_id)
    INSERT INTO workflows_alarm (clock_id, ladder_id, rung, term, fires_at, state)
    SELECT new.id, ladder_id, rung, alarm.term, fires_at, 'void' FROM workflows_alarm AS alarm
    JOIN workflows_clock AS clock ON clock.id = clock_id JOIN new ON new.rule_id = clock.rule_id
    WHERE clock_id IN {BEGUN}""",
    _copy(ClockEvent, OF_EVENT),
    f"""UPDATE workflows_counter SET value = value WHERE series IN (
        SELECT unit.code || ':' || paper.kind || ':' || extract(year FROM issued_on)
        FROM workflows_document AS paper JOIN organizations_unit AS unit ON unit.id = issuer_id
        WHERE {OF_EVENT})""",
    # A copy must not wait to be served; that of a service is of the newest copy of a paper.
    _copy(Document, OF_EVENT, number="number || '.'", to_be_served="false"),
    _copy(
        PaperService,
        "event_id = %(event)s",
        document_id="(SELECT max(id) FROM workflows_document WHERE case_id = %(case)s)",
    ),
    """UPDATE workflows_desktask SET status = status, finished = finished WHERE id = (
        SELECT max(id) FROM workflows_desktask WHERE case_id = %(case)s)""",
    _copy(DeskTask, "id = (SELECT max(id) FROM workflows_desktask WHERE case_id = %(case)s)"),
    f"""WITH new AS ({
        _copy(
            Notice,
            "dedupe_key = 'event:' || %(event)s",
            id="gen_random_uuid()",
            dedupe_key="dedupe_key || '.'",
        )
    } RETURNING id)
    INSERT INTO notifications_delivery (notice_id, channel, state, attempts, next_try_at, error)
    SELECT id, 'email', 'waiting', 0, now(), '' FROM new""",
)


def write_again(event: CaseEvent) -> None:
    """What the act of this event wrote, once more."""
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in WRITES:
            cursor.execute(statement, {"case": event.case_id, "event": event.pk})
