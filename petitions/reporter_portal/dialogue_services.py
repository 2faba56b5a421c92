"""Taking in a report through the portal, and what its holder says afterwards (规则 7, 27, 29).

Of whoever writes nothing is known and nothing kept: no address, no device, no hour.
"""

import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from organizations.database_trouble import done_again
from organizations.models import Unit
from petitions.intake.tipoff_registration import receive
from petitions.letters.letter_selectors import letter_of
from petitions.letters.registration import LetterInput, attach
from petitions.models import Attachment, Petition
from petitions.vault import keyed_digests
from workflows.acts.act_refusals import NotFound
from workflows.acts.actors import Actor
from workflows.cases import door
from workflows.counting.work_calendar import legal_date
from workflows.models import ActorKind, Case, CaseEvent
from workflows.states import Kind
from workflows.tipoff import timestamp_coarsening


@dataclass(frozen=True, slots=True)
class Message:
    """Words and cleaned files of a holder."""

    text: str
    files: Sequence["UploadedFile[bytes]"] = field(default=())


def submit(letter: LetterInput, names: str, *, unit: Unit, at: datetime) -> str:
    """Take a report in at a discipline organ; the receipt code, which is kept only as a digest.

    The files of the letter are cleaned ones. Raises what `clue_intake.receive` raises.
    """
    code, day = keyed_digests.new_query_code(), timestamp_coarsening.day_of(at)
    actor = Actor(ActorKind.PETITIONER)
    case = receive(
        letter, names, unit=unit, received_on=legal_date(at), actor=actor, at=day, code=code
    )
    for kept in Attachment.objects.filter(petition__case=case):
        _forget_hour(kept, day)
    return code


@done_again
def post_message(case: Case, act: str, said: Message, *, at: datetime) -> CaseEvent:
    """Perform one of the holder's acts and put the files to the letter, all of it or nothing."""
    day = timestamp_coarsening.day_of(at)
    letter = letter_of(case)
    if letter is None:
        raise NotFound
    with transaction.atomic():
        event = door.perform(
            case.pk,
            act,
            actor=Actor.petitioner(case.pk),
            at=max(day, case.last_event_at or day),
            text=said.text,
            file_count=len(said.files) or None,
        )
        kept = [attach(letter, file) for file in said.files]
    for each in kept:
        _forget_hour(each, day)
    return event


def _forget_hour(kept: Attachment, day: datetime) -> None:
    """Files tell their hour too; storages other than a folder have no place to set it."""
    with suppress(NotImplementedError):
        os.utime(kept.file.path, (day.timestamp(), day.timestamp()))


def find_by_receipt_code(code: str) -> Case | None:
    """The report that a receipt code opens. The same work for a good code and a wrong one."""
    letters = Petition.objects.filter(
        query_digest__in=keyed_digests.query_digests(code), case__kind=Kind.TIP_OFF
    )
    letter = letters.select_related("case__intake_unit", "case__holding_unit__region").first()
    return letter.case if letter else None
