"""What a file is by its content; its name says nothing that counts."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import PurePath
from typing import TYPE_CHECKING, Final
from zipfile import BadZipFile, ZipFile

if TYPE_CHECKING:
    from django.core.files.base import File

HEAD_BYTES: Final = 4096
Content = Callable[[bytes, "File[bytes]"], bool]


class Showing(Enum):
    """How a browser comes to show it."""

    PICTURE = "a picture, drawn anew"
    PAGES = "the pages of a PDF, drawn as a picture"
    SOUND = "sound"
    FILM = "film"
    TEXT = "plain text"
    NONE = "not at all: a programme of the reader's own opens it"


@dataclass(frozen=True, slots=True)
class FileKind:
    """One kind of file that is taken: its usual endings, the first is its own."""

    endings: tuple[str, ...]
    showing: Showing
    matches: Content

    @property
    def is_recording(self) -> bool:
        return self.showing in (Showing.SOUND, Showing.FILM)


def _begins(*marks: bytes, at: int = 0) -> Content:
    return lambda head, _file: head[at:].startswith(marks)


def _riff(kind: bytes) -> Content:
    return lambda head, _file: head[:4] == b"RIFF" and head[8:12] == kind


def _box(*brands: bytes) -> Content:
    """An ISO media file whose first box names one of the brands."""
    return lambda head, _file: head[4:8] == b"ftyp" and head[8:12].startswith(brands)


BITMAP_HEADERS: Final = (12, 40, 52, 56, 64, 108, 124)


def _bitmap(head: bytes, _file: "File[bytes]") -> bool:
    return head[:2] == b"BM" and int.from_bytes(head[14:18], "little") in BITMAP_HEADERS


def _mpeg_sound(head: bytes, _file: "File[bytes]") -> bool:
    """A tag, or the first frame: its sync, with a version, layer, rate and frequency that exist."""
    if head[:3] == b"ID3":
        return True
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:  # noqa: PLR2004  # ISO 11172-3
        return False
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    rate, frequency = head[2] >> 4, head[2] >> 2 & 3
    return version != 1 and layer != 0 and rate not in (0, 15) and frequency != 3  # noqa: PLR2004


def _quicktime(head: bytes, _file: "File[bytes]") -> bool:
    if head[4:8] == b"ftyp":
        return head[8:12] == b"qt  "
    return head[4:8] in (b"moov", b"mdat", b"wide")


def _holding(*members: str) -> Content:
    """A ZIP container that holds one of these members: an office document, no other archive."""

    def matches(head: bytes, file: "File[bytes]") -> bool:
        if not head.startswith(b"PK\x03\x04"):
            return False
        try:
            with ZipFile(file) as container:
                return not set(members).isdisjoint(container.namelist())
        except (BadZipFile, OSError, ValueError, NotImplementedError):
            return False
        finally:
            file.seek(0)

    return matches


def _compound(head: bytes, file: "File[bytes]") -> bool:
    """An older office document: the container tells no more, so here the name has to."""
    is_office = PurePath(file.name or "").suffix.lower() in (".doc", ".xls", ".wps")
    return is_office and head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")


def _plain(head: bytes, file: "File[bytes]") -> bool:
    """Text without control characters that calls itself text; it is never shown as anything else.

    A character may be cut where the head ends.
    """
    if PurePath(file.name or "").suffix.lower() != ".txt" or not head:
        return False
    return _legible(head, "utf-8") or _legible(head, "gb18030")


def _legible(head: bytes, encoding: str) -> bool:
    for cut in range(4 if len(head) == HEAD_BYTES else 1):
        try:
            text = head[: len(head) - cut].decode(encoding)
        except UnicodeDecodeError:
            continue
        return all(char.isprintable() or char in "\t\r\n\f\ufeff\u3000" for char in text)
    return False


KINDS: Final = (
    FileKind((".jpg", ".jpeg"), Showing.PICTURE, _begins(b"\xff\xd8\xff")),
    FileKind((".png",), Showing.PICTURE, _begins(b"\x89PNG\r\n\x1a\n")),
    FileKind((".tif", ".tiff"), Showing.PICTURE, _begins(b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")),
    FileKind((".bmp",), Showing.PICTURE, _bitmap),
    FileKind((".webp",), Showing.PICTURE, _riff(b"WEBP")),
    FileKind((".heic", ".heif"), Showing.PICTURE, _box(b"heic", b"heix", b"heim", b"mif1")),
    FileKind((".pdf",), Showing.PAGES, _begins(b"%PDF")),
    FileKind((".wav",), Showing.SOUND, _riff(b"WAVE")),
    FileKind((".amr",), Showing.SOUND, _begins(b"#!AMR\n", b"#!AMR-WB\n")),
    FileKind((".m4a",), Showing.SOUND, _box(b"M4A", b"M4B")),
    FileKind((".mov",), Showing.FILM, _quicktime),
    FileKind((".mp4", ".m4v"), Showing.FILM, _box(b"iso", b"mp4", b"avc1", b"M4V", b"3gp")),
    FileKind((".mp3",), Showing.SOUND, _mpeg_sound),
    FileKind((".docx",), Showing.NONE, _holding("word/document.xml")),
    FileKind((".xlsx",), Showing.NONE, _holding("xl/workbook.xml")),
    FileKind((".ofd",), Showing.NONE, _holding("OFD.xml")),
    FileKind((".doc", ".xls", ".wps"), Showing.NONE, _compound),
    FileKind((".txt",), Showing.TEXT, _plain),
)  # fmt: skip
ENDINGS: Final = tuple(ending for kind in KINDS for ending in kind.endings)
SHOWN_ENDINGS: Final = (".shown.jpg", ".shown.m4a", ".shown.mp4")
"""What is shown of a file lies beside it under its name and one of these, and goes with it."""


def kind_of(file: "File[bytes]") -> FileKind | None:
    """The kind of a file by its content; None for what isn't taken."""
    file.seek(0)
    head = file.read(HEAD_BYTES)
    file.seek(0)
    return next((kind for kind in KINDS if kind.matches(head, file)), None)


def named_by_content(name: str, kind: FileKind | None) -> str:
    """The name with an ending that is true of the content."""
    if kind is None or PurePath(name).suffix.lower() in kind.endings:
        return name
    return f"{name}{kind.endings[0]}"


def looks_shown(name: str) -> bool:
    """Whether a file is likely one that can be shown, by the ending that it was stored under."""
    ending = PurePath(name).suffix.lower()
    return any(ending in kind.endings for kind in KINDS if kind.showing is not Showing.NONE)
