"""The file of record of a paper: PDF/A after GB/T 9704, made once, kept with its digest (ADR 0057).

Of the many papers of an office few are ever stamped, sent or filed as a file. Each is made when it
is first asked for, and from then on it is the same to the byte.
"""

import json
import subprocess
import sys
from base64 import b64decode
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime, time
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any, Final

from django.conf import settings
from django.db import transaction

from workflows.models import Case, Document, PaperFile
from workflows.papers.paper_content import DESTROYED, PaperContent, Part, Table, read

COMPILER: Final = Path(__file__).with_name("paper_compiler.py")
SECONDS: Final = 60
_one_at_a_time: Final = Lock()
"""Of one web process: a compiler takes a core and some 150 MB."""


class NotTypeset(Exception):
    """The compiler failed; the message is for the log and holds no word of the paper."""


def file_of(document: Document, *, at: datetime) -> PaperFile:
    """The paper's PDF, made now if nobody has asked for it before.

    Raises ValueError where the content was destroyed, and NotTypeset.
    """
    kept = PaperFile.objects.filter(document=document).first()
    if kept is not None:
        return kept
    (pdf,) = typeset([(read(document.body), document.issued_on)])
    made = PaperFile(
        case_id=document.case_id,
        document=document,
        pdf=pdf,
        sha256=sha256(pdf).hexdigest(),
        made_at=at,
    )
    with transaction.atomic():
        # A destruction holds the case; what it took while this was made is not written again.
        Case.objects.select_for_update(no_key=True, of=("self",)).get(pk=document.case_id)
        document.refresh_from_db(fields=["body"])
        if not document.body:
            raise ValueError(DESTROYED)
        # Of two that ask at once the first one's stays.
        PaperFile.objects.bulk_create([made], ignore_conflicts=True)
    return PaperFile.objects.get(document=document)


def typeset(papers: Sequence[tuple[PaperContent, date]], *, only_ours: bool = False) -> list[bytes]:
    """The PDF of each content with its date; `only_ours` leaves out the faces of the machine."""
    given = {
        "papers": [{"content": _as_data(paper), "at": _seconds(on)} for paper, on in papers],
        "fonts": [folder for folder in (settings.PAPER_FONTS,) if folder],
        "only_ours": only_ours,
    }
    return [b64decode(pdf) for pdf in json.loads(_compiled(json.dumps(given).encode()))]


def _compiled(given: bytes) -> bytes:
    with _one_at_a_time:
        try:
            done = subprocess.run(  # noqa: S603  # our own programme
                [sys.executable, "-I", str(COMPILER)],
                input=given,
                capture_output=True,
                timeout=SECONDS,
                check=True,
            )
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
            raise NotTypeset(f"The compiler of papers: {type(error).__name__}.") from error
    return done.stdout


def _seconds(on: date) -> int:
    return int(datetime.combine(on, time(), tzinfo=UTC).timestamp())


def _as_data(content: PaperContent) -> dict[str, Any]:
    """The content as the template of the compiler reads it."""
    return asdict(content) | {
        "body": _parts(content.body),
        "notes": [_parts(note) for note in content.notes],
    }


def _parts(parts: Sequence[Part]) -> list[Mapping[str, Any]]:
    return [_table(part) if isinstance(part, Table) else asdict(part) for part in parts]


def _table(table: Table) -> Mapping[str, Any]:
    return asdict(table) | {"kind": "table", "tall_rows": sorted(table.tall_rows)}
