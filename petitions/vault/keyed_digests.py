"""Recognising the same person without comparing names in the clear: keyed digests.

The keys are the vault's. A digest is written with its first digest key and recognised with all
of them, so that neither a new digest key nor a new SECRET_KEY makes a 查询码 void.
"""

import hmac
import re
import secrets
from hashlib import sha256

from petitions.vault.keys import keys
from petitions.written_identity import compared_id_number, compared_phone, shown_name

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: no I, L, O, U to misread
CODE_LENGTH = 16  # 80 bits


def digests(kind: str, value: str) -> list[str]:
    """Keyed digests of a value, one for each digest key; none can be read back."""
    return [
        hmac.new(key + f":{kind}".encode(), value.encode(), sha256).hexdigest()
        for key in keys().digest_keys()
    ]


def digest(kind: str, value: str) -> str:
    """The digest that is written: equal values match as long as the first key stays."""
    return digests(kind, value)[0]


def identity_digests(name: str, id_number: str) -> list[str]:
    """The same ID number is the same person; without one there is no digest."""
    del name
    number = compared_id_number(id_number)
    return digests("identity", number) if number else []


def identity_digest(name: str, id_number: str) -> str:
    """The one of `identity_digests` that is written, or the empty string."""
    return next(iter(identity_digests(name, id_number)), "")


def phone_digests(name: str, phone: str) -> list[str]:
    """Name and telephone together: one phone serves a whole family."""
    number = compared_phone(phone)
    return digests("phone", f"{shown_name(name)}:{number}") if name and number else []


def phone_digest(name: str, phone: str) -> str:
    """The one of `phone_digests` that is written, or the empty string."""
    return next(iter(phone_digests(name, phone)), "")


def new_query_code() -> str:
    """A 查询码 of 80 bits in four groups that can be read over a telephone."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    return "-".join(code[n : n + 4] for n in range(0, CODE_LENGTH, 4))


def query_digests(code: str) -> list[str]:
    """The digests under which a 查询码 may be kept; spaces, dashes and case don't matter."""
    plain = re.sub(r"[^0-9A-Z]", "", code.upper())
    plain = plain.replace("O", "0").replace("I", "1").replace("L", "1")
    return digests("query", plain)


def query_digest(code: str) -> str:
    """The digest under which a new 查询码 is kept."""
    return query_digests(code)[0]
