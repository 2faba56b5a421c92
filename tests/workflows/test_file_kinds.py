"""A file is what its content says, whatever it calls itself."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.base import ContentFile

from workflows.acts.file_kinds import HEAD_BYTES, kind_of, looks_shown, named_by_content

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 the container"
CHARACTER = "字".encode()


def container(member: str) -> bytes:
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr(member, "<w/>")
    return packed.getvalue()


KNOWN = [
    ("a picture", "x", b"\xff\xd8\xff\xe0", ".jpg"),
    ("a bitmap", "x", b"BM" + bytes(12) + b"\x28\0\0\0", ".bmp"),
    ("a newer picture", "x", b"RIFF\0\0\0\0WEBP", ".webp"),
    ("sound with a tag", "x", b"ID3\x04", ".mp3"),
    ("sound by its first frame", "x", b"\xff\xfb\x90\x64", ".mp3"),
    ("a film of the newer kind", "x", b"\0\0\0\x14ftypqt  ", ".mov"),
    ("a film without a brand", "x", b"\0\0\0\x08wide", ".mov"),
    ("a film by its brand", "x", b"\0\0\0\x18ftypisom", ".mp4"),
    ("an office document", "x", container("word/document.xml"), ".docx"),
    ("an older one that says so", "报告.DOC", OLD_OFFICE, ".doc"),
    ("text", "说明.txt", "情况属实。\r\n".encode(), ".txt"),
    ("text in the national encoding", "说明.txt", "情况属实。".encode("gb18030"), ".txt"),
    ("text cut amid a character", "说明.txt", b"a" * (HEAD_BYTES - 1) + CHARACTER, ".txt"),
]
UNKNOWN = [
    ("nothing", "空.jpg", b""),
    ("a programme", "照片.jpg", b"MZ\x90\0"),
    ("a bitmap without a header", "扫描.bmp", b"BM<html>"),
    ("a frame of a kind that isn't", "录音.mp3", b"\xff\xff\xff\xff"),
    ("another archive", "文书.docx", container("readme.html")),
    ("an archive that is broken", "文书.docx", b"PK\x03\x04 and no more"),
    ("an older document without its name", "报告", OLD_OFFICE),
    ("text without its name", "说明.html", "字".encode()),
    ("text with control characters", "说明.txt", b"\x7fELF\x02\x01\0"),
    ("no text in any encoding", "说明.txt", b"\xff\xff\xff"),
]


@pytest.mark.parametrize(("name", "content", "ending"), [each[1:] for each in KNOWN],
                         ids=[each[0] for each in KNOWN])  # fmt: skip
def test_it_is_known_by_its_content(name: str, content: bytes, ending: str) -> None:
    kind = kind_of(ContentFile(content, name=name))
    assert kind
    assert kind.endings[0] == ending


@pytest.mark.parametrize(("name", "content"), [each[1:] for each in UNKNOWN],
                         ids=[each[0] for each in UNKNOWN])  # fmt: skip
def test_it_is_not_taken_for_what_it_calls_itself(name: str, content: bytes) -> None:
    assert kind_of(ContentFile(content, name=name)) is None


def test_its_name_gets_an_ending_that_is_true() -> None:
    picture = kind_of(ContentFile(b"\xff\xd8\xff\xe0"))
    assert named_by_content("DSC0001.exe", picture) == "DSC0001.exe.jpg"
    assert named_by_content("扫描.JPEG", picture) == "扫描.JPEG"
    assert named_by_content("不明.bin", None) == "不明.bin"
    assert looks_shown("扫描.JPEG")
    assert not looks_shown("报告.doc")
