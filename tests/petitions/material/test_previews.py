"""What is taken is judged by content; what is shown is a copy within bounds, in its own policy."""

import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import av
import pytest
import time_machine
from celery import current_app
from django import forms
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pytest_django import DjangoCaptureOnCommitCallbacks

from petitions.letters.attachments import is_whole
from petitions.models import Attachment
from petitions.previews import pictures, recordings
from petitions.previews.bounds import NotShown
from petitions.tasks import make_shown_copy
from tests.office import Office
from tests.petitions.material.adding import SAID, act_page, add, asked, file_page, paper
from tests.petitions.material.files import SHOWN, film, picture, sound
from tests.petitions.pages.visits import NOW, as_, loaded, shut_out, text_of
from tests.petitions.retention.ended import destroy, ended_petition, review
from tests.petitions.rights.doors import OWN, opened, with_code
from tests.ways import bring_to
from workflows.acts.attachment_fields import (
    MAX_ATTACHMENT_BYTES,
    MAX_RECORDING_BYTES,
    AttachmentsField,
)
from workflows.acts.file_kinds import SHOWN_ENDINGS, kind_of, named_by_content
from workflows.models import Case
from workflows.retention.erasure import delete_files
from workflows.states import Status


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def case(office: Office) -> Case:
    return bring_to(office, Status.INVESTIGATING)


def shown(office: Office, case: Case, kept: Attachment, **query: int) -> Any:
    return as_(office, "officer").get(f"{file_page(case, kept)}shown/", query)


@pytest.mark.parametrize("name", SHOWN)
def test_each_kind_is_taken_and_shown_in_a_policy_of_its_own(
    office: Office, case: Case, name: str
) -> None:
    make, media = SHOWN[name]
    content = make()
    kept = add(office, case, "officer", files=[paper(name, content)])
    make_shown_copy("petitions.attachment", kept.pk)
    answer = shown(office, case, kept, copy=1)
    assert (answer.status_code, answer["Content-Type"]) == (200, media)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"] == "inline"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    seen = loaded(answer) if answer.streaming else answer.content
    _is_what_it_says(seen, media)
    assert (kept.name, is_whole(kept)) == (name, True)
    assert loaded(as_(office, "officer").get(file_page(case, kept))) == content


def _is_what_it_says(seen: bytes, media: str) -> None:
    if media == "image/jpeg":
        with Image.open(BytesIO(seen)) as opened_again:
            assert opened_again.format == "JPEG"
    elif media.startswith("text/"):
        assert seen.decode() == "情况说明"
    else:
        with av.open(BytesIO(seen)) as played:
            kinds = {stream.codec_context.name for stream in played.streams}
        assert kinds == ({"aac"} if media.startswith("audio/") else {"aac", "h264"})


def test_all_pages_of_a_scan_stand_on_one_sheet() -> None:
    sheet = Image.open(BytesIO(pictures.drawn(BytesIO(picture("TIFF", pages=3)))))
    assert sheet.size == (120, 3 * 80 + 2 * pictures.GAP)


def test_a_recording_is_prepared_by_a_worker_and_the_page_looks_again(
    office: Office, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[Any] = []
    monkeypatch.setattr(
        current_app, "send_task", lambda name, args, **_more: sent.append((name, args))
    )
    kept = add(office, case, "officer", files=[paper("录音.wav", SHOWN["窗口录音.wav"][0]())])
    for _look in range(2):
        waiting = shown(office, case, kept)
        assert (waiting.status_code, waiting["Refresh"]) == (202, "5")
    assert sent == [("petitions.tasks.make_shown_copy", ["petitions.attachment", kept.pk])]
    make_shown_copy(*sent[0][1])
    assert '<audio class="player" controls' in text_of(shown(office, case, kept))
    assert 'src="?copy=1"' in text_of(shown(office, case, kept))
    played = shown(office, case, kept, copy=1)
    assert played["Content-Type"] == "audio/mp4"
    assert loaded(played)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("照片.jpg", b"MZ\x90\0 a programme"),
        ("照片.png", b"<html><script>alert(1)</script>"),
        ("扫描.pdf", b"PK\x03\x04 an archive"),
        ("扫描.bmp", b"BM<html>"),
        ("录音.mp3", b"\xff\xff\xff\xff"),
        ("文书.docx", b"PK\x03\x04 another archive"),
        ("说明.txt", b"\x7fELF\x02\x01\0"),
        ("说明.html", "<b>字</b>".encode()),
        ("程序.exe", b"MZ"),
        ("画.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("空.jpg", b""),
    ],
)
def test_a_forged_name_is_refused_whoever_sends_it(
    office: Office, case: Case, name: str, content: bytes
) -> None:
    sent = SAID | {"files": [paper(name, content)]}
    assert as_(office, "officer").post(act_page(case), sent).status_code == 422
    own = opened(with_code(case)).post(f"{OWN}?act=add_material", sent | {"kind": "scan"})
    assert own.status_code == 422
    assert not Attachment.objects.exists()


