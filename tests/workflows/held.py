"""Who has the limits of a case on his desk, told from the rows alone."""

from workflows.acts.served_papers import NOTICE_LIMITS, SERVICE
from workflows.cases.flows import FLOW_OF_RULE
from workflows.counting.due_date import Nature
from workflows.models import Case, Clock, DeskTask

WHILE_ANOTHER_DECIDES = {"transfer_notice", "reporter_protection"}
"""The unit waits for the sender's answer, or protects a reporter whose clue went down."""


def duties_of(case: Case) -> list[Clock]:
    """The limits that somebody is late with when they are over."""
    running = case.clocks.filter(state__in=("running", "paused")).select_related("rule")
    return list(running.filter(rule__nature=Nature.DUTY))


def on_no_desk(case: Case) -> list[str]:
    """The rules of the limits that nobody has on his desk, or somebody of another unit has."""
    tasks = list(DeskTask.objects.waiting().filter(case=case))
    return [clock.rule.key for clock in duties_of(case) if not _is_held(clock, tasks)]


def _is_held(clock: Clock, tasks: list[DeskTask]) -> bool:
    own = clock.rule.key in FLOW_OF_RULE
    desks = [task for task in tasks if (task.clock_id == clock.pk if own else task.is_step_of_case)]
    if not desks and clock.rule.key in NOTICE_LIMITS:  # what ended the matter is to be served
        desks = [task for task in tasks if task.clock and task.clock.rule.key == SERVICE]
    if len(desks) != 1:
        return False
    anywhere = {"leader_case", "measure_check"} | WHILE_ANOTHER_DECIDES
    return clock.rule.key in anywhere or desks[0].unit_id == clock.unit_id
