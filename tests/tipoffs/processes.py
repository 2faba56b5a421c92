"""The processes of the Procfile on the test's own database, and a visitor of their pages."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from tests.office import PASSWORD

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 60
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
Fields = dict[str, Any]


@contextmanager
def office_processes(folder: Path) -> Iterator[tuple[str, Path]]:
    """Web, worker and beat, each with its output in a file; yields the address and the folder."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    environment = _environment(folder, port)
    with ExitStack() as stack:
        for line in (ROOT / "Procfile").read_text().splitlines():
            name, command = line.split(": ", 1)
            stack.enter_context(_process(command, folder / f"{name}.log", environment))
        wait_for(lambda: " ready." in (folder / "worker.log").read_text())
        wait_for(lambda: _answers(port))
        yield f"http://127.0.0.1:{port}", folder


def _environment(folder: Path, port: int) -> dict[str, str]:
    ours = urlsplit(os.environ["DATABASE_URL"])
    database = ours._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    return os.environ | {
        "DATABASE_URL": database,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PORT": str(port),
        "WEB_CONCURRENCY": "1",
        "CACHE_URL": f"filecache://{folder / 'cache'}",
        "EMAIL_URL": f"filemail:///{folder / 'mail'}",  # the library takes one slash away
    }


@contextmanager
def _process(command: str, output: Path, environment: dict[str, str]) -> Iterator[None]:
    with output.open("wb") as log:
        started = subprocess.Popen(
            ["bash", "-c", command], cwd=ROOT, env=environment, stdout=log, stderr=log
        )
    try:
        yield
    finally:
        started.send_signal(signal.SIGTERM)
        started.wait(PATIENCE)


def wait_for(come_true: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not come_true():
        assert time.monotonic() < deadline, "waited for too long"
        time.sleep(0.2)


def _answers(port: int) -> bool:
    with socket.socket() as found:
        return found.connect_ex(("127.0.0.1", port)) == 0


class Visitor:
    """Somebody at a browser without scripts: pages are asked for and forms are sent."""

    def __init__(self, address: str, name: str) -> None:
        self.address = address
        self.opener: OpenerDirector = build_opener(HTTPCookieProcessor(CookieJar()))
        self.post("/login/", {"username": name, "password": PASSWORD})

    def get(self, path: str, headers: dict[str, str] | None = None) -> tuple[int, str]:
        return self._ask(path, headers=headers or {})

    def post(self, path: str, fields: Fields, *, page: str = "") -> tuple[int, str]:
        """Send the form of a page: its token is read from the page first."""
        found = TOKEN.search(self.get(page or path)[1])
        token = found[1] if found else ""
        sent = {"csrfmiddlewaretoken": token, **fields}
        if any(isinstance(value, SimpleUploadedFile) for value in fields.values()):
            body, kind = encode_multipart(BOUNDARY, sent), MULTIPART_CONTENT
        else:
            body, kind = urlencode(sent).encode(), "application/x-www-form-urlencoded"
        headers = {"Content-Type": kind, "Referer": self.address}
        return self._ask(path, data=body, headers=headers)

    def _ask(self, path: str, **more: Any) -> tuple[int, str]:
        request = Request(self.address + path, **more)  # noqa: S310 - our own address
        try:
            with self.opener.open(request, timeout=PATIENCE) as answer:
                return answer.status, answer.read().decode(errors="replace")
        except HTTPError as refusal:
            with refusal:
                return refusal.code, refusal.read().decode(errors="replace")
