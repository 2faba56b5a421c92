"""The rows beside one case that `access` asks for whenever somebody asks about it."""

from collections.abc import Mapping
from typing import Any, Final

from organizations.prepared_statements import PreparedQuery
from workflows.models import Case, CaseExclusion, CaseUnit

BESIDE: Final[Mapping[str, PreparedQuery[Any]]] = {
    "parts": PreparedQuery(lambda case: CaseUnit.objects.filter(case=case), int),
    "exclusions": PreparedQuery(lambda case: CaseExclusion.objects.filter(case=case), int),
}


def remember_beside(case: Case) -> None:
    """Read what of it has not been read with the case."""
    for related, rows in BESIDE.items():
        if not case.remembers(related):
            case.remember(related, rows(case.pk))
