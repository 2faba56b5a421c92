"""A part of a file for a player, which asks for what somebody jumps to (RFC 9110 §14)."""

from typing import IO, Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from whitenoise.responders import SlicedFile, StaticFile

PARTIAL, BEYOND = 206, 416


def in_parts(
    request: HttpRequest, file: "IO[bytes] | Any", size: int, media: str
) -> HttpResponseBase:
    """The file, or the one part of it that was asked for; what can't be read is not asked for."""
    asked = _range(request.headers.get("Range", ""), size)
    if asked is None:
        response: HttpResponseBase = FileResponse(file, content_type=media)
    elif asked[0] > asked[1]:
        file.close()
        response = HttpResponse(status=BEYOND, headers={"Content-Range": f"bytes */{size}"})
    else:
        first, last = asked
        part = FileResponse(SlicedFile(file, first, last), content_type=media, status=PARTIAL)
        part["Content-Range"] = f"bytes {first}-{last}/{size}"
        part["Content-Length"] = str(last - first + 1)
        response = part
    response["Accept-Ranges"] = "bytes"
    return response


def _range(header: str, size: int) -> tuple[int, int] | None:
    """The first and the last byte."""
    try:
        first, last = StaticFile.parse_byte_range(header)
    except ValueError:
        return None
    if first < 0:
        first = max(first + size, 0)
    return first, size - 1 if last is None else min(last, size - 1)
