"""Where a try to sign in comes from, as far as it has to be told from others: never an address.

A browser in which somebody has signed in before is known by a cookie of ours, and is its own source
(OWASP, “device cookies”): whoever guesses elsewhere can't slow the owner down at his own desk.
"""

import ipaddress
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string, salted_hmac

COOKIE: Final = "known_browser"
KNOWN_FOR_S: Final = 90 * 24 * 60 * 60
SALT: Final = "organizations.known-browser"
NETWORK: Final = 64
"""Of an IPv6 address: the part that a household or an office has for its own."""


@dataclass(frozen=True, slots=True)
class Whence:
    """`source` is a digest under our own key, good for comparing and for nothing else."""

    source: str
    is_known: bool


def whence(request: HttpRequest, username: str) -> Whence:
    """Where a try at this account comes from: the owner's own browser, or some network."""
    own = _own_browser(request, username)
    return Whence(own or digest("network", _network(request)), is_known=bool(own))


def digest(kind: str, text: str) -> str:
    return salted_hmac(f"organizations.sign-in.{kind}", text).hexdigest()


def remember(answer: HttpResponse, username: str) -> None:
    """Know this browser by its account from now on."""
    told = signing.dumps([digest("account", username), get_random_string(16)], salt=SALT)
    answer.set_cookie(
        COOKIE,
        told,
        max_age=KNOWN_FOR_S,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Strict",
        path=settings.LOGIN_URL,
    )


def _own_browser(request: HttpRequest, username: str) -> str:
    """The mark of a browser in which the account's owner has signed in, or an empty text."""
    told = request.COOKIES.get(COOKIE, "")
    try:
        account, mark = signing.loads(told, salt=SALT, max_age=KNOWN_FOR_S)
    except (signing.BadSignature, ValueError):
        return ""
    return digest("browser", mark) if account == digest("account", username) else ""


def _network(request: HttpRequest) -> str:
    """The address, or its network; behind a proxy, what the proxy itself has added."""
    address: str = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        address = request.headers.get("X-Forwarded-For", address).rpartition(",")[2].strip()
    try:
        read = ipaddress.ip_address(address)
    except ValueError:
        return address
    if read.version == 4:  # noqa: PLR2004 - the version of the protocol
        return address
    return str(ipaddress.ip_network((read, NETWORK), strict=False))
