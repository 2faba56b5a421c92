"""The acts that a reader may do on a case, put together by their purpose for its page."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from workflows.acts.act import Act
from workflows.acts.purpose import IN_PANELS, Purpose

WEIGHTS: Final = ("primary", "secondary", "danger")
ORDER: Final = tuple(Purpose)


@dataclass(frozen=True, slots=True)
class ActGroup:
    """Acts of one purpose: the next steps first, those with grave consequences last."""

    purpose: Purpose
    acts: tuple[Act, ...]
    lead: Act | None = None
    """The next lawful step, if it is among them: the one button that stands out."""


def next_step(acts: Iterable[Act]) -> Act | None:
    """The step that the case waits for; None where nothing but further acts may be done."""
    steps = [act for act in acts if act.style == "primary" and act.purpose not in IN_PANELS]
    return min(steps, key=lambda act: (ORDER.index(act.purpose), act.order), default=None)


def by_purpose(acts: Iterable[Act]) -> list[ActGroup]:
    """The group of the next step first, the others in the order of the purposes."""
    offered = [act for act in acts if act.purpose not in IN_PANELS]
    lead = next_step(offered)
    offered.sort(key=lambda act: (act is not lead, WEIGHTS.index(act.style), act.order))
    groups = [
        ActGroup(purpose, own, lead if lead in own else None)
        for purpose in ORDER
        if (own := tuple(act for act in offered if act.purpose is purpose))
    ]
    return sorted(groups, key=lambda group: group.lead is None)
