"""One call, one effect, however often a programme repeats it (draft-ietf-httpapi-idempotency-key).

Every POST of the interface passes here. The key's row is written in the transaction of what it
stands for, so that a failed call leaves nothing behind. The answer, which may hold a 查询码, is
kept for a repeat under a key made from the caller's own token, which this system does not hold.
"""

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Self

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.http import QueryDict
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from organizations.database_trouble import done_again
from petitions.api.callers import presented
from petitions.api.problems import InProgress, KeyReused
from petitions.models import IdempotencyKey, Petition
from petitions.vault import keyed_digests
from workflows.acts.act_refusals import Leaking
from workflows.acts.actors import Actor
from workflows.models import Case

HEADER = "Idempotency-Key"
LONGEST = 120
CREATED, REPEATED = 201, 200


@dataclass(frozen=True, slots=True)
class Attempt:
    """One call: whose, under which key (empty for none), to which address, with which body."""

    actor: Actor
    key: str
    address: str
    digest: str
    token: str

    @classmethod
    def of(cls, request: Request, actor: Actor) -> Self:
        key = request.headers.get(HEADER, "").strip().strip('"')
        if len(key) > LONGEST or not key.isprintable():
            raise ParseError(_("An Idempotency-Key has at most 120 printable characters."))
        digest = _digest(request.data) if key else ""
        return cls(actor, key, request.path, digest, presented(request))

    @property
    def caller(self) -> dict[str, int | None]:
        """The caller as the key's row names him."""
        person = self.actor.person.pk if self.actor.person else None
        return {"person_id": person, "petitioner_of_id": self.actor.case_id}

    def box(self) -> Fernet:
        secret = HKDF(SHA256(), 32, salt=None, info=f"answer:{self.key}".encode())
        return Fernet(urlsafe_b64encode(secret.derive(self.token.encode())))


def _digest(body: Any) -> str:
    if isinstance(body, QueryDict):
        parts = sorted((name, _part(each)) for name in body for each in body.getlist(name))
        body = [list(part) for part in parts]
    return sha256(json.dumps(body, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _part(value: Any) -> str:
    if not isinstance(value, UploadedFile):
        return str(value)
    content = sha256()
    for chunk in value.chunks():
        content.update(chunk)
    value.seek(0)
    return f"{value.name}:{content.hexdigest()}"


@done_again
def once(
    attempt: Attempt,
    handle: Callable[[], Response],
    *,
    at: datetime,
    recall: Callable[[IdempotencyKey], Response],
) -> Response:
    """Do what the call asks, or answer as the same call was answered before.

    Raises `InProgress` while the same key is being worked on, `KeyReused` for another call.
    `recall` answers where the kept answer no longer opens.
    """
    if not attempt.key:
        return handle()
    leaking = None
    with transaction.atomic():
        _claim(attempt)
        before = IdempotencyKey.objects.filter(**attempt.caller, key=attempt.key).first()
        if before is not None:
            return _repeat(before, attempt, recall)
        try:
            response = handle()
        except Leaking as refusal:
            leaking = refusal  # that it was tried is on record, and stays
        else:
            _remember(attempt, response, at)
    if leaking:
        raise leaking
    return response


def _claim(attempt: Attempt) -> None:
    """Hold the key until the transaction ends; whoever comes meanwhile is told to wait."""
    whose = next(str(pk) for pk in attempt.caller.values() if pk is not None)
    mark = "" if attempt.actor.person else "petitioner:"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"idempotency:{mark}{whose}:{attempt.key}"],
        )
        row: Any = cursor.fetchone()
    if not row[0]:
        raise InProgress(_("The same request is being worked on. Repeat it in a moment."))


def _repeat(
    before: IdempotencyKey, attempt: Attempt, recall: Callable[[IdempotencyKey], Response]
) -> Response:
    if (before.address, before.digest) != (attempt.address, attempt.digest):
        raise KeyReused(_("This Idempotency-Key was used for another request. Choose a new one."))
    try:
        kept = json.loads(attempt.box().decrypt(before.sealed_answer.encode()))
    except InvalidToken:
        return recall(before)
    body = kept["body"]
    if isinstance(body, dict) and not _is_good(before.case_id, body.get("query_code")):
        body["query_code"] = None
    return Response(body, kept["status"], headers=kept["headers"])


def _is_good(case_id: int | None, code: str | None) -> bool:
    """Whether an answer may name the code again: no other one was issued for the case since."""
    if not code:
        return True
    letters = Petition.objects.filter(case=case_id)
    return letters.filter(query_digest__in=keyed_digests.query_digests(code)).exists()


def _remember(attempt: Attempt, response: Response, at: datetime) -> None:
    status = REPEATED if response.status_code == CREATED else response.status_code
    kept = {
        "body": json.loads(JSONRenderer().render(response.data)),
        "status": status,
        "headers": {"Location": response["Location"]} if "Location" in response else {},
    }
    IdempotencyKey.objects.create(
        **attempt.caller,
        key=attempt.key,
        address=attempt.address,
        digest=attempt.digest,
        case=Case.objects.filter(number__in=list(_numbers(attempt, kept["body"]))).first(),
        sealed_answer=attempt.box().encrypt(json.dumps(kept).encode()).decode(),
        at=at,
    )


def _numbers(attempt: Attempt, body: Any) -> Iterator[str]:
    """The case that a call is about: of its answer, or of its address."""
    if isinstance(body, dict) and "number" in body:
        yield str(body["number"])
    yield from attempt.address.split("/")
