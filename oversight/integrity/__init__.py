"""The checks that nothing fell through: each a query that should find no case."""

from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from oversight.integrity import (
    attachment_checks,
    case_checks,
    clock_checks,
    decision_checks,
    desk_checks,
    measure_checks,
    notice_checks,
    paper_checks,
    record_checks,
    retention_checks,
    rights_checks,
    scope_checks,
    vault_checks,
)
from oversight.integrity.case_checks import WITHOUT_LIMIT
from oversight.integrity.check import Check, CheckOutcome, FaultyCase, Round

__all__ = ["CHECKS", "WITHOUT_LIMIT", "Check", "CheckOutcome", "FaultyCase", "run"]

CHECKS: Final = (
    Check("letter_missing", _("Petition with no letter in it"), case_checks.without_letter),
    Check("status_differs", _("Status differs from the last event"), case_checks.other_status),
    Check("open_without_desk", _("Open case on no desk"), case_checks.without_desk),
    Check("open_without_clock", _("Open case with no limit running"), case_checks.without_clock),
    Check("ended_with_desk", _("Ended case still on a desk"), case_checks.ended_with_desk),
    Check("ended_with_clock", _("Ended case with a limit running"), case_checks.ended_with_clock),
    Check(
        "closed_within_window",
        _("Closed within a window that the petitioner did not waive"),
        case_checks.closed_within_window,
    ),
    Check(
        "decided_alone",
        _("Decided with no proposal before it, or by whoever proposed it"),
        decision_checks.unapproved,
    ),
    Check(
        "supported_unexecuted",
        _("Supported opinion served with no limit for its execution"),
        decision_checks.not_carried_out,
    ),
    Check(
        "rating_outlived",
        _("Rating of an answer that stands no more"),
        decision_checks.rated_before_the_answer,
    ),
    Check(
        "rating_differs",
        _("Rating other than the record says"),
        record_checks.rating_differs,
    ),
    Check(
        "acceptance_differs",
        _("Day of acceptance other than the record says"),
        record_checks.acceptance_differs,
    ),
    Check("closed_unit", _("Open case at a closed unit"), case_checks.in_closed_unit),
    Check("leader_gone", _("Open case whose leader left his post"), case_checks.leader_gone),
    Check(
        "returned_too_often",
        _("Returned more than twice, nobody designated"),
        case_checks.returned_too_often,
    ),
    Check(
        "ended_with_part", _("Ended case with an assisting part open"), case_checks.ended_with_part
    ),
    Check(
        "scopes_differ",
        _("Case listed where it is not, or in the wrong place"),
        scope_checks.scopes_differ,
    ),
    Check("desk_of_nobody", _("Desk with neither a person nor a queue"), desk_checks.nowhere),
    Check("desk_unserved", _("Queue in which nobody serves"), desk_checks.unserved),
    Check("orphan_desk", _("Desk of somebody who left"), desk_checks.deserted),
    Check("two_desks", _("Work on two desks at once"), desk_checks.two_at_once),
    Check(
        "work_without_desk", _("Open work beside a case on no desk"), desk_checks.work_on_no_desk
    ),
    Check("ended_work_on_desk", _("Ended work still on a desk"), desk_checks.left_of_ended_work),
    Check("clock_without_alarm", _("Running limit with no alarm set"), clock_checks.without_alarm),
    Check("alarm_unfired", _("Alarm due for an hour and not fired"), clock_checks.unfired),
    Check("alarm_aside", _("Alarm that the sweep set aside"), clock_checks.set_aside),
    Check("alarm_unrecorded", _("Rung climbed with no event"), clock_checks.fired_unrecorded),
    Check(
        "hearing_left_open",
        _("Recheck standing still for a hearing that is over"),
        clock_checks.hearing_left_open,
    ),
    Check("rung_unheard", _("Rung climbed and nobody told"), notice_checks.unheard),
    Check(
        "extended_too_far", _("Extended beyond what the rule allows"), clock_checks.extended_too_far
    ),
    Check(
        "due_date_differs", _("Limit differs from the second opinion"), clock_checks.other_due_date
    ),
    Check(
        "lateness_differs",
        _("Lateness differs from the second opinion"),
        clock_checks.other_lateness,
    ),
    Check(
        "closed_with_measures",
        _("Ended case with a measure still open"),
        measure_checks.open_after_the_end,
    ),
    Check(
        "measure_without_clock",
        _("Open measure with no limit running"),
        measure_checks.without_clock,
    ),
    Check("measure_differs", _("Measure differs from its last step"), measure_checks.other_state),
    Check("served_without_proof", _("Served without proof of service"), paper_checks.unproved),
    Check(
        "limit_not_passed",
        _("Letter citing a limit that had not passed"),
        paper_checks.premature,
    ),
    Check(
        "served_too_early",
        _("Served before it was signed or asked for"),
        paper_checks.served_too_early,
    ),
    Check(
        "notice_on_no_desk",
        _("Notice neither served nor on a desk to be served"),
        paper_checks.unserved_and_forgotten,
    ),
    Check("number_missing", _("Paper without a proper number"), paper_checks.unnumbered),
    Check("number_gap", _("Number that no paper has"), paper_checks.missing_numbers),
    Check("number_twice", _("Number on two papers"), paper_checks.double_numbers),
    Check("delivery_stuck", _("Notice not delivered"), notice_checks.stuck),
    Check(
        "named_not_shut_out",
        _("Named on a tip-off, not shut out"),
        retention_checks.named_not_shut_out,
    ),
    Check(
        "accused_can_see",
        _("An accusation that whom it accuses can see"),
        retention_checks.accused_can_see,
    ),
    Check(
        "recused_can_see",
        _("Recused by a decision, not shut out"),
        record_checks.recused_can_see,
    ),
    Check(
        "destroyed_improperly",
        _("Content destroyed without two people, before its day or without certificate"),
        retention_checks.destroyed_improperly,
    ),
    Check(
        "review_overdue",
        _("Term over for half a year, not reviewed"),
        retention_checks.review_overdue,
    ),
    Check(
        "rights_off_record",
        _("Account, post or unit changed past the record"),
        rights_checks.past_the_record,
    ),
    Check(
        "rights_unconfirmed",
        _("Guarded right or address changed without a second person"),
        rights_checks.unconfirmed,
    ),
    Check(
        "keys_joined",
        _("Two keys, or a key and tip-offs, in one hand"),
        rights_checks.joined_keys,
    ),
    Check("identity_keyless", _("Sealed identity whose key is gone"), vault_checks.without_key),
    Check(
        "identity_altered",
        _("Sealed identity that was changed or taken away"),
        record_checks.identity_altered,
    ),
    Check("reporter_in_clear", _("Reporter outside the vault"), vault_checks.in_the_clear),
    Check("material_damaged", _("Material that is not what it was"), attachment_checks.not_whole),
)


def run(at: datetime) -> list[CheckOutcome]:
    """Every check, in the order of `CHECKS`."""
    this = Round(at)
    return [CheckOutcome(check, tuple(check.find(this))) for check in CHECKS]
