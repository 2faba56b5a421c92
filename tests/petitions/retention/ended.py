"""Cases that ended long ago, with something of everything that is destroyed."""

from datetime import datetime

from django.core.files.uploadedfile import SimpleUploadedFile

from petitions.letters.registration import attach
from petitions.models import Petition
from petitions.vault.identity_sealing import correct, seal
from tests.office import MONDAY, SHANGHAI, Office, act, advance, petition
from tests.tipoffs.organ import PHONE, REPORTER, clue, does, lead
from workflows.audit import exclusion_record
from workflows.models import Case, Part

OVER = datetime(2056, 9, 1, 10, tzinfo=SHANGHAI)
"""More than thirty years after everything here ended."""
LETTER = "养老保险待遇"
REASONS = "已核对目录，无保存价值。"


def ended_petition(office: Office) -> Case:
    """Closed, with an attachment, a record and a measure that was struck off with evidence."""
    case = advance(office, petition(office).case, "investigate", at=MONDAY)
    attach(Petition.objects.get(case=case), SimpleUploadedFile("附件.txt", LETTER.encode()))
    record = SimpleUploadedFile("笔录.txt", LETTER.encode())
    act(office, case, "add_material", "unit_officer", at=MONDAY, kind="record", files=[record],
        description=f"就{LETTER}询问经办人的笔录。")  # fmt: skip
    act(office, case, "add_measure", "unit_officer", at=MONDAY)
    shown = SimpleUploadedFile("凭证.txt", LETTER.encode())
    act(office, case, "report_measure", "unit_officer", at=MONDAY, evidence=[shown])
    act(office, case, "strike_off", "unit_head", at=MONDAY)
    for name, by in (("draft_opinion", "unit_officer"), ("sign_off", "unit_head"),
                     ("serve", "unit_officer"), ("waive_review", "petitioner"),
                     ("close", "officer")):  # fmt: skip
        act(office, case, name, by, at=datetime(2026, 8, 20, 12, tzinfo=SHANGHAI))
    return Case.objects.get(pk=case.pk)


def ended_clue(office: Office) -> Case:
    """Not accepted, with an identity in the vault that was corrected, and read by somebody."""
    case = clue(office)
    first = seal(case, {"name": REPORTER}, on=MONDAY.date())
    correct(first, {"name": REPORTER, "phone": PHONE}, on=MONDAY.date())
    exclusion_record.note_read(case, office["clue_head"], Part.LETTER, at=MONDAY, why="了解案情")
    return lead(office, case, "refuse")


def review(office: Office, case: Case, *, at: datetime = OVER, **more: object) -> None:
    by = "officer" if case.kind == "petition" else "clue_officer"
    details: dict[str, object] = {"decision": "destroy", "reason": REASONS} | more
    _act(office, case, "review_retention", by, at, details)


def destroy(office: Office, case: Case, *, at: datetime = OVER, by: str = "") -> None:
    by = by or ("bureau_head" if case.kind == "petition" else "clue_head")
    _act(office, case, "destroy", by, at, {"confirmed": True})


def hold(office: Office, case: Case, *, at: datetime = OVER) -> None:
    details: dict[str, object] = {"ground": "lawsuit", "reason": "行政诉讼尚未审结。"}
    _act(office, case, "place_hold", "monitor", at, details)


def _act(
    office: Office, case: Case, name: str, by: str, at: datetime, details: dict[str, object]
) -> None:
    perform = act if case.kind == "petition" else does
    perform(office, case, name, by, at=at, **details)
