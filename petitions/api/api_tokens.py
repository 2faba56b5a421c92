"""Keys to the interface. A key is shown once, when it is made; only its digest is kept."""

import secrets
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from organizations.models import Person
from petitions.models import ApiToken

PREFIX = "jjt_"  # tells a person's key from a petitioner's 查询码, and lets scanners find leaks
KEY_BYTES = 32


def new_token(person: Person, *, at: datetime) -> str:
    """Make a key for `person` and return it; his other keys stay good."""
    token = PREFIX + secrets.token_urlsafe(KEY_BYTES)
    ApiToken.objects.create(person=person, digest=token_digest(token), created_at=at)
    return token


def replace_tokens(person: Person, *, at: datetime) -> str:
    """Make a key for `person` and take all his earlier ones back."""
    with transaction.atomic():
        ApiToken.objects.filter(person=person).delete()
        return new_token(person, at=at)


def token_digest(token: str) -> str:
    """256 random bits need no slow hash."""
    return sha256(token.encode()).hexdigest()
