"""What the account that runs may do with the rows of each table: the one home of it (ADR 0058).

A table that is not named here is read and written freely. The triggers of its model say the same
to whoever owns the table.
"""

from collections.abc import Mapping
from typing import Final

FREELY: Final = frozenset({"SELECT", "INSERT", "UPDATE", "DELETE"})
READ_ALONE: Final = frozenset({"SELECT"})
FOR_GOOD: Final = frozenset({"SELECT", "INSERT"})
GIVES_WAY: Final = FOR_GOOD | {"DELETE"}
"""Written once; goes with its case's content in a destruction."""
NEVER_DELETED: Final = FOR_GOOD | {"UPDATE"}


def emptied(*columns: str) -> frozenset[str]:
    """For good, but for these columns."""
    return FOR_GOOD | {f"UPDATE ({column})" for column in columns}


RIGHTS: Final[Mapping[str, frozenset[str]]] = {
    "django_migrations": READ_ALONE,
    "oversight_paircount": FOR_GOOD,
    "oversight_reconciliation": FOR_GOOD,
    "oversight_transferdifference": FOR_GOOD,
    "petitions_supplypackage": FOR_GOOD,
    "petitions_supplyrequest": NEVER_DELETED,
    "workflows_amendment": NEVER_DELETED,
    "workflows_auditlink": emptied("seal"),
    "workflows_auditseal": FOR_GOOD,
    "workflows_case": NEVER_DELETED,
    "workflows_caseevent": emptied("details"),
    "workflows_casenote": GIVES_WAY,
    "workflows_caseread": emptied("why"),
    "workflows_clockevent": FOR_GOOD,
    "workflows_clockrule": FOR_GOOD,
    "workflows_destruction": FOR_GOOD,
    "workflows_document": emptied("addressee", "body"),
    "workflows_eventfile": GIVES_WAY,
    "workflows_evidence": GIVES_WAY,
    "workflows_hold": NEVER_DELETED,
    "workflows_ladder": FOR_GOOD,
    "workflows_measure": NEVER_DELETED,
    "workflows_measurestep": FOR_GOOD,
    "workflows_notemention": GIVES_WAY,
    "workflows_paperfile": GIVES_WAY,
    "workflows_recusal": FOR_GOOD,
    "workflows_retentionrule": FOR_GOOD,
    "workflows_rightsevent": FOR_GOOD,
    "workflows_sharingbatch": NEVER_DELETED,
    "workflows_transferentry": FOR_GOOD,
}


def rights_on(table: str) -> frozenset[str]:
    """The rights of the account that runs, in PostgreSQL's own words."""
    return RIGHTS.get(table, FREELY)
