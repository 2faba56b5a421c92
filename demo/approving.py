"""An act as the demonstration's people perform it: what takes an approval is approved by a head."""

from datetime import datetime
from typing import Any

from workflows.acts.act_refusals import ProposalNeeded
from workflows.acts.actors import Actor
from workflows.cases import door
from workflows.cases.machines import ACTS
from workflows.models import Case


def play(case: Case, act: str, hands: tuple[Actor, Actor], *, at: datetime, **details: Any) -> None:
    """By the first of the hands alone where one may; else he proposes and the second approves."""
    declared, (actor, head) = ACTS[case.kind][act], hands
    if declared.by_staff or declared.decision is None:
        try:
            door.perform(case.pk, act, actor=actor, at=at, **details)
        except ProposalNeeded:
            pass
        else:
            return
    door.perform(case.pk, f"propose_{act}", actor=actor, at=at, **details)
    door.perform(case.pk, f"approve_{act}", actor=head, at=at)
