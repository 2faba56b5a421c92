"""Recognising the same person without comparing names in the clear: keyed digests."""

import hmac
import re
import secrets
from hashlib import sha256

from django.conf import settings

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: no I, L, O, U to misread
CODE_LENGTH = 16  # 80 bits


def digest(kind: str, value: str) -> str:
    """A keyed digest of a value, so that equal values match and none can be read back."""
    key = f"{settings.SECRET_KEY}:{kind}".encode()
    return hmac.new(key, value.encode(), sha256).hexdigest()


def identity_digest(name: str, id_number: str) -> str:
    """The same ID number is the same person; without one there is no digest."""
    number = re.sub(r"\s", "", id_number).upper()
    return digest("identity", number) if number else ""


def phone_digest(name: str, phone: str) -> str:
    """Name and telephone together: one phone serves a whole family."""
    number = re.sub(r"\D", "", phone)
    return digest("phone", f"{name.strip()}:{number}") if name and number else ""


def new_query_code() -> str:
    """A 查询码 of 80 bits in four groups that can be read over a telephone."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    return "-".join(code[n : n + 4] for n in range(0, CODE_LENGTH, 4))


def query_digest(code: str) -> str:
    """The digest under which a 查询码 is kept; spaces, dashes and case don't matter."""
    plain = re.sub(r"[^0-9A-Z]", "", code.upper())
    plain = plain.replace("O", "0").replace("I", "1").replace("L", "1")
    return digest("query", plain)
