"""The checks that nothing fell through: each a query that should find no case."""

from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from oversight.integrity import (
    cases,
    clocks,
    desks,
    material,
    measures,
    notices,
    papers,
    retention,
    vault,
)
from oversight.integrity.cases import WITHOUT_LIMIT
from oversight.integrity.outcome import Check, Fault, Outcome, Round

__all__ = ["CHECKS", "WITHOUT_LIMIT", "Check", "Fault", "Outcome", "run"]

CHECKS: Final = (
    Check("letter_missing", _("Petition with no letter in it"), cases.without_letter),
    Check("status_differs", _("Status differs from the last event"), cases.other_status),
    Check("open_without_desk", _("Open case on no desk"), cases.without_desk),
    Check("open_without_clock", _("Open case with no limit running"), cases.without_clock),
    Check("ended_with_desk", _("Ended case still on a desk"), cases.ended_with_desk),
    Check("ended_with_clock", _("Ended case with a limit running"), cases.ended_with_clock),
    Check("closed_unit", _("Open case at a closed unit"), cases.in_closed_unit),
    Check("leader_gone", _("Open case whose leader left his post"), cases.leader_gone),
    Check(
        "returned_too_often",
        _("Returned more than twice, nobody designated"),
        cases.returned_too_often,
    ),
    Check("ended_with_part", _("Ended case with an assisting part open"), cases.ended_with_part),
    Check("desk_of_nobody", _("Desk with neither a person nor a queue"), desks.nowhere),
    Check("desk_unserved", _("Queue in which nobody serves"), desks.unserved),
    Check("orphan_desk", _("Desk of somebody who left"), desks.deserted),
    Check("two_desks", _("Case on two desks at once"), desks.two_at_once),
    Check("clock_without_alarm", _("Running limit with no alarm set"), clocks.without_alarm),
    Check("alarm_unfired", _("Alarm due for an hour and not fired"), clocks.unfired),
    Check("alarm_aside", _("Alarm that the sweep set aside"), clocks.set_aside),
    Check("alarm_unrecorded", _("Rung climbed with no event"), clocks.fired_unrecorded),
    Check("rung_unheard", _("Rung climbed and nobody told"), notices.unheard),
    Check("extended_too_far", _("Extended beyond what the rule allows"), clocks.extended_too_far),
    Check("due_date_differs", _("Limit differs from the second opinion"), clocks.other_due_date),
    Check("lateness_differs", _("Lateness differs from the second opinion"), clocks.other_lateness),
    Check(
        "closed_with_measures",
        _("Ended case with a measure still open"),
        measures.open_after_the_end,
    ),
    Check("measure_without_clock", _("Open measure with no limit running"), measures.without_clock),
    Check("measure_differs", _("Measure differs from its last step"), measures.other_state),
    Check("served_without_proof", _("Served without proof of service"), papers.unproved),
    Check("number_missing", _("Paper without a proper number"), papers.unnumbered),
    Check("number_gap", _("Number that no paper has"), papers.missing_numbers),
    Check("number_twice", _("Number on two papers"), papers.double_numbers),
    Check("delivery_stuck", _("Notice not delivered"), notices.stuck),
    Check(
        "named_not_shut_out", _("Named on a tip-off, not shut out"), retention.named_not_shut_out
    ),
    Check(
        "destroyed_improperly",
        _("Content destroyed without two people, before its day or without certificate"),
        retention.destroyed_improperly,
    ),
    Check("review_overdue", _("Term over for half a year, not reviewed"), retention.review_overdue),
    Check("identity_keyless", _("Sealed identity whose key is gone"), vault.without_key),
    Check("reporter_in_clear", _("Reporter outside the vault"), vault.in_the_clear),
    Check("material_damaged", _("Material that is not what it was"), material.not_whole),
)


def run(at: datetime) -> list[Outcome]:
    """Every check, in the order of `CHECKS`."""
    this = Round(at)
    return [Outcome(check, tuple(check.find(this))) for check in CHECKS]
