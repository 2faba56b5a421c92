"""Triggers of records that only the destruction of a case's content may touch (ADR 0026).

A record gives way within the one transaction that writes the `Destruction` of its own case, and
to emptying alone. Whatever else tries is refused, as it always was.
"""

from collections.abc import Sequence
from typing import Final

import pgtrigger

CASE: Final = "OLD.case_id"
REFUSED: Final = """
    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
"""


def _destroying(case: str) -> str:
    done = f"done.case_id = {case} AND done.txid = txid_current()"
    return f"EXISTS (SELECT 1 FROM workflows_destruction AS done WHERE {done})"  # noqa: S608  # ours


def _same_but_for(columns: Sequence[str]) -> str:
    names = ", ".join(f"'{column}'" for column in columns)
    return f"to_jsonb(NEW) - ARRAY[{names}] = to_jsonb(OLD) - ARRAY[{names}]"


def emptied_alone(
    name: str, *columns: str, condition: pgtrigger.Condition | None = None
) -> pgtrigger.Trigger:
    """No update, but for these columns in a destruction; deletes neither, without a condition."""
    operation = pgtrigger.Update if condition else pgtrigger.Update | pgtrigger.Delete
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=operation,
        condition=condition,
        func=f"""
            IF TG_OP = 'UPDATE' THEN
                IF {_same_but_for(columns)} AND {_destroying(CASE)} THEN
                    RETURN NEW;
                END IF;
            END IF;
            {REFUSED}
        """,
    )


def deleted_alone(name: str, case: str = CASE, *, updates: bool = False) -> pgtrigger.Trigger:
    """No delete but in a destruction of `case` (SQL for its id); `updates`: no update either."""
    operation = pgtrigger.Update | pgtrigger.Delete if updates else pgtrigger.Delete
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=operation,
        func=f"""
            IF TG_OP = 'DELETE' THEN
                IF {_destroying(case)} THEN
                    RETURN OLD;
                END IF;
            END IF;
            {REFUSED}
        """,
    )
