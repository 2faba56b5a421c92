"""Which papers of a case hold no longer: since when, and by which act and paper.

What an act fells stands in its declaration; a paper itself is never changed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from workflows.acts.act import Act
from workflows.models.document import Document
from workflows.models.event import CaseEvent


@dataclass(frozen=True, slots=True)
class Fall:
    """The end of a paper: the act, the day from which it holds, and the paper that says so."""

    act: Act
    event: CaseEvent
    by: Document | None

    @property
    def on(self) -> date:
        return self.act.day_of(self.event)


def fallen(
    acts: Mapping[str, Act],
    events: Iterable[CaseEvent],
    papers: Iterable[Document],
    served: Mapping[int, int],
) -> dict[int, Fall]:
    """Paper id → how it fell. `events` in order; `served` says which event served which paper.

    The opinion that revoked another one has done its work: it neither falls later nor stands
    for an answer.
    """
    standing, falls = sorted(papers, key=lambda paper: paper.pk), dict[int, Fall]()
    for event in events:
        declared = acts.get(event.act)
        kinds = declared.felled(event.target) if declared else ()
        if declared is None or not kinds:
            continue
        own = [p for p in standing if event.pk in (served.get(p.pk), p.case_event_id)]
        fell = {p.pk for p in standing if p.kind in kinds and p.case_event_id < event.pk}
        fell -= {p.pk for p in own}
        falls |= dict.fromkeys(fell, Fall(declared, event, own[0] if own else None))
        standing = [p for p in standing if p.pk not in fell and p not in own]
    return falls


def served_by(papers: Iterable[Document]) -> dict[int, int]:
    """Paper id → the event that served it; of papers read with their service."""
    return {paper.pk: paper.service.event_id for paper in papers if hasattr(paper, "service")}
