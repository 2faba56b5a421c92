"""Taking out of a file what could tell who made it, where and with what (规则 29, 47; ADR 0021).

Nothing is filtered out: pictures are drawn anew from their pixels, the pages of a PDF as pictures,
text is written anew. What can't be drawn anew is refused. The file that was sent is never stored.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import PurePath
from threading import Lock
from typing import TYPE_CHECKING, Final

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from organizations.large_libraries import LargeLibrary

if TYPE_CHECKING:
    import pypdfium2
else:
    pypdfium2 = LargeLibrary("pypdfium2")

PICTURES: Final = ("JPEG", "PNG", "WEBP")
KINDS: Final = (".jpg", ".jpeg", ".png", ".webp", ".pdf", ".txt")
MOST_PIXELS: Final = 60_000_000  # the largest cameras of telephones, not what fills the memory
LONGEST_SIDE: Final = 4000
MOST_PAGES: Final = 30
PAGE_DPI: Final = 140
POINTS_PER_INCH: Final = 72
QUALITY: Final = 85
_one_at_a_time: Final = Lock()  # PDFium may run in one thread of a process only


class NotCleaned(Exception):
    """A file that can't be freed of what it tells; the message is for whoever sent it."""


def cleaned(
    uploads: Sequence["UploadedFile[bytes]"], *, first: int = 1
) -> list["ContentFile[bytes]"]:
    """The same evidence in new files, named by their place: 1.jpg, 2.pdf. Raises NotCleaned."""
    return [_cleaned(upload, number) for number, upload in enumerate(uploads, first)]


def _cleaned(upload: "UploadedFile[bytes]", number: int) -> "ContentFile[bytes]":
    name, content = upload.name or "", upload.read()
    try:
        ending, clean = _written_anew(content, PurePath(name).suffix.lower())
    except (OSError, ValueError, SyntaxError, pypdfium2.PdfiumError, Image.DecompressionBombError):
        raise NotCleaned(_refusal(name)) from None
    return ContentFile(clean, name=f"{number}.{ending}")


def _refusal(name: str) -> str:
    return _(
        "“%(name)s” was not taken: what it tells about its author can't be removed for certain. "
        "Possible are pictures (JPEG, PNG, WebP), PDF up to %(pages)s pages and plain text. Print "
        "other documents into a PDF, or photograph them; send recordings by post."
    ) % {"name": name, "pages": MOST_PAGES}


def _written_anew(content: bytes, suffix: str) -> tuple[str, bytes]:
    """The ending and the content of the new file. Raises for what can't be read as its kind."""
    if suffix not in KINDS:
        raise ValueError(suffix)
    if suffix == ".txt":
        return "txt", _plain_text(content)
    return ("pdf", _redrawn_pages(content)) if suffix == ".pdf" else _redrawn_picture(content)


def _redrawn_picture(content: bytes) -> tuple[str, bytes]:
    with Image.open(BytesIO(content), formats=PICTURES) as sent:
        if sent.width * sent.height > MOST_PIXELS:
            raise ValueError("too many pixels")
        drawn = _pixels_alone(ImageOps.exif_transpose(sent))
        kind = "PNG" if sent.format == "PNG" else "JPEG"
    written = BytesIO()
    drawn.save(written, kind, quality=QUALITY)
    return ("png" if kind == "PNG" else "jpg"), written.getvalue()


def _pixels_alone(picture: Image.Image) -> Image.Image:
    """The same picture on a new sheet: no comment, place, thumbnail or colour profile."""
    seen = picture.convert("RGBA")
    sheet = Image.new("RGB", seen.size, "white")
    sheet.paste(seen, mask=seen.getchannel("A"))
    sheet.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return sheet


def _redrawn_pages(content: bytes) -> bytes:
    """Every page as a picture: no author, date, layer, note, file or older version is left."""
    with _one_at_a_time:
        first, *others = _pages(content)
    written = BytesIO()
    # Otherwise Pillow writes down the moment of drawing.
    first.save(
        written, "PDF", save_all=True, append_images=others, resolution=PAGE_DPI, quality=QUALITY,
        creationDate=None, modDate=None,
    )  # fmt: skip
    return written.getvalue()


def _pages(content: bytes) -> Iterator[Image.Image]:
    document = pypdfium2.PdfDocument(content)
    try:
        if not 0 < len(document) <= MOST_PAGES:
            raise ValueError("pages")
        for page in document:
            scale = min(PAGE_DPI / POINTS_PER_INCH, LONGEST_SIDE / max(page.get_size()))
            yield _pixels_alone(page.render(scale=scale).to_pil())
    finally:
        document.close()


def _plain_text(content: bytes) -> bytes:
    """In one encoding with one kind of line end; whatever is no text is refused."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030")
    lines = text.splitlines()
    if any(
        unicodedata.category(sign) in ("Cc", "Cf", "Co")
        for line in lines
        for sign in line
        if sign != "\t"
    ):
        raise ValueError("not plain text")
    return "\n".join(lines).encode()
