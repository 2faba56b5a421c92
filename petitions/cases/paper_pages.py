"""A paper as a page: as it was issued, or as it would be."""

from typing import Final

from django.http import HttpResponse

from workflows.models import Document

# A paper holds what people wrote: it may load its own stylesheet and do nothing else.
PAPER_POLICY: Final = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
)


def paper(document: Document) -> HttpResponse:
    """The page of a paper, shut in a policy of its own."""
    response = HttpResponse(document.body)
    response["Content-Security-Policy"] = PAPER_POLICY
    response["Cache-Control"] = "private, no-store"
    return response
