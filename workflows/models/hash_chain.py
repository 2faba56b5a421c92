"""The text of a row that its link in the audit chain is a hash of, as SQL of the database's own.

PostgreSQL writes jsonb in one way alone (keys in order, no spaces of choice), so that the text is
canonical whoever asks for it. The trigger and `verify_audit` use the same words here.
"""

from collections.abc import Mapping
from typing import Final

import pgtrigger

CHAIN_FUNCTION: Final = "workflows_chain"
"""Made by the migration `0013_audit`: takes no lock, so two rows written at once may follow one
and the same link (ADR 0020)."""

_PLAIN: Final = "{row}.{column}"
_INSTANT: Final = """to_char({row}.{column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
EVENT: Final[Mapping[str, str]] = {
    "id": _PLAIN,
    "case_id": _PLAIN,
    "act": _PLAIN,
    "actor_kind": _PLAIN,
    "actor_id": _PLAIN,
    "actor_unit_id": _PLAIN,
    "at": _INSTANT,
    "recorded_at": _INSTANT,
    "source": _PLAIN,
    "target": _PLAIN,
    "details": _PLAIN,
}
READ: Final[Mapping[str, str]] = {
    "id": _PLAIN,
    "case_id": _PLAIN,
    "reader_id": _PLAIN,
    "reader_unit_id": _PLAIN,
    "at": _INSTANT,
    "recorded_at": _INSTANT,
    "part": _PLAIN,
    "why": _PLAIN,
    "refused": _PLAIN,
    "reference": _PLAIN,
}
RIGHT: Final[Mapping[str, str]] = {
    "id": _PLAIN,
    "subject": _PLAIN,
    "row": _PLAIN,
    "step": _PLAIN,
    "person_id": _PLAIN,
    "region_id": _PLAIN,
    "actor_id": _PLAIN,
    "at": _INSTANT,
    "recorded_at": _INSTANT,
    "why": _PLAIN,
    "was": _PLAIN,
    "becomes": _PLAIN,
    "amendment_id": _PLAIN,
}
GONE: Final[Mapping[str, str]] = {
    "id": _PLAIN,
    "case_id": _PLAIN,
    "rule_id": _PLAIN,
    "due_on": _PLAIN,
    "reviewed_id": _PLAIN,
    "reviewed_by_id": _PLAIN,
    "done_id": _PLAIN,
    "destroyed_by_id": _PLAIN,
    "at": _INSTANT,
    "erased": _PLAIN,
    "rows": _PLAIN,
}


def text_of(columns: Mapping[str, str], row: str) -> str:
    """SQL for the canonical text of a row that is called `row` in the statement."""
    pairs = (f"'{name}', {how.format(row=row, column=name)}" for name, how in columns.items())
    return f"jsonb_build_object({', '.join(pairs)})::text"


def chained(
    source: str, columns: Mapping[str, str], *, case: str = "NEW.case_id"
) -> pgtrigger.Trigger:
    """The trigger that links every new row of a table, whoever writes it; `case` is SQL."""
    told = text_of(columns, "NEW")
    return pgtrigger.Trigger(
        name="chained",
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        func=f"PERFORM {CHAIN_FUNCTION}('{source}', NEW.id, {case}, {told}); RETURN NULL;",
    )
