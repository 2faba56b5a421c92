"""What an act makes of the limits of whoever has to decide on proposals."""

from functools import cache

from workflows.acts.act import Act, Performance
from workflows.acts.declared_acts import acts_of, open_decision_ends
from workflows.acts.pending_proposals import open_proposals
from workflows.counting.due_date import EventKind
from workflows.models import Case, Clock

Ending = tuple[EventKind, Clock.State]
DECIDED: Ending = (EventKind.SATISFY, Clock.State.SATISFIED)
FALLEN_AWAY: Ending = (EventKind.VOID, Clock.State.VOID)


@cache
def may_be_left_behind(machine: type, name: str) -> bool:
    """Whether an act of the machine may lead to where something proposed is not possible."""
    acts = acts_of(machine)
    act = acts[name]
    return not act.begins_case and any(
        not set(act.targets) <= set(asked.sources)
        and not set(act.sources).isdisjoint(asked.sources)
        for asked in acts.values()
        if asked.decision or asked.awaits
    )


def ending(case: Case, clock: Clock, act: Act, step: Performance) -> Ending | None:
    """How the act ends the limit of an open proposal; None if it goes on."""
    if act.answers and not act.clock_filter(case, step, clock):
        return None
    proposal = next(each for each in open_proposals(case) if each.clock.pk == clock.pk)
    is_decided = open_decision_ends(case, act, proposal)
    if is_decided is None:
        return None
    return DECIDED if is_decided else FALLEN_AWAY
