"""Which papers are served on the petitioner, which act records it, and what the service stops."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Subquery
from django.db.models.functions import Coalesce, Greatest

from organizations.prepared_statements import PreparedQuery
from workflows.acts.act import Performance, Start
from workflows.models.document import Document
from workflows.models.event import CaseEvent
from workflows.models.transfer import TransferEntry
from workflows.states import ENDED_PETITION, UNANSWERED

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from organizations.models import Unit
    from workflows.models.case import Case

RECORD: Final = "record_service"
SERVICE: Final = "paper_service"
"""The limit of whoever has to serve a notice: while it runs, the service is a task on a desk."""
NOTICE_LIMITS: Final = ("transfer_notice", "direct_notice")
"""条例 23: the petitioner is told in writing, so these end when the writing is with him."""


@dataclass(frozen=True, slots=True)
class ServedPaper:
    """How a kind of paper is served: the act that records it, and the limits that end by it."""

    served_by: str = RECORD
    stops: tuple[str, ...] = ()


ANSWER: Final = ServedPaper(stops=(*NOTICE_LIMITS, SERVICE))
OTHER_NOTICE: Final = ServedPaper(stops=(SERVICE,))
SERVED: Final[dict[str, ServedPaper]] = {
    "acceptance_notice": ANSWER,
    "refusal_notice": ANSWER,
    "final_refusal_notice": ANSWER,
    "statutory_route_notice": ANSWER,
    "extension_notice": OTHER_NOTICE,
    "hearing_notice": OTHER_NOTICE,
    "handling_opinion": ServedPaper("serve"),
    "review_opinion": ServedPaper("serve_review"),
    "recheck_opinion": ServedPaper("serve_recheck"),
}


def _is_left(_case: "Case", step: Performance) -> bool:
    """Whether the paper was not handed over as it was issued."""
    return not step.details.get("handed_to")


def to_be_served(
    owner: str = "", unit_of: "Callable[[Case, Performance], Unit] | None" = None
) -> Start:
    """For acts that issue a notice: the limit in which `owner`, or the holder, serves it."""
    return Start(SERVICE, owner=owner, unit_of=unit_of, when=_is_left)


def kinds_served_by(act: str) -> tuple[str, ...]:
    return tuple(kind for kind, served in SERVED.items() if served.served_by == act)


def limits_ended_by(act: str) -> tuple[str, ...]:
    """The limits that the act may end, by serving one kind of paper or another."""
    kinds = kinds_served_by(act)
    return tuple(dict.fromkeys(key for kind in kinds for key in SERVED[kind].stops))


def awaiting_service(case: "Case", *acts: str) -> "QuerySet[Document]":
    """The papers of a case that one of the acts may record as served; the newest first.

    What a unit had not served when the matter went from it to another, or was opened again after
    its end, holds no more.
    """
    return _awaiting(case.pk, acts)


def awaits_service(case: "Case", *acts: str) -> bool:
    """Whether there is such a paper."""
    return bool(_first_awaiting(acts)(case.pk))


@cache
def _first_awaiting(acts: tuple[str, ...]) -> PreparedQuery[Any]:
    def first(case: int) -> "QuerySet[Document, Any]":
        return _awaiting(case, acts).values_list("pk", flat=True)[:1]

    return PreparedQuery(first, int)


def _awaiting(case: int, acts: tuple[str, ...]) -> "QuerySet[Document]":
    kinds = [kind for act in acts for kind in kinds_served_by(act)]
    sent = TransferEntry.objects.filter(case=case, book="out").order_by("-pk").values("event")[:1]
    events = CaseEvent.objects.filter(case=case).order_by("-pk")
    anew = events.filter(source__in=ENDED_PETITION, target__in=UNANSWERED).values("pk")[:1]
    since = Greatest(*(Coalesce(Subquery(each), 0) for each in (sent, anew)))
    papers = Document.objects.filter(
        case=case, kind__in=kinds, to_be_served=True, service__isnull=True
    )
    return papers.filter(case_event__gt=since).order_by("-pk")


def stays_until_served(rule: str, issues: tuple[str, ...]) -> bool:
    """Whether a limit outlasts the act that issues these papers, for the service of one ends it."""
    return any(rule in SERVED[kind].stops for kind in issues if kind in SERVED)
