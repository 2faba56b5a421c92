"""A clue with a sealed reporter, and keys of a test's own."""

import json
from base64 import b64encode
from datetime import timedelta
from typing import Any

from petitions.models.sealed_identity import SealedIdentity
from petitions.vault.identity_sealing import seal
from tests.office import MONDAY, Office
from tests.tipoffs import organ
from workflows.models import Case

LATER = MONDAY + timedelta(hours=1)
REPORTER = {
    "name": "信访人甲",
    "phone": "13912345678",
    "id_number": "150121197001010011",
    "address": "土默特左旗察素齐镇云中街12号3单元",
    "email": "whistle@example.org",
}


def key(letter: str) -> str:
    return b64encode(letter.encode() * 32).decode()


def ring(current: str, *others: str, digests: tuple[str, ...] = ("d",)) -> str:
    """A key ring whose keys are their ids' letters over and over."""
    told: dict[str, Any] = {
        "current": current,
        "keys": {name: key(name[0]) for name in (current, *others)},
        "digest_keys": [key(name) for name in digests],
    }
    return json.dumps(told)


def clue(office: Office) -> Case:
    """An anonymous tip-off at the discipline commission."""
    return organ.clue(office, signed=False)


def sealed_clue(office: Office, **changes: str) -> SealedIdentity:
    return seal(clue(office), REPORTER | changes, on=MONDAY.date())
