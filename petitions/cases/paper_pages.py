"""A paper as a page, as it was issued or would be, and as a file to stamp, send and put away."""

from datetime import datetime
from enum import StrEnum
from http import HTTPStatus
from typing import Final
from urllib.parse import quote

import structlog
from django.http import Http404, HttpResponse

from workflows.models import Document
from workflows.papers import paper_content, paper_files, word_copies
from workflows.papers.paper_files import NotTypeset

log = structlog.get_logger(__name__)


class Shape(StrEnum):
    """The files of a paper: its record, and a copy to work on."""

    PDF = "pdf"
    WORD = "docx"


MEDIA_TYPES: Final = {
    Shape.PDF: "application/pdf",
    Shape.WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}

# A paper holds what people wrote: it may load its own stylesheet and do nothing else.
PAPER_POLICY: Final = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
)


def paper(document: Document) -> HttpResponse:
    """The page of a paper, shut in a policy of its own. Raises Http404 if it was destroyed."""
    if not document.body:
        raise Http404
    response = HttpResponse(document.body)
    response["Content-Security-Policy"] = PAPER_POLICY
    response["Cache-Control"] = "private, no-store"
    return response


def paper_file(document: Document, shape: Shape, *, at: datetime) -> HttpResponse:
    """The paper as a file of this shape. Raises Http404 where its content was destroyed, and
    NotTypeset.
    """
    try:
        content = _content(document, shape, at)
    except ValueError as gone:
        raise Http404 from gone
    how = "attachment" if shape is Shape.WORD else "inline"
    name = quote(f"{document.title}{document.number}.{shape}")
    response = HttpResponse(content, content_type=MEDIA_TYPES[shape])
    response["Content-Disposition"] = f"{how}; filename*=utf-8''{name}"
    response["Cache-Control"] = "private, no-store"
    return response


def file_or_page(document: Document, shape: Shape, *, at: datetime) -> HttpResponse:
    """The file for a person; the page of the paper, with 503, where no PDF could be made."""
    try:
        return paper_file(document, shape, at=at)
    except NotTypeset as error:
        log.error("paper_not_typeset", document=document.pk, error=str(error))
        stands_in = paper(document)
        stands_in.status_code = HTTPStatus.SERVICE_UNAVAILABLE
        return stands_in


def _content(document: Document, shape: Shape, at: datetime) -> bytes:
    if shape is Shape.PDF:
        return bytes(paper_files.file_of(document, at=at).pdf)
    return word_copies.word_copy(paper_content.read(document.body))
