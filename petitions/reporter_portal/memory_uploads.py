"""Files in memory until they are cleaned: what was sent must never touch a disk (ADR 0021)."""

from typing import Any, Final

from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest

from ui.numbers import read_number

MOST_BYTES: Final = 30 * 1024 * 1024


def too_much(request: HttpRequest) -> bool:
    """Whether files were dropped, all of them, since together they were too large."""
    return (read_number(request.META.get("CONTENT_LENGTH")) or 0) > MOST_BYTES


class InMemoryAlone(MemoryFileUploadHandler):
    """Django's own writes larger files into the temporary folder; this one drops what is over."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        self.activated = content_length <= MOST_BYTES
