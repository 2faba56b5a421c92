"""What a petitioner is told of his case: dates and papers, no internal opinions (规程 21)."""

from collections.abc import Iterable

from workflows.cases.machines import ACTS
from workflows.models import ActorKind, CaseEvent
from workflows.papers.paper_kinds import PAPERS, PaperParty
from workflows.states import Kind

HIS_PAPERS = frozenset(
    kind
    for kind, paper in PAPERS.items()
    if paper.addressee is PaperParty.PETITIONER and kind != "service_return"
)
HANDING_ON = frozenset({"forward", "assign", "designate"})  # the date of every 转交 is his to know


def petitioner_dates(events: Iterable[CaseEvent]) -> list[CaseEvent]:
    """His own acts, those that issued him a paper, and each handing on; papers of others left out.

    The events' documents must have been prefetched; they are narrowed in place.
    """
    his = [event for event in events if _is_his(event)]
    for event in his:
        papers = [paper for paper in event.documents.all() if paper.kind in HIS_PAPERS]
        event._prefetched_objects_cache["documents"] = papers  # type: ignore[attr-defined]
    return his


def _is_his(event: CaseEvent) -> bool:
    declared = ACTS[Kind.PETITION].get(event.act)
    issues = set(declared.issues) if declared else set()
    own = event.actor_kind == ActorKind.PETITIONER
    return own or event.act in HANDING_ON or not HIS_PAPERS.isdisjoint(issues)
