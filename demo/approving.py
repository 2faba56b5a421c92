"""An act as the demonstration's people perform it: what takes an approval is approved by a head."""

from datetime import datetime
from typing import Any

from workflows.acts.actors import Actor
from workflows.cases import door
from workflows.cases.machines import ACTS
from workflows.models import Case


def play(case: Case, act: str, hands: tuple[Actor, Actor], *, at: datetime, **details: Any) -> None:
    """By the first of the hands; an act that another decides on is approved by the second."""
    actor, head = hands
    declared = ACTS[case.kind][act]
    if declared.decision is None or declared.by_staff:
        door.perform(case.pk, act, actor=actor, at=at, **details)
        return
    door.perform(case.pk, f"propose_{act}", actor=actor, at=at, **details)
    door.perform(case.pk, f"approve_{act}", actor=head, at=at)
