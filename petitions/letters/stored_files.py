"""Stored files as answers: a download, whatever they hold."""

from django.http import FileResponse

from petitions.models import Attachment
from workflows.models import EventFile, Evidence


def download(stored: Attachment | EventFile | Evidence) -> FileResponse:
    """The file byte for byte, never shown in place and never kept by a browser."""
    response = FileResponse(
        stored.file.open("rb"),
        as_attachment=True,
        filename=stored.name,
        content_type="application/octet-stream",
    )
    response["Cache-Control"] = "private, no-store"
    return response
