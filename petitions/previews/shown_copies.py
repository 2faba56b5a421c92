"""What is shown of a stored file: a copy beside it, made once; the file itself stays as it came.

Pictures are drawn when somebody looks, recordings by a worker. A copy is answered in a policy of
its own, with a kind that this module says and no browser guesses.
"""

from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Final, TypeAlias

import structlog
from celery import current_app
from django.core.cache import cache
from django.core.files import File
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from kombu.exceptions import KombuError

from petitions.models import Attachment
from petitions.previews import pictures, recordings
from petitions.previews.bounds import NotShown
from petitions.previews.ranges import in_parts
from workflows.acts.file_kinds import SHOWN_ENDINGS, FileKind, Showing, kind_of
from workflows.models import EventFile, Evidence

StoredFile: TypeAlias = Attachment | EventFile | Evidence

log = structlog.get_logger(__name__)

JPEG, SOUND, FILM = SHOWN_ENDINGS
COPIES: Final = {
    Showing.PICTURE: (JPEG, "image/jpeg"),
    Showing.PAGES: (JPEG, "image/jpeg"),
    Showing.SOUND: (SOUND, "audio/mp4"),
    Showing.FILM: (FILM, "video/mp4"),
}
"""The ending of the copy of each way of showing, and what it is."""
MOST_TEXT_BYTES: Final = 1024 * 1024
WORKING_SECONDS: Final = 15 * 60
POLICY: Final = (
    "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
)
AGAIN_SECONDS: Final = 5
BEING_MADE, UNSUPPORTED = 202, 415
COPY: Final = "copy"
TASK: Final = "petitions.tasks.make_shown_copy"


def shown(request: HttpRequest, stored: StoredFile) -> HttpResponseBase:
    """The copy that a browser shows, or a page that says why there is none yet, or none at all."""
    with stored.file.open("rb") as file:
        kind = kind_of(file)
        if kind is not None and kind.showing is Showing.TEXT:
            return _guarded(HttpResponse(_text(file), content_type="text/plain; charset=utf-8"))
    if kind is None or kind.showing not in COPIES:
        return _page(request, is_waiting=False)
    ending, media = COPIES[kind.showing]
    name = f"{stored.file.name}{ending}"
    if not default_storage.exists(name):
        if kind.is_recording:
            _queue(stored)
            return _page(request, is_waiting=True)
        make(stored)
    size = default_storage.size(name)
    if not size:
        return _page(request, is_waiting=False)
    if kind.is_recording and COPY not in request.GET:
        return _player(request, kind)
    return _guarded(in_parts(request, default_storage.open(name), size, media))


def make(stored: StoredFile) -> None:
    """Write the copy beside the file, once; an empty one says that it can't be shown."""
    with stored.file.open("rb") as source, NamedTemporaryFile() as target:
        kind = kind_of(source)
        if kind is None or kind.showing not in COPIES:
            return
        name = f"{stored.file.name}{COPIES[kind.showing][0]}"
        if default_storage.exists(name):
            return
        try:
            _convert(kind, source, Path(target.name))
        except NotShown:
            target.truncate(0)
        with Path(target.name).open("rb") as made:
            written = default_storage.save(name, File(made))
    if written != name:  # somebody else was as quick
        default_storage.delete(written)
    if not type(stored)._default_manager.filter(pk=stored.pk).exists():
        default_storage.delete(name)  # destroyed meanwhile


def _convert(kind: FileKind, source: IO[bytes], target: Path) -> None:
    if kind.showing is Showing.PICTURE:
        target.write_bytes(pictures.drawn(source))
    elif kind.showing is Showing.PAGES:
        target.write_bytes(pictures.drawn_pages(source))
    else:
        recordings.play(source, str(target), with_film=kind.showing is Showing.FILM)


def _queue(stored: StoredFile) -> None:
    """Ask a worker, once in a while: whoever looks again asks again."""
    key = f"shown:{stored._meta.label_lower}:{stored.pk}"
    if not cache.add(key, 1, WORKING_SECONDS):
        return
    try:
        current_app.send_task(TASK, args=[stored._meta.label_lower, stored.pk], retry=False)
    except (KombuError, OSError) as error:
        cache.delete(key)
        log.warning("broker_unreachable", error=str(error), then="the next look asks again")


def _text(file: IO[bytes]) -> str:
    content = file.read(MOST_TEXT_BYTES)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030", errors="replace")


def _player(request: HttpRequest, kind: FileKind) -> HttpResponse:
    """A page of our own with the copy in it: in a sandbox a player has no session of its own."""
    query = request.GET.copy()
    query[COPY] = "1"
    context = {"address": f"?{query.urlencode()}", "is_film": kind.showing is Showing.FILM}
    response = render(request, "petitions/player.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


def _guarded(response: HttpResponseBase) -> HttpResponseBase:
    response["Content-Security-Policy"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Disposition"] = "inline"
    response["Cache-Control"] = "private, no-store"
    return response


def _page(request: HttpRequest, *, is_waiting: bool) -> HttpResponse:
    response = render(
        request,
        "petitions/not_shown.html",
        {"is_waiting": is_waiting},
        status=BEING_MADE if is_waiting else UNSUPPORTED,
    )
    if is_waiting:
        response["Refresh"] = str(AGAIN_SECONDS)
    return response
