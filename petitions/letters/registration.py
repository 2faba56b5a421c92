"""Registering a petition: envelope, letter and petitioners in one transaction with the act."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from organizations.database_trouble import done_again
from organizations.models import Person, Region, Unit
from organizations.prepared_statements import insert
from petitions.letters import bigram_search
from petitions.models import (
    Attachment,
    Channel,
    ContentClass,
    HandoverBatch,
    ImportRun,
    Petition,
    Petitioner,
    Purpose,
)
from petitions.vault import identity_sealing, keyed_digests
from petitions.vault.disclosure_check import refuse_named
from petitions.written_identity import shown_name, shown_phone
from workflows.acts.actors import Actor
from workflows.acts.attachment_fields import stored_attachment
from workflows.acts.letter_port import ReturnedDemand
from workflows.acts.new_case import NewCase
from workflows.cases import door
from workflows.counting.work_calendar import legal_date
from workflows.models import Case
from workflows.naming.keeping_accusations import keep_from_accused
from workflows.states import Kind
from workflows.transfers import transfer_register

SUBJECT_LENGTH = 60


@dataclass(frozen=True, slots=True)
class PetitionerDetails:
    """One petitioner or reporter as entered; `workplace` is asked of a reporter alone (规则 47).

    Name and telephone are as they are kept, whichever door they came by.
    """

    name: str
    phone: str = ""
    address: str = ""
    id_number: str = ""
    is_representative: bool = False
    workplace: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", shown_name(self.name))
        object.__setattr__(self, "phone", shown_phone(self.phone))

    def identity(self) -> dict[str, str]:
        """The values that the vault seals, by their names there; empty ones left out."""
        values = {
            identity_sealing.NAME: self.name,
            identity_sealing.PHONE: self.phone,
            identity_sealing.ID_NUMBER: self.id_number,
            identity_sealing.ADDRESS: self.address,
            identity_sealing.WORKPLACE: self.workplace,
        }
        return {name: value.strip() for name, value in values.items() if value.strip()}


@dataclass(frozen=True, slots=True)
class LetterInput:
    """All that is entered of a petition besides the envelope."""

    channel: Channel
    region: Region
    text: str
    subject: str = ""
    petitioners: Sequence[PetitionerDetails] = ()
    purpose: Purpose = Purpose.RESOLUTION
    content_class: ContentClass = ContentClass.OTHER
    content_note: str = ""
    unit_complained: Unit | None = None
    complained_text: str = ""
    people_count: int = 1
    key_case: bool = False
    remarks: str = ""
    external_number: str = ""
    source_key: str | None = None
    source_cells: Mapping[str, str] = field(default_factory=dict)
    batch: HandoverBatch | None = None
    import_run: ImportRun | None = None
    attachments: Sequence["UploadedFile[bytes]"] = field(default=())
    gives_code: bool = True
    """Whether somebody is there to be given a 查询码; out of a ledger nobody is."""


def complained_of(written: str) -> dict[str, Any]:
    """Whom the matter complains of, as it was written, and the unit of exactly that name."""
    name = written.strip()
    unit = Unit.objects.filter(name=name).first() if name else None
    return {"complained_text": name, "unit_complained": unit}


@dataclass(frozen=True, slots=True)
class Registered:
    """The new case and its 查询码, which is given out once and kept only as a digest.

    It is empty where there was nobody to give it to.
    """

    case: Case
    query_code: str


@done_again
def register(
    letter: LetterInput, *, unit: Unit, received_on: date, actor: Actor, at: datetime
) -> Registered:
    """Register a petition at `unit`: everything of it or nothing (条例 21, 22, 23)."""
    code = keyed_digests.new_query_code() if letter.gives_code else ""
    new = NewCase(
        kind=Kind.PETITION,
        unit=unit,
        received_on=received_on,
        first_act="register",
        put_letter=lambda case: put_inside(case, letter, actor.person, code=code),
        source=letter.batch.source if letter.batch else "",
    )
    with transaction.atomic():
        event = door.open_case(new, actor=actor, at=at)
        if letter.batch and letter.batch.organ_id:
            transfer_register.handed_over(event.case, event, by_id=letter.batch.organ_id)
    return Registered(event.case, code)


def put_inside(case: Case, letter: LetterInput, person: Person | None, *, code: str = "") -> None:
    """The letter, who brought it and what came with it, put into an envelope.

    Who reported a tip-off is sealed, and stands nowhere else. Raises Refused if the text names him,
    and at the desk of a unit that is accused.
    """
    if case.kind == Kind.TIP_OFF:
        _seal_parties(case, letter)
    petition = _write_letter(case, letter, code, person)
    if case.kind == Kind.PETITION:
        _write_parties(petition, letter.petitioners)
    for upload in letter.attachments:
        attach(petition, upload)
    if case.kind == Kind.PETITION and letter.purpose == Purpose.ACCUSATION:
        keep_from_accused(case, at=case.registered_at)


def _write_letter(case: Case, letter: LetterInput, code: str, person: Person | None) -> Petition:
    subject = letter.subject or letter.text[:SUBJECT_LENGTH]
    # 规则 47: nobody finds a tip-off by the name of whoever reported.
    named = () if case.kind == Kind.TIP_OFF else letter.petitioners
    names = " ".join(p.name for p in named)
    letter_row = Petition(
        case_id=case.pk,
        channel=letter.channel,
        purpose=letter.purpose,
        content_class=letter.content_class,
        content_note=letter.content_note,
        region=letter.region,
        subject=subject,
        text=letter.text,
        unit_complained=letter.unit_complained,
        complained_text=letter.complained_text,
        people_count=max(letter.people_count, len(letter.petitioners), 1),
        key_case=letter.key_case,
        remarks=letter.remarks,
        external_number=letter.external_number,
        source_key=letter.source_key,
        source_cells=dict(letter.source_cells),
        batch=letter.batch,
        import_run=letter.import_run,
        query_digest=keyed_digests.query_digest(code) if code else None,
        registered_by=person,
        search=bigram_search.vector(subject, letter.text, names, letter.external_number),
    )
    insert([letter_row])
    return letter_row


def _write_parties(petition: Petition, parties: Sequence[PetitionerDetails]) -> None:
    people = [
        Petitioner(
            petition=petition,
            name=party.name,
            phone=party.phone,
            address=party.address,
            id_number=party.id_number,
            is_representative=party.is_representative,
            identity_digest=keyed_digests.identity_digest(party.name, party.id_number),
            phone_digest=keyed_digests.phone_digest(party.name, party.phone),
        )
        for party in parties
    ]
    insert(people)


def _seal_parties(case: Case, letter: LetterInput) -> None:
    """规则 47: apart from the content, and nobody finds a tip-off by a reporter's name.

    The texts are looked at before a row is written: what is rolled back stays in the files of the
    database and in its log.
    """
    files = (upload.name or "" for upload in letter.attachments)
    told = "\n".join((letter.subject, letter.text, letter.remarks, *files))
    identities = [values for party in letter.petitioners if (values := party.identity())]
    for values in identities:
        refuse_named(values, told)
    for values in identities:
        identity_sealing.seal(case, values, on=legal_date(case.registered_at))


def attach(petition: Petition, upload: "UploadedFile[bytes]") -> Attachment:
    """Keep a file with the letter, under its hash."""
    return Attachment.objects.create(petition=petition, **stored_attachment(upload))


def put_demand(case: Case, demand: ReturnedDemand) -> None:
    """Write a demand that a discipline organ returned (M3) like any other letter.

    Nothing in it says that it was part of a tip-off.
    """
    party = PetitionerDetails(demand.petitioner, phone=demand.phone, address=demand.address)
    letter = LetterInput(
        channel=Channel.OTHER,
        region=case.intake_unit.region,
        text=demand.text,
        subject=demand.subject,
        petitioners=(party,) if demand.petitioner else (),
        purpose=Purpose.RESOLUTION,
    )
    put_inside(case, letter, None)
