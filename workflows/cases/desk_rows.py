"""Writing what moves from desk to desk: the rows that viewflow would write, in one statement."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from viewflow.workflow.base import Node
from viewflow.workflow.fields import get_flow_ref, get_task_ref
from viewflow.workflow.status import PROCESS, STATUS

from organizations.models import Person
from organizations.prepared_statements import answer
from workflows.cases.desk_places import DeskPlace
from workflows.cases.flows import Desk, DeskFlow
from workflows.models import CaseProcess, Clock, DeskTask

# Many moves or one, it is one statement: the task that ends, the task that follows it, and the
# process they belong to, with its first task where the move is the first.
WRITE: Final = """
    WITH given AS (
        SELECT move.*,
            CASE WHEN process_id IS NULL
                THEN nextval(pg_get_serial_sequence('workflows_caseprocess', 'id'))
            END AS new_process_id,
            CASE WHEN process_id IS NULL
                THEN nextval(pg_get_serial_sequence('workflows_desktask', 'id'))
            ELSE coalesce(done_id, after_id) END AS before_id,
            nextval(pg_get_serial_sequence('workflows_desktask', 'id')) AS task_id
        FROM json_to_recordset(%s) AS move (
            place int, at timestamptz, process_id bigint, flow text, start text, case_id bigint,
            of_clock_id bigint, of_measure_id bigint, done_id bigint, after_id bigint,
            done_by bigint, done_as text, node text, node_type text, status text,
            unit_id bigint, role text, owner_id bigint, clock_id bigint, measure_id bigint,
            ends_as text)
    ), begun AS (
        INSERT INTO workflows_caseprocess
            (id, flow_class, status, created, case_id, clock_id, measure_id)
        SELECT new_process_id, flow, 'NEW', at, case_id, of_clock_id, of_measure_id
        FROM given WHERE process_id IS NULL
    ), done AS (
        UPDATE workflows_desktask AS task SET
            status = done_as, owner_id = coalesce(done_by, task.owner_id),
            started = at, finished = at
        FROM given WHERE task.id = given.done_id
    ), ended AS (
        UPDATE workflows_caseprocess AS process
        SET status = ends_as, finished = CASE WHEN ends_as <> 'NEW' THEN at END
        FROM given WHERE process.id = given.process_id AND ends_as <> ''
    ), tasks AS (
        INSERT INTO workflows_desktask
            (id, process_id, flow_task, flow_task_type, status, created, started, finished, token,
             case_id, unit_id, role, since, owner_id, clock_id, measure_id)
        SELECT before_id, new_process_id, start, 'START', 'DONE', at, at, at, 'start',
            NULL, NULL, '', NULL, NULL, of_clock_id, of_measure_id
        FROM given WHERE process_id IS NULL
        UNION ALL
        SELECT task_id, coalesce(process_id, new_process_id), node, node_type, status, at,
            CASE WHEN status = 'DONE' THEN at END, CASE WHEN status = 'DONE' THEN at END, 'start',
            CASE WHEN unit_id IS NOT NULL THEN case_id END, unit_id, role,
            CASE WHEN unit_id IS NOT NULL THEN at END, owner_id, clock_id, measure_id
        FROM given WHERE node <> ''
    ), linked AS (
        INSERT INTO workflows_desktask_previous (from_desktask_id, to_desktask_id)
        SELECT task_id, before_id FROM given WHERE node <> '' AND before_id IS NOT NULL
    )
    SELECT place, task_id FROM given
"""


@dataclass(slots=True)
class Move:
    """A piece of work on its way: off the desk it was on, if any, to the node that comes next,
    at the instant at which its process moves.

    Without `node` it is no longer asked for. `clock` is the limit of the next desk. Work that had
    come to its end goes on `after` it.
    """

    flow: type[DeskFlow]
    process: CaseProcess
    node: Node | None
    done: DeskTask | None = None
    after: DeskTask | None = None
    done_by: Person | None = None
    clock: Clock | None = None
    place: DeskPlace | None = None
    owner: Person | None = None


def write(moves: Sequence[Move]) -> list[DeskTask | None]:
    """Write the moves, one statement for all; the desks they open, None where nothing follows."""
    if not moves:
        return []
    rows = [_row(n, move) for n, move in enumerate(moves)]
    ids = dict(answer(WRITE, json.dumps(rows)))
    return [_opened(ids[n], move) for n, move in enumerate(moves)]


def _row(n: int, move: Move) -> dict[str, Any]:
    process, done, place, node = move.process, move.done, move.place, move.node
    return {
        "place": n,
        "at": process.moved_at.isoformat(),
        "process_id": process.pk,
        "flow": get_flow_ref(move.flow),
        "start": get_task_ref(move.flow.instance.node("start")),
        "case_id": process.case_id,
        "of_clock_id": process.clock_id,
        "of_measure_id": process.measure_id,
        "done_id": done.pk if done else None,
        "after_id": move.after.pk if move.after else None,
        "done_by": move.done_by.pk if move.done_by else None,
        "done_as": STATUS.DONE if node else STATUS.CANCELED,
        "node": get_task_ref(node) if node else "",
        "node_type": node.task_type if node else "",
        "status": _status(move),
        "unit_id": place.unit.pk if place else None,
        "role": place.role if place else "",
        "owner_id": move.owner.pk if move.owner else None,
        "clock_id": move.clock.pk if move.clock else process.clock_id,
        "measure_id": process.measure_id,
        "ends_as": str(PROCESS.NEW) if move.after else _ending(node),
    }


def _status(move: Move) -> str:
    if not isinstance(move.node, Desk):
        return str(STATUS.DONE)
    return str(STATUS.ASSIGNED if move.owner else STATUS.NEW)


def _ending(node: Node | None) -> str:
    if node is None:
        return str(PROCESS.CANCELED)
    return "" if isinstance(node, Desk) else str(PROCESS.DONE)


def _opened(task_id: int, move: Move) -> DeskTask | None:
    """The open task as it was written; nothing is read back."""
    if move.place is None:
        return None
    task = DeskTask(
        pk=task_id,
        flow_task=move.node,
        status=_status(move),
        case_id=move.process.case_id,
        unit=move.place.unit,
        role=move.place.role,
        owner=move.owner,
        clock=move.clock,
        since=move.process.moved_at,
    )
    task.left = move.done
    task._state.adding = False
    return task
