"""The transfer books of cases written in sets, as `workflows.books` keeps them."""

from collections.abc import Iterator, Sequence
from itertools import chain

from workflows.acts.act import Act, Performance
from workflows.cases.machines import PetitionCase
from workflows.models import Case, CaseEvent, TransferEntry, Way
from workflows.states import OPEN

OUT, IN = TransferEntry.Book.OUT, TransferEntry.Book.IN
Lines = Sequence[TransferEntry]


def lines(before: Lines, act: Act, step: Performance, event: CaseEvent) -> Iterator[TransferEntry]:
    """The lines of one act: the receiver's, if it is his first since, and the sender's."""
    sent = unsigned(before)
    if sent and event.actor and event.actor_unit_id == sent.other_id:
        yield _line(IN, sent.way, event, unit=sent.other_id, other=sent.unit_id, answers=sent)
    if act.sends and act.sends != Way.RETURN:
        unit = event.actor_unit_id or step.holder_id or 0
        yield _line(OUT, act.sends, event, unit=unit, other=step.details["unit"].pk)


def unsigned(before: Lines) -> TransferEntry | None:
    """The last line, if it waits for the receiver's."""
    last = before[-1] if before else None
    return last if last and last.book == OUT and last.way != Way.DISCIPLINE else None


def write_lines(written: Sequence[tuple[PetitionCase, Lines]]) -> None:
    """Write the lines of cases that are saved, and what these are to be signed for."""
    for book in (OUT, IN):
        all_lines = chain.from_iterable(each for _case, each in written)
        TransferEntry.objects.bulk_create(line for line in all_lines if line.book == book)
    waiting = []
    for case, of_case in written:
        if (sent := unsigned(of_case)) and case.status in OPEN:
            case.to_sign_for = sent
            waiting.append(case)
    Case.objects.bulk_update(waiting, ["to_sign_for"])


def _line(  # noqa: PLR0913  # every field of a line, all by name
    book: str,
    way: str,
    event: CaseEvent,
    *,
    unit: int,
    other: int,
    answers: TransferEntry | None = None,
) -> TransferEntry:
    return TransferEntry(
        book=book,
        way=way,
        unit_id=unit,
        other_id=other,
        case=event.case,
        event=event,
        answers=answers,
        at=event.at,
    )
