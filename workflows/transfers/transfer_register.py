"""Entering what goes from one unit to another in the books of both (条例 22, 23).

The limits of the receiver run from the dispatch. Signing for a matter starts and stops none: it
only says that it arrived, and whatever the receiver does with the matter says so as well.
"""

from organizations.prepared_statements import insert
from workflows.acts.act import Act, Performance
from workflows.models import Case, CaseEvent, TransferEntry, Way

OUT, IN = TransferEntry.Book.OUT, TransferEntry.Book.IN


def enter(case: Case, act: Act, step: Performance, event: CaseEvent) -> TransferEntry | None:
    """The lines that an act makes; the sender's, if it sends the case on.

    Changes `case.to_sign_for` and leaves saving to the caller.
    """
    sign_for(case, step, event)
    if not act.sends:
        return None
    if act.sends == Way.RETURN or act.sends_back(case, step):
        return _taken_back(case, step, event)
    to_id = step.details["unit"].pk
    sent = _line(
        OUT, act.sends, event, unit=event.actor_unit_id or holding_entry(case, step), other=to_id
    )
    if not act.creates_case:
        case.to_sign_for = sent
    return sent


def sign_for(case: Case, step: Performance, event: CaseEvent) -> None:
    """The receiver's line, once a person of the unit that has the case does something with it.

    That unit may be the successor of the one it was sent to.
    """
    sent = case.to_sign_for
    if sent is None or event.actor_id is None or event.actor_unit_id != step.holder_id:
        return
    _line(IN, sent.way, event, unit=holding_entry(case, step), other=sent.unit_id, answers=sent)
    case.to_sign_for = None


def _taken_back(case: Case, step: Performance, event: CaseEvent) -> TransferEntry:
    """The sender agreed to the return: the matter leaves one book and is in the other at once."""
    sent = _line(OUT, Way.RETURN, event, unit=holding_entry(case, step), other=case.holding_unit_id)
    _line(IN, Way.RETURN, event, unit=sent.other_id, other=sent.unit_id, answers=sent)
    case.to_sign_for = None
    return sent


def holding_entry(case: Case, step: Performance) -> int:
    """The unit that held the case before the act."""
    return step.holder_id or case.holding_unit_id


def handed_over(case: Case, event: CaseEvent, *, by_id: int) -> TransferEntry:
    """The receiver's line of a matter that another organ handed over and that was registered."""
    return _line(IN, Way.ORGAN, event, unit=case.intake_unit_id, other=by_id)


def _line(  # noqa: PLR0913  # every field of a line, all by name
    book: str,
    way: str,
    event: CaseEvent,
    *,
    unit: int,
    other: int,
    answers: TransferEntry | None = None,
) -> TransferEntry:
    line = TransferEntry(
        book=book,
        way=way,
        unit_id=unit,
        other_id=other,
        case_id=event.case_id,
        event=event,
        answers=answers,
        at=event.at,
    )
    insert([line])
    return line