def test_what_is_known_by_its_content_is_taken_under_any_name(office: Office, case: Case) -> None:
    kept = add(office, case, "officer", files=[paper("DSC0001.exe", picture("JPEG"))])
    assert kept.name == "DSC0001.exe.jpg"
    assert named_by_content("扫描.JPEG", kind_of(ContentFile(picture("JPEG")))) == "扫描.JPEG"


def test_what_is_too_large_is_refused_and_a_recording_may_be_larger() -> None:
    field = AttachmentsField()
    large = SimpleUploadedFile("大.jpg", picture("JPEG"))
    large.size = MAX_ATTACHMENT_BYTES + 1
    with pytest.raises(forms.ValidationError, match="大"):
        field.clean(large)
    recording = SimpleUploadedFile("长.wav", SHOWN["窗口录音.wav"][0]())
    recording.size = MAX_ATTACHMENT_BYTES + 1
    assert field.clean(recording) == [recording]
    recording.size = MAX_RECORDING_BYTES + 1
    with pytest.raises(forms.ValidationError, match="长"):
        field.clean(recording)


def bomb() -> bytes:
    """A PNG of a few hundred bytes that says it has 2.5 thousand million pixels."""
    header = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 9000)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


def test_a_bomb_is_kept_and_never_unpacked(office: Office, case: Case) -> None:
    kept = add(office, case, "officer", files=[paper("大图.png", bomb())])
    for _look in range(2):
        assert shown(office, case, kept).status_code == 415
    assert default_storage.size(f"{kept.file.name}{SHOWN_ENDINGS[0]}") == 0
    assert is_whole(kept)
    wide = Image.new("1", (9000, 9000))
    written = BytesIO()
    wide.save(written, "TIFF", compression="group4")
    with pytest.raises(NotShown):
        pictures.drawn(BytesIO(written.getvalue()))


@pytest.mark.parametrize(
    "content", [b"RIFF\xff\xff\xff\xffWAVEfmt ", b"#!AMR\n\xff\xff", b"\0\0\0\x14ftypqt  "]
)
def test_a_broken_recording_is_kept_and_not_shown(
    office: Office, case: Case, content: bytes
) -> None:
    kept = add(office, case, "officer", files=[paper("坏.wav", content)])
    make_shown_copy("petitions.attachment", kept.pk)
    assert shown(office, case, kept).status_code == 415


def test_a_long_recording_is_shown_as_far_as_the_bound(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(recordings, "MOST_SECONDS", 1)
    made = str(tmp_path / "made.m4a")
    recordings.play(BytesIO(sound("wav", "pcm_s16le")), made, with_film=False)
    with av.open(made) as played:
        assert played.duration is not None
        assert played.duration / av.time_base < 1.6
    monkeypatch.setattr(recordings, "MOST_PIXELS", 100)
    with pytest.raises(NotShown):
        recordings.play(BytesIO(film("mov", "libx264")), made, with_film=True)


def test_documents_of_other_programmes_are_downloads(office: Office, case: Case) -> None:
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    kept = add(office, case, "officer", files=[paper("请示.doc", old)])
    assert shown(office, case, kept).status_code == 415
    page = text_of(as_(office, "officer").get(f"/cases/{case.number}/"))
    assert f"{file_page(case, kept)}shown/" not in page


def test_what_is_shown_is_as_closed_as_the_file(office: Office, case: Case) -> None:
    kept = add(office, case, "officer", files=[paper("照片.jpg", picture("JPEG"))])
    page = f"{file_page(case, kept)}shown/"
    assert [asked(office, by, page) for by in ("unit_officer", "monitor", "stranger")] == [
        *(200, 403, 404),
    ]
    shut_out(office, case, "unit_officer")
    assert asked(office, "unit_officer", page) == 404
    client = opened(with_code(case))
    assert client.get(f"{OWN}?file={kept.pk}&show=1").status_code == 404
    own = add(office, case, "petitioner", files=[paper("照片.jpg", picture("JPEG"))])
    answer = client.get(f"{OWN}?file={own.pk}&show=1")
    assert "sandbox" in answer["Content-Security-Policy"]
    loaded(answer)


def test_the_copy_goes_with_the_file(
    office: Office, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    case = ended_petition(office)
    kept = Attachment.objects.earliest("pk")
    name = f"{kept.file.name}{SHOWN_ENDINGS[0]}"
    default_storage.save(name, ContentFile(b"copy"))
    review(office, case)
    with django_capture_on_commit_callbacks():
        destroy(office, case)
    delete_files()
    assert not default_storage.exists(name)
    assert not default_storage.exists(str(kept.file.name))
