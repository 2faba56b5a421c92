"""Registering once however often a programme repeats the call (draft-ietf-httpapi-idempotency-key).

The key's row is written in the transaction of the registration, so that a failed call leaves
nothing behind. The 查询码 is kept for a repeat under a key made from the caller's own token,
which this system does not hold.
"""

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Self

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.db import connection, transaction
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.request import Request

from organizations.models import Person
from petitions.api.callers import presented
from petitions.api.problems import InProgress, KeyReused
from petitions.letters.registration import Registered
from petitions.models import IdempotencyKey
from workflows.models import Case

HEADER = "Idempotency-Key"
LONGEST = 120


@dataclass(frozen=True, slots=True)
class Attempt:
    """One call: whose, under which key (empty for none), with which body."""

    person: Person
    key: str
    digest: str
    token: str

    @classmethod
    def of(cls, request: Request, person: Person) -> Self:
        key = request.headers.get(HEADER, "").strip().strip('"')
        if len(key) > LONGEST or not key.isprintable():
            raise ParseError(_("An Idempotency-Key has at most 120 printable characters."))
        body = json.dumps(request.data, sort_keys=True, ensure_ascii=False)
        return cls(person, key, sha256(body.encode()).hexdigest(), presented(request))

    def box(self) -> Fernet:
        secret = HKDF(SHA256(), 32, salt=None, info=f"query-code:{self.key}".encode())
        return Fernet(urlsafe_b64encode(secret.derive(self.token.encode())))


@dataclass(frozen=True, slots=True)
class Answered:
    """The case of a call. `query_code` is None if the token has changed since the first call."""

    case_id: int
    query_code: str | None
    case: Case | None = None
    """The case itself, if this call has registered it."""

    @property
    def repeated(self) -> bool:
        return self.case is None


def once(attempt: Attempt, register: Callable[[], Registered], *, at: datetime) -> Answered:
    """Register, or find what the same call registered before.

    Raises `InProgress` while the same key is being worked on, `KeyReused` for another body.
    """
    with transaction.atomic():
        if attempt.key:
            _claim(attempt)
            before = IdempotencyKey.objects.filter(person=attempt.person, key=attempt.key).first()
            if before is not None:
                return _repeat(before, attempt)
        done = register()
        if attempt.key:
            _remember(attempt, done, at)
    return Answered(done.case.pk, done.query_code, done.case)


def _claim(attempt: Attempt) -> None:
    """Hold the key until the transaction ends; whoever comes meanwhile is told to wait."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"idempotency:{attempt.person.pk}:{attempt.key}"],
        )
        row: Any = cursor.fetchone()
    if not row[0]:
        raise InProgress(_("The same request is being worked on. Repeat it in a moment."))


def _repeat(before: IdempotencyKey, attempt: Attempt) -> Answered:
    if before.digest != attempt.digest or before.case_id is None:
        raise KeyReused(_("This Idempotency-Key was used for another request. Choose a new one."))
    try:
        code = attempt.box().decrypt(before.sealed_code.encode()).decode()
    except InvalidToken:
        return Answered(before.case_id, None)
    return Answered(before.case_id, code)


def _remember(attempt: Attempt, done: Registered, at: datetime) -> None:
    IdempotencyKey.objects.create(
        person=attempt.person,
        key=attempt.key,
        digest=attempt.digest,
        case=done.case,
        sealed_code=attempt.box().encrypt(done.query_code.encode()).decode(),
        at=at,
    )
