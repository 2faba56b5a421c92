"""What a browser shows of scans and photographs: drawn anew, as one picture within bounds.

Pages stand below one another. Nothing of the file is passed on but what can be seen of it.
"""

import warnings
from collections.abc import Iterator
from io import BytesIO
from itertools import islice
from threading import Lock
from typing import IO, TYPE_CHECKING, Final

import pillow_heif
from PIL import Image, ImageOps, ImageSequence

from organizations.large_libraries import LargeLibrary
from petitions.previews.bounds import NotShown

if TYPE_CHECKING:
    import pypdfium2
else:
    pypdfium2 = LargeLibrary("pypdfium2")

pillow_heif.register_heif_opener()

FORMATS: Final = ("JPEG", "PNG", "TIFF", "BMP", "WEBP", "HEIF")
MOST_PIXELS: Final = 70_000_000
"""A sheet A3 scanned at 600 dpi; whatever says that it is larger is not unpacked."""
MOST_PIXELS_IN_ALL: Final = 3 * MOST_PIXELS
MOST_PAGES: Final = 20
WIDEST: Final = 1400
"""Wide enough to read a page of small print."""
TALLEST: Final = 2400
GAP: Final = 12
QUALITY: Final = 80
POINTS_PER_INCH: Final = 72
PAGE_DPI: Final = 120
_one_at_a_time: Final = Lock()  # PDFium may run in one thread of a process only
UNREADABLE: Final = (
    *(OSError, ValueError, SyntaxError, EOFError, MemoryError, RuntimeError),
    *(Image.DecompressionBombError, Image.DecompressionBombWarning),
)


def drawn(file: IO[bytes]) -> bytes:
    """A picture of one page or of several, as JPEG. Raises NotShown."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # libraries speak of odd tags; bounds are our own
            with Image.open(file, formats=FORMATS) as picture:
                return _sheet(list(_frames(picture)))
    except UNREADABLE as broken:
        raise NotShown from broken


def drawn_pages(file: IO[bytes]) -> bytes:
    """The first pages of a PDF, as JPEG. Raises NotShown."""
    try:
        with _one_at_a_time:
            return _sheet(list(_pages(file.read())))
    except UNREADABLE as broken:
        raise NotShown from broken


def _frames(picture: Image.Image) -> Iterator[Image.Image]:
    unpacked = 0
    for frame in islice(ImageSequence.Iterator(picture), MOST_PAGES):
        pixels = frame.width * frame.height
        unpacked += pixels
        if pixels > MOST_PIXELS:
            raise ValueError("too many pixels")
        if unpacked > MOST_PIXELS_IN_ALL:
            return
        frame.draft("RGB", (WIDEST * 2, TALLEST * 2))  # JPEG alone: unpacked no larger than shown
        yield _scaled(ImageOps.exif_transpose(frame))


def _pages(content: bytes) -> Iterator[Image.Image]:
    document = pypdfium2.PdfDocument(content)
    try:
        for page in islice(document, MOST_PAGES):
            width, height = page.get_size()
            scale = min(PAGE_DPI / POINTS_PER_INCH, WIDEST / width, TALLEST / height)
            yield _scaled(page.render(scale=scale).to_pil())
    finally:
        document.close()


def _scaled(picture: Image.Image) -> Image.Image:
    """On white, no larger than is shown, without anything that can't be seen."""
    picture.thumbnail((WIDEST, TALLEST))
    seen = picture.convert("RGBA")
    page = Image.new("RGB", seen.size, "white")
    page.paste(seen, mask=seen.getchannel("A"))
    return page


def _sheet(pages: list[Image.Image]) -> bytes:
    if not pages:
        raise ValueError("no page")
    height = sum(page.height + GAP for page in pages) - GAP
    sheet = Image.new("RGB", (max(page.width for page in pages), height), "#d0d0d0")
    top = 0
    for page in pages:
        sheet.paste(page, ((sheet.width - page.width) // 2, top))
        top += page.height + GAP
    written = BytesIO()
    sheet.save(written, "JPEG", quality=QUALITY)
    return written.getvalue()
