"""C16: material is never deleted or replaced; a correction is a version; a lost page is found."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from petitions.letters.attachments import damaged, is_whole
from petitions.letters.registration import attach
from petitions.models import Attachment
from tests.office import MONDAY, Office
from tests.petitions.pages.visits import as_, text_of
from tests.tipoffs.organ import PHONE, clue
from workflows.models import Case

NOW = MONDAY + timedelta(days=2)


def material(office: Office) -> tuple[Case, Attachment]:
    case = clue(office)
    return case, attach(case.letter, SimpleUploadedFile("举报信.txt", "两页".encode()))


def test_c16_material_is_neither_deleted_nor_replaced(office: Office) -> None:
    _case, kept = material(office)
    for harm in (kept.delete, lambda: Attachment.objects.update(sha256="0" * 64)):
        with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
            harm()


def test_c16_a_correction_makes_a_version_beside_the_file(office: Office) -> None:
    case, kept = material(office)
    page = f"/clues/{case.number}/material/{kept.pk}/"
    client = as_(office, "clue_officer")
    with time_machine.travel(NOW, tick=False):
        wrong = client.post(page, {"why": ""})
        assert (wrong.status_code, "更正材料" in text_of(wrong)) == (422, True)
        named = SimpleUploadedFile("信.txt", b"x")
        assert client.post(page, {"file": named, "why": f"漏了{PHONE}"}).status_code == 409
        better = SimpleUploadedFile("举报信（全）.txt", "三页".encode())
        assert client.post(page, {"file": better, "why": "漏扫一页"}).status_code == 302
        again = client.post(page, {"file": SimpleUploadedFile("又.txt", b"x"), "why": "再"})
        html = text_of(client.get(f"/clues/{case.number}/"))
    assert again.status_code == 409
    new = Attachment.objects.get(replaces=kept)
    assert (new.why, new.added_by, is_whole(kept)) == ("漏扫一页", office["clue_officer"], True)
    assert "举报信（全）.txt" in html
    assert "原件" in html


def test_c16_a_missing_page_is_found_by_its_hash(office: Office) -> None:
    case, kept = material(office)
    assert damaged(Case.objects.all()) == []
    name = str(kept.file.name)
    kept.file.storage.delete(name)
    assert damaged(Case.objects.all()) == [case.number]
    kept.file.storage.save(name, ContentFile("一页".encode()))
    assert damaged(Case.objects.all()) == [case.number]
