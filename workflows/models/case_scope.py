"""Which cases stand in whose sight, as rows that an index can walk in order.

A row says that a case is within one scope: a relation of the access table with the unit, region
or person that stands so to the case, as "petition:part:12". It carries the keys that lists are
ordered by. The database writes the rows itself, in the transaction of whatever changes a case.
"""

from collections.abc import Sequence
from typing import ClassVar, Final

import pgtrigger
from django.db import models
from django.db.models import Q

from workflows.states import OPEN, Status

KEEP_FUNCTION: Final = "workflows_keep_scopes"
CHANGED_FUNCTION: Final = "workflows_cases_changed"
"""Brings the scopes and desks of cases at once, or once the act is written that changes them."""
DESK_DUE: Final = "workflows_desk_due(case_id, clock_id, measure_id)"
"""Made by the migrations `0029_case_scope` and `0053_places_once_an_act`."""
PUT_ON_DESKS: Final = f"""
    UPDATE workflows_desktask SET due_on = {DESK_DUE}
    WHERE case_id = ANY(changed) AND status IN ('NEW', 'ASSIGNED')
        AND due_on IS DISTINCT FROM {DESK_DUE};
"""  # noqa: S608  # names of our own
GATHER: Final = "set_config('jianjian.changed_cases', '0', true)"
"""In a statement that begins an act: cases that change are noted until `END_GATHERING`.

An act changes case, parts and clocks one after another; where it stands in lists and desks is
worked out once, from what it left.
"""
BEGIN_GATHERING: Final = f"SELECT {GATHER}"
END_GATHERING: Final = "SELECT FROM workflows_place_changed()"


class CaseScope(models.Model):
    """A case within a scope. Written by triggers alone."""

    pk = models.CompositePrimaryKey("case_id", "scope")
    case = models.ForeignKey(
        "workflows.Case", models.CASCADE, related_name="scopes", db_index=False
    )
    scope = models.CharField(max_length=60)
    status = models.CharField(max_length=20, choices=Status.choices)
    registered_at = models.DateTimeField()
    received_on = models.DateField()
    due_on = models.DateField(null=True)
    """The last day of the first running duty."""

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["scope", "registered_at", "case"], name="scope_newest"),
            models.Index(fields=["scope", "received_on", "case"], name="scope_received"),
            models.Index(fields=["scope", "status", "registered_at", "case"], name="scope_status"),
            models.Index(
                fields=["scope", "registered_at", "case"],
                condition=Q(status__in=OPEN),
                name="scope_open",
            ),
            models.Index(
                fields=["scope", "due_on", "case"],
                condition=Q(due_on__isnull=False),
                name="scope_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.scope}"


def keeps_scopes(name: str, operation: pgtrigger.Operation, cases: str) -> pgtrigger.Trigger:
    """After a statement, bring the scopes of the cases that `cases`, a query for ids, finds.

    In the query `fresh` are the rows as they are now and `stale` as they were.
    """
    old = None if operation is pgtrigger.Insert else "stale"
    new = None if operation is pgtrigger.Delete else "fresh"
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(old=old, new=new),  # type: ignore[no-untyped-call]
        declare=[("changed", "bigint[]")],
        func=f"""
            changed := ARRAY({cases});
            IF cardinality(changed) > 0 THEN
                PERFORM {CHANGED_FUNCTION}(changed);
            END IF;
            RETURN NULL;
        """,
    )


def differing(columns: Sequence[str]) -> str:
    """A query for the ids of rows in which any of the columns has changed."""
    now, before = (", ".join(f"{row}.{c}" for c in columns) for row in ("fresh", "stale"))
    return f"""
        SELECT fresh.id FROM fresh JOIN stale USING (id)
        WHERE ({now}) IS DISTINCT FROM ({before})
    """  # noqa: S608  # the only names put together are those of our own columns
